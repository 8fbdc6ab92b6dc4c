package dev.rollcall.access;

import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Seal;
import dev.rollcall.platform.SealedColumn;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * After a change of the server's key: seals anew what the former key sealed, so that the former key can be taken out of
 * the configuration. A replica that still has the old configuration leaves alone what it cannot open.
 */
@ApplicationScoped
class SecretRenewal {

    private static final Logger LOG = Logger.getLogger(SecretRenewal.class);
    private static final int BATCH = 500;

    /** A column of sealed secrets, each row told from the others by an id that is part of its place. */
    private record Column(String table, String id, String name, LongFunction<String> place) {

        private static Column of(SealedColumn told) {
            return new Column(told.table(), told.id(), told.column(), told::place);
        }
    }

    private static final List<Column> OWN = List.of(
            new Column("users", "id", "webhook_secret", WebhookSettings::place),
            new Column("users", "id", "webhook_former_secret", WebhookSettings::placeOfFormer),
            new Column("webhook_endpoints", "meeting_id", "secret", WebhookFields::placeOfBot));

    private final Pool pool;
    private final Seal seal;
    private final List<Column> columns;

    /** @param others columns of packages that stand above this one */
    SecretRenewal(Pool pool, Seal seal, @All List<SealedColumn> others) {
        this.pool = pool;
        this.seal = seal;
        this.columns =
                Stream.concat(OWN.stream(), others.stream().map(Column::of)).toList();
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
        return Multi.createFrom()
                .iterable(columns)
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

    private Uni<Void> renew(Column column) {
        return pool.preparedQuery("""
                        select %2$s as id, %3$s as sealed
                        from %1$s
                        where %3$s is not null and not starts_with(%3$s, $1)
                        order by random()
                        limit $2
                        """.formatted(column.table(), column.id(), column.name()))
                .execute(Tuple.of(seal.presentPrefix(), BATCH))
                .onItem()
                .transformToMulti(Multi.createFrom()::iterable)
                .onItem()
                .transformToUniAndConcatenate(row -> renew(column, row))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** Where nobody has changed it meanwhile. One that does not open stays as it is, and is told of. */
    private Uni<Void> renew(Column column, Row row) {
        long id = row.getLong("id");
        String old = row.getString("sealed");
        return Uni.createFrom()
                .item(() -> seal.renew(old, column.place().apply(id)))
                .chain(renewed -> pool.preparedQuery("update %1$s set %3$s = $3 where %2$s = $1 and %3$s = $2"
                                .formatted(column.table(), column.id(), column.name()))
                        .execute(Tuple.of(id, old, renewed)))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "secret=renewal-failed table=%s id=%d error=%s",
                        column.table(), id, Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }
}
