package dev.rollcall.access;

import dev.rollcall.platform.Rows;
import dev.rollcall.platform.Timestamps;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table of users. */
@ApplicationScoped
class Users {

    private static final String COLUMNS = """
            id, email, name, external_id, image_url, max_concurrent_bots, data, webhook_url, webhook_events,
            post_meeting_since, created_at, updated_at
            """;

    private static final String PAGE = "select " + COLUMNS + """
            from users
            order by id
            limit $2 offset $1
            """;

    private static final String WITH_PART = "select " + COLUMNS + """
            from users
            where id < $2
              and ($1 = '' or strpos(lower(email), lower($1)) > 0)
            order by id desc
            limit $3
            """;

    private static final String INSERT = """
            insert into users
                (email, name, external_id, image_url, max_concurrent_bots, data, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $7)
            returning
            """ + COLUMNS;

    private static final String UPDATE = """
            update users
            set name = $2, external_id = $3, image_url = $4, max_concurrent_bots = $5, data = $6,
                post_meeting_since = $7, updated_at = $8
            where id = $1
            """;

    private final Pool pool;

    Users(Pool pool) {
        this.pool = pool;
    }

    Uni<Optional<User>> withId(long id) {
        return pool.preparedQuery("select " + COLUMNS + "from users where id = $1")
                .execute(Tuple.of(id))
                .map(Users::first);
    }

    Uni<Optional<User>> withEmail(String email) {
        return pool.preparedQuery("select " + COLUMNS + "from users where lower(email) = lower($1)")
                .execute(Tuple.of(email))
                .map(Users::first);
    }

    /** By id, the oldest first. */
    Uni<List<User>> page(int skip, int limit) {
        return pool.preparedQuery(PAGE).execute(Tuple.of(skip, limit)).map(rows -> Rows.all(rows, Users::user));
    }

    /** By id, the newest first. */
    Uni<List<User>> withPart(String ofEmail, long before, int limit) {
        return pool.preparedQuery(WITH_PART)
                .execute(Tuple.of(ofEmail, before, limit))
                .map(rows -> Rows.all(rows, Users::user));
    }

    /** For a transaction that nobody else may do at the same time. */
    Uni<Optional<User>> locked(SqlConnection connection, long id) {
        return connection
                .preparedQuery("select " + COLUMNS + "from users where id = $1 for no key update")
                .execute(Tuple.of(id))
                .map(Users::first);
    }

    Uni<User> insert(NewUser wanted, Integer limit, Instant now) {
        JsonObject data = wanted.data() == null ? new JsonObject() : new JsonObject(wanted.data());
        return pool.preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addString(wanted.email().strip())
                        .addString(wanted.name())
                        .addString(wanted.externalId())
                        .addString(wanted.imageUrl())
                        .addInteger(limit)
                        .addJsonObject(User.kept(data))
                        .addOffsetDateTime(Timestamps.parameter(now)))
                .map(rows -> user(rows.iterator().next()));
    }

    /** All that an admin can change. */
    Uni<User> update(SqlConnection connection, User user) {
        return connection
                .preparedQuery(UPDATE)
                .execute(Tuple.tuple()
                        .addLong(user.id())
                        .addString(user.name())
                        .addString(user.externalId())
                        .addString(user.imageUrl())
                        .addInteger(user.maxConcurrentBots())
                        .addJsonObject(user.data())
                        .addOffsetDateTime(Timestamps.parameter(user.postMeetingSince()))
                        .addOffsetDateTime(Timestamps.parameter(user.updatedAt())))
                .replaceWith(user);
    }

    private static Optional<User> first(RowSet<Row> rows) {
        return Rows.first(rows, Users::user);
    }

    private static User user(Row row) {
        return new User(
                row.getLong("id"),
                row.getString("email"),
                row.getString("name"),
                row.getString("external_id"),
                row.getString("image_url"),
                row.getInteger("max_concurrent_bots"),
                row.getJsonObject("data"),
                row.getString("webhook_url"),
                row.getJsonObject("webhook_events"),
                Timestamps.instant(row, "post_meeting_since"),
                Timestamps.instant(row, "created_at"),
                Timestamps.instant(row, "updated_at"));
    }
}
