package dev.rollcall.access;

import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Seal;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * After a change of the server's key: seals anew what the former key sealed, so that the former key can be taken out of
 * the configuration. A replica that still has the old configuration leaves alone what it cannot open.
 */
@ApplicationScoped
class SecretRenewal {

    private static final Logger LOG = Logger.getLogger(SecretRenewal.class);
    private static final int BATCH = 500;

    private final Pool pool;
    private final Seal seal;

    SecretRenewal(Pool pool, Seal seal) {
        this.pool = pool;
        this.seal = seal;
    }

    /** In any order: one that does not open must not stand before the others for ever. */
    @Scheduled(
            identity = "secret-renewal",
            every = "1m",
            delayed = "10s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> renew() {
        if (!seal.hasFormerKey()) {
            return Uni.createFrom().voidItem();
        }
        return pool.preparedQuery("""
                        select id, webhook_secret
                        from users
                        where webhook_secret is not null and not starts_with(webhook_secret, $1)
                        order by random()
                        limit $2
                        """)
                .execute(Tuple.of(seal.presentPrefix(), BATCH))
                .onItem()
                .transformToMulti(Multi.createFrom()::iterable)
                .onItem()
                .transformToUniAndConcatenate(this::renew)
                .collect()
                .last()
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf("secret=renewal-failed error=%s", Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }

    /** Where the user has not changed it meanwhile. One that does not open stays as it is, and is told of. */
    private Uni<Void> renew(Row row) {
        long userId = row.getLong("id");
        String old = row.getString("webhook_secret");
        return Uni.createFrom()
                .item(() -> seal.renew(old, WebhookSettings.place(userId)))
                .chain(renewed -> pool.preparedQuery(
                                "update users set webhook_secret = $3 where id = $1 and webhook_secret = $2")
                        .execute(Tuple.of(userId, old, renewed)))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("secret=renewal-failed user=%d error=%s", userId, Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }
}
