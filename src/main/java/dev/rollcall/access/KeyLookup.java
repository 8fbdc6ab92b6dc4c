package dev.rollcall.access;

import dev.rollcall.platform.ForKeys;
import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Finds whose key it is. */
@ApplicationScoped
class KeyLookup {

    record Holder(UserPrincipal user, List<String> scopes) {}

    /**
     * The time of use is written once a minute at most, and skipped where another request is just writing it: a busy
     * key must not become a queue.
     */
    private static final String HOLDER_OF_KEY = """
            with found as (
                select token.id, token.scopes, token.last_used_at, owner.id as user_id, owner.max_concurrent_bots
                from api_tokens token
                join users owner on owner.id = token.user_id
                where token.token_hash = $1
                  and (token.expires_at is null or token.expires_at > $2)
            ), due as (
                select token.id
                from api_tokens token
                where token.id = (select found.id
                                  from found
                                  where found.last_used_at is null
                                     or found.last_used_at < $2 - interval '1 minute')
                for update skip locked
            ), used as (
                update api_tokens token
                set last_used_at = $2
                from due
                where token.id = due.id
            )
            select user_id, max_concurrent_bots, scopes
            from found
            """;

    private final Pool pool;
    private final KeyConfig config;
    private final Clock clock;

    KeyLookup(@ForKeys Pool pool, KeyConfig config, Clock clock) {
        this.pool = pool;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Empty for a key that is unknown or expired. Trouble with the database stays a failure and is answered 503: it
     * says nothing about the key.
     */
    Uni<Optional<Holder>> holderOf(String key) {
        return holderOf(Buffer.buffer(ApiKey.hash(key)));
    }

    /** The same of a key that was shown before, and of which the hash was kept. */
    Uni<Optional<Holder>> holderOf(Buffer hash) {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        return pool.preparedQuery(HOLDER_OF_KEY)
                .execute(Tuple.of(hash, now))
                .ifNoItem()
                .after(config.lookupTimeout())
                .fail()
                .map(KeyLookup::first);
    }

    /** The user whom another system calls so. */
    Uni<Optional<UserPrincipal>> userCalled(String externalId) {
        return pool.preparedQuery("select id, max_concurrent_bots from users where external_id = $1")
                .execute(Tuple.of(externalId))
                .ifNoItem()
                .after(config.lookupTimeout())
                .fail()
                .map(rows -> Rows.first(
                        rows, row -> new UserPrincipal(row.getLong("id"), row.getInteger("max_concurrent_bots"))));
    }

    private static Optional<Holder> first(RowSet<Row> rows) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(holder(rows.iterator().next()));
    }

    private static Holder holder(Row row) {
        UserPrincipal user = new UserPrincipal(row.getLong("user_id"), row.getInteger("max_concurrent_bots"));
        return new Holder(user, List.of(row.getArrayOfStrings("scopes")));
    }
}
