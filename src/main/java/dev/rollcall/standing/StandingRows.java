package dev.rollcall.standing;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Rows;
import dev.rollcall.platform.Seal;
import dev.rollcall.platform.SqlState;
import dev.rollcall.standing.Wish.Outcome;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;

/** The rows of standing bots, as far as operators write them: each change together with its line of the history. */
@ApplicationScoped
class StandingRows {

    /** A bot as its row says. @param sealed its credentials; null for none */
    record Stored(long id, long revision, String sealed, Draft draft, Instant now) {

        private static Stored of(Row row) {
            return new Stored(
                    row.getLong("id"),
                    row.getLong("revision"),
                    row.getString("credentials"),
                    new Draft(
                            row.getString("connector"),
                            row.getString("category"),
                            row.getString("name"),
                            row.getString("base_url"),
                            row.getBoolean("is_active"),
                            null,
                            row.getJsonObject("settings"),
                            instant(row, "stopped_at"),
                            instant(row, "paused_until")),
                    instant(row, "now"));
        }

        /** Without credentials. */
        @Override
        public String toString() {
            return "Stored[id=" + id + ", revision=" + revision + "]";
        }
    }

    private final Pool pool;
    private final Seal seal;

    StandingRows(Pool pool, Seal seal) {
        this.pool = pool;
        this.seal = seal;
    }

    /** @throws Problem 409 where there is one of this connector, category and name */
    Uni<Long> create(Draft draft) {
        return pool.query(
                        "select nextval(pg_get_serial_sequence('standing_bots', 'id')) as id, clock_timestamp() as now")
                .execute()
                .chain(rows -> {
                    Row row = rows.iterator().next();
                    return insert(row.getLong("id"), draft, instant(row, "now"));
                });
    }

    private Uni<Long> insert(long id, Draft draft, Instant now) {
        Outcome outcome = new Wish.Change(draft).on(draft, now);
        Object[] parameters = {
            id,
            draft.connector(),
            draft.category(),
            draft.name(),
            draft.baseUrl(),
            draft.isActive(),
            sealed(id, draft.credentials(), null),
            draft.settings(),
            outcome.status().number(),
            outcome.code(),
            outcome.message()
        };
        return pool.preparedQuery("""
                        with written as (
                            insert into standing_bots (id, connector, category, name, base_url, is_active, credentials,
                                settings, status, status_code, status_message)
                            values ($1, $2, $3, $4, $5, $6, $7, $8, $9::smallint, $10::varchar, $11::text)
                            returning id, connector, category, name, status
                        ), noted as (
                            insert into connection_history (bot_id, from_status, status, code, message, source, generation)
                            select id, 0, status, $10::varchar, $11::text, 'operator', 0
                            from written
                            where status <> 0
                            %s
                        ), %s
                        select id from written
                        """.formatted(StandingFeed.NOTED, StandingFeed.TOLD))
                .execute(Tuple.from(Arrays.asList(parameters)))
                .onFailure(SqlState::isUniqueViolation)
                .transform(failure -> taken())
                .replaceWith(id);
    }

    Uni<Optional<Stored>> read(long id) {
        return pool.preparedQuery("select b.*, clock_timestamp() as now from standing_bots b where b.id = $1")
                .execute(Tuple.of(id))
                .map(rows -> Rows.first(rows, Stored::of));
    }

    /** Where nobody else has changed it meanwhile. */
    Uni<Boolean> write(Stored stored, Outcome outcome) {
        Draft draft = outcome.draft();
        Object[] parameters = {
            stored.id(),
            stored.revision(),
            draft.category(),
            draft.name(),
            draft.baseUrl(),
            draft.isActive(),
            sealed(stored.id(), draft.credentials(), stored.sealed()),
            draft.settings(),
            time(draft.stoppedAt()),
            time(draft.pausedUntil()),
            outcome.status().number(),
            outcome.code(),
            outcome.message()
        };
        return pool.preparedQuery("""
                        with former as (
                            select id, status
                            from standing_bots
                            where id = $1 and revision = $2
                            for update
                        ), written as (
                            update standing_bots b
                            set category        = $3,
                                name            = $4,
                                base_url        = $5,
                                is_active       = $6,
                                credentials     = $7,
                                settings        = $8,
                                stopped_at      = $9,
                                paused_until    = $10,
                                revision        = b.revision + 1,
                                status          = $11::smallint,
                                status_code     = $12::varchar,
                                status_message  = $13::text,
                                status_since    = case
                                    when f.status <> $11::smallint then clock_timestamp()
                                    else b.status_since
                                end,
                                status_until    = null,
                                attempts        = 0,
                                next_attempt_at = null,
                                updated_at      = clock_timestamp()
                            from former f
                            where b.id = f.id
                            returning b.id, b.connector, b.category, b.name, b.generation, f.status as former
                        ), noted as (
                            insert into connection_history (bot_id, from_status, status, code, message, source, generation)
                            select id, former, $11::smallint, $12::varchar, $13::text, 'operator', generation
                            from written
                            where former <> $11::smallint
                            %s
                        ), %s
                        select id from written
                        """.formatted(StandingFeed.NOTED, StandingFeed.TOLD))
                .execute(Tuple.from(Arrays.asList(parameters)))
                .map(rows -> rows.size() > 0)
                .onFailure(SqlState::isUniqueViolation)
                .transform(failure -> taken());
    }

    /** Whether there was one. */
    Uni<Boolean> delete(long id) {
        return pool.preparedQuery("delete from standing_bots where id = $1")
                .execute(Tuple.of(id))
                .map(rows -> rows.rowCount() > 0);
    }

    private String sealed(long id, JsonObject credentials, String stored) {
        if (credentials == null) {
            return stored;
        }
        return credentials.isEmpty() ? null : seal.seal(credentials.encode(), SealedCredentials.of(id));
    }

    private static Object time(Instant instant) {
        return Optional.ofNullable(instant)
                .map(at -> at.atOffset(ZoneOffset.UTC))
                .orElse(null);
    }

    private static Problem taken() {
        return Problem.of(409, "There is a bot of this connector, category and name already.");
    }
}
