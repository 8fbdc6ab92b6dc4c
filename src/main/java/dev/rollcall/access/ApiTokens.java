package dev.rollcall.access;

import dev.rollcall.access.TokenApi.TokenResponse;
import dev.rollcall.platform.Rows;
import dev.rollcall.platform.Timestamps;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** The keys of users. */
@ApplicationScoped
class ApiTokens {

    private static final String COLUMNS = "id, user_id, name, scopes, created_at, last_used_at, expires_at ";

    private static final String INSERT = """
            insert into api_tokens (user_id, token_hash, name, scopes, created_at, expires_at)
            values ($1, $2, $3, $4, $5, $6)
            returning
            """ + COLUMNS;

    private final Pool pool;
    private final NewApiKey newKey;
    private final Clock clock;

    ApiTokens(Pool pool, NewApiKey newKey, Clock clock) {
        this.pool = pool;
        this.newKey = newKey;
        this.clock = clock;
    }

    /** The oldest first. */
    Uni<List<ApiToken>> of(long userId) {
        return pool.preparedQuery("select " + COLUMNS + "from api_tokens where user_id = $1 order by id")
                .execute(Tuple.of(userId))
                .map(rows -> Rows.all(rows, ApiTokens::token));
    }

    /** The id of the user's newest key; 0 for none. */
    Uni<Long> newest(SqlConnection connection, long userId) {
        return connection
                .preparedQuery("select coalesce(max(id), 0) as newest from api_tokens where user_id = $1")
                .execute(Tuple.of(userId))
                .map(rows -> rows.iterator().next().getLong("newest"));
    }

    Uni<TokenResponse> issue(long userId, TokenRequest wanted) {
        return issue(pool, userId, wanted);
    }

    /** The answer is the only place where the key itself ever shows. */
    Uni<TokenResponse> issue(SqlClient client, long userId, TokenRequest wanted) {
        String key = newKey.of(wanted.scopes());
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        return client.preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addLong(userId)
                        .addValue(Buffer.buffer(ApiKey.hash(key)))
                        .addString(wanted.name())
                        .addArrayOfString(wanted.scopes().toArray(String[]::new))
                        .addOffsetDateTime(now)
                        .addOffsetDateTime(
                                wanted.expiresInSeconds() == null ? null : now.plusSeconds(wanted.expiresInSeconds())))
                .map(rows -> TokenResponse.withKey(token(rows.iterator().next()), key));
    }

    /** False where there is none of that id. */
    Uni<Boolean> delete(long id) {
        return pool.preparedQuery("delete from api_tokens where id = $1")
                .execute(Tuple.of(id))
                .map(deleted -> deleted.rowCount() > 0);
    }

    /** False where the user has none of that id. */
    Uni<Boolean> delete(long id, long userId) {
        return pool.preparedQuery("delete from api_tokens where id = $1 and user_id = $2")
                .execute(Tuple.of(id, userId))
                .map(deleted -> deleted.rowCount() > 0);
    }

    private static ApiToken token(Row row) {
        return new ApiToken(
                row.getLong("id"),
                row.getLong("user_id"),
                row.getString("name"),
                List.of(row.getArrayOfStrings("scopes")),
                Timestamps.instant(row, "created_at"),
                Timestamps.instant(row, "last_used_at"),
                Timestamps.instant(row, "expires_at"));
    }
}
