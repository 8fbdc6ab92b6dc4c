package dev.rollcall.logs;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.logs.LogBook.BotLines;
import dev.rollcall.logs.LogBook.Entry;
import dev.rollcall.logs.LogBook.Told;
import dev.rollcall.logs.LogsApi.Evidence;
import dev.rollcall.logs.LogsApi.Logs;
import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what is kept of a meeting, the newest first, and no more of it than an answer holds. */
@ApplicationScoped
public class LogsQueries {

    /** Rows of the history; a life with all the evidence that is kept has fewer. */
    private static final int MOST_ROWS = 500;

    /** Of 50 KiB each; more would not fit. */
    private static final int MOST_BOT_LOGS = 6;

    private final Pool pool;

    LogsQueries(Pool pool) {
        this.pool = pool;
    }

    /**
     * Empty when the user has no such meeting.
     *
     * @param userId null for anybody's
     */
    public Uni<Optional<Logs>> of(Long userId, long meetingId) {
        return pool.preparedQuery("""
                        select m.id, m.status, m.exit_code, l.attempt, l.at, l.lines, l.trimmed, l.resources
                        from meetings m
                        left join meeting_logs l on l.meeting_id = m.id
                        where ($1::bigint is null or m.user_id = $1) and m.id = $2
                        order by l.attempt desc
                        limit $3
                        """)
                .execute(Tuple.of(userId, meetingId, MOST_BOT_LOGS))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().item(Optional.empty())
                        : told(meetingId).map(told -> Optional.of(logs(rows, told))));
    }

    private Uni<List<Told>> told(long meetingId) {
        return pool.preparedQuery("""
                        select t.attempt, t.at, t.kind, t.source, t.to_status, t.reason, t.exit_code, t.error_details
                        from status_transitions t
                        where t.meeting_id = $1
                          and (t.error_details is not null
                               or t.exit_code is not null
                               or t.kind in ('evidence', 'fenced', 'escalation', 'help', 'relaunch')
                               or t.source in ('runtime', 'launcher', 'sweeper'))
                        order by t.revision desc, t.step desc
                        limit $2
                        """)
                .execute(Tuple.of(meetingId, MOST_ROWS))
                .map(rows -> Rows.all(rows, LogsQueries::told));
    }

    private static Logs logs(RowSet<Row> rows, List<Told> told) {
        Row meeting = rows.iterator().next();
        List<Entry> entries = new ArrayList<>(told);
        for (Row row : rows) {
            if (row.getInteger("attempt") != null) {
                entries.add(botLines(row));
            }
        }
        LogBook book = LogBook.of(entries, told.size() == MOST_ROWS);
        return new Logs(
                meeting.getLong("id"),
                meeting.getString("status"),
                meeting.getInteger("exit_code"),
                book.truncated(),
                book.attempts());
    }

    private static BotLines botLines(Row row) {
        String lines = row.getString("lines");
        JsonObject resources = (JsonObject) row.getJson("resources");
        return new BotLines(
                row.getInteger("attempt"),
                instant(row, "at"),
                lines.isEmpty() ? List.of() : List.of(lines.split("\n", -1)),
                row.getBoolean("trimmed"),
                resources == null ? null : resources.getMap());
    }

    /** What a runtime tells of an end is kept as an object of three fields (see the sweeper's Evidence). */
    private static Told told(Row row) {
        Object details = plain(row.getJson("error_details"));
        boolean ofRuntime = "workload_ended".equals(row.getString("reason")) && details instanceof Map;
        Map<?, ?> seen = ofRuntime ? (Map<?, ?>) details : Map.of();
        return new Told(
                row.getInteger("attempt"),
                new Evidence(
                        instant(row, "at"),
                        row.getString("kind"),
                        row.getString("source"),
                        row.getString("to_status"),
                        row.getString("reason"),
                        row.getInteger("exit_code"),
                        seen.get("reason") instanceof String word ? word : null,
                        seen.get("last_output") instanceof String output ? List.of(output.split("\\R")) : null,
                        ofRuntime ? null : details));
    }

    private static Object plain(Object json) {
        if (json instanceof JsonObject object) {
            return object.getMap();
        }
        return json instanceof JsonArray array ? array.getList() : json;
    }
}
