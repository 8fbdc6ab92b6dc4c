package dev.rollcall.callback;

import dev.rollcall.command.Command;
import dev.rollcall.lifecycle.Status;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Many heartbeats in one statement, and what each is answered. */
final class HeartbeatStatement {

    /**
     * Rows are locked in the order of their ids, so that two batches never wait for each other in a circle. (They are not
     * written by their ctid: a version that is newer than the statement would not be found.) A bot whose meeting has
     * ended, or whose launch is not the present one, has no row to write, but gets its answer.
     */
    private static final String SQL = """
            with beat as (
                select s.meeting_id, b.connection_id, b.attempt, b.progress, m.status, m.attempt <> b.attempt as fenced,
                       m.stop_reason is not null as stop_requested
                from unnest((select $1::text[]), (select $2::int[]), (select $3::text[]))
                    as b (connection_id, attempt, progress)
                join meeting_sessions s on s.session_uid = b.connection_id
                join meetings m on m.id = s.meeting_id
            ), locked as (
                select h.meeting_id, b.progress::jsonb as progress
                from heartbeats h
                join beat b on b.meeting_id = h.meeting_id and not b.fenced
                order by h.meeting_id
                for update of h %s
            ), written as (
                update heartbeats h
                set last_heartbeat_at  = clock_timestamp(),
                    first_heartbeat_at = coalesce(h.first_heartbeat_at, clock_timestamp()),
                    progress           = coalesce(l.progress, h.progress)
                from locked l
                where h.meeting_id = l.meeting_id
            )
            select b.connection_id, b.attempt, b.meeting_id, b.status, b.stop_requested, b.fenced,
                   case
                       when b.fenced or l.meeting_id is not null then false
                       else exists (select from heartbeats h where h.meeting_id = b.meeting_id)
                   end as busy,
                   exists (
                       select
                       from commands c
                       where c.meeting_id = b.meeting_id
                         and c.state in ('accepted', 'published', 'delivered')
                         and c.expires_at > clock_timestamp()) as commanded
            from beat b
            left join locked l on l.meeting_id = b.meeting_id
            """;

    /** Leaves out the rows that somebody else holds, and says so. */
    static final String SKIPPING = SQL.formatted("skip locked");

    /** Waits for them. */
    static final String WAITING = SQL.formatted("");

    private HeartbeatStatement() {}

    static Tuple parameters(Collection<Beat> beats) {
        return Tuple.of(
                beats.stream().map(beat -> beat.connectionId().toString()).toArray(String[]::new),
                beats.stream().map(Beat::attempt).toArray(Integer[]::new),
                beats.stream().map(Beat::progress).toArray(String[]::new));
    }

    static Map<Beat.Sender, BeatAnswer> answers(RowSet<Row> rows) {
        Map<Beat.Sender, BeatAnswer> answers = new HashMap<>();
        for (Row row : rows) {
            UUID connectionId = UUID.fromString(row.getString("connection_id"));
            answers.put(new Beat.Sender(connectionId, row.getInteger("attempt")), answer(connectionId, row));
        }
        return answers;
    }

    private static BeatAnswer answer(UUID connectionId, Row row) {
        long meetingId = row.getLong("meeting_id");
        boolean fenced = row.getBoolean("fenced");
        String status = row.getString("status");
        boolean busy = row.getBoolean("busy");
        boolean mustLeave = fenced || Status.of(status).map(Status::terminal).orElse(true);
        return new BeatAnswer(
                meetingId,
                status,
                row.getBoolean("stop_requested"),
                fenced,
                busy,
                row.getBoolean("commanded") && !mustLeave && !busy,
                mustLeave ? List.of(Command.leaveNow(meetingId, connectionId)) : List.of());
    }
}
