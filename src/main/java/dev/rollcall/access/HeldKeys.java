package dev.rollcall.access;

import dev.rollcall.platform.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Keys behind connections that outlive a request: checked when one opens, and again while it is open. */
@ApplicationScoped
public class HeldKeys {

    /** A key that was good when it was shown; of the key itself only the hash is kept. */
    public record HeldKey(long userId, Buffer hash) {}

    public static final int MOST_AT_ONCE = 1_000;

    private final KeyLookup keys;
    private final RateLimit rate;
    private final Pool pool;
    private final Clock clock;

    HeldKeys(KeyLookup keys, RateLimit rate, Pool pool, Clock clock) {
        this.keys = keys;
        this.rate = rate;
        this.pool = pool;
        this.clock = clock;
    }

    /**
     * Empty for a key that is unknown or expired; a {@link Problem} 403 for one that may not go there. Trouble with the
     * database stays a failure: it says nothing about the key.
     */
    public Uni<Optional<HeldKey>> hold(String key, RoutingContext request) {
        Uni<Optional<KeyLookup.Holder>> found =
                ApiKey.isPlausible(key) ? keys.holderOf(key) : Uni.createFrom().item(Optional.empty());
        return found.invoke(holder -> rate.lookedUp(holder.isPresent(), request))
                .map(known -> known.map(holder -> held(holder, key, request.normalizedPath())));
    }

    private static HeldKey held(KeyLookup.Holder holder, String key, String path) {
        if (!Scope.allow(holder.scopes(), path)) {
            throw Problem.of(403, "Insufficient scope for this endpoint");
        }
        return new HeldKey(holder.user().userId(), Buffer.buffer(ApiKey.hash(key)));
    }

    /** Those of at most 1,000 keys that are still good. */
    public Uni<Set<HeldKey>> stillGood(Collection<HeldKey> held) {
        if (held.size() > MOST_AT_ONCE) {
            throw new IllegalArgumentException("at most " + MOST_AT_ONCE + " keys at once");
        }
        return pool.preparedQuery("""
                        select user_id, token_hash
                        from api_tokens
                        where token_hash = any ($1::bytea[]) and (expires_at is null or expires_at > $2)
                        """)
                .execute(Tuple.of(
                        held.stream().map(HeldKey::hash).toArray(Buffer[]::new),
                        clock.instant().atOffset(ZoneOffset.UTC)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(HeldKeys::held)
                        .collect(Collectors.toSet()));
    }

    private static HeldKey held(Row row) {
        return new HeldKey(row.getLong("user_id"), row.getBuffer("token_hash").getDelegate());
    }
}
