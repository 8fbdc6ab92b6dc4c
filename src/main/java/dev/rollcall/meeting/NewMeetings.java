package dev.rollcall.meeting;

import dev.rollcall.lifecycle.Decision;
import dev.rollcall.lifecycle.MeetingState;
import dev.rollcall.transition.MeetingRow;
import dev.rollcall.transition.TransitionRecord;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes meetings that were admitted, of different users, with all that belongs to a new one, as one statement. */
final class NewMeetings {

    /** Counters are locked in the order of their users, as everywhere: no two wait in a circle. */
    private static final String INSERT = """
            with admitted as (
                select a.*
                from jsonb_to_recordset($1::jsonb) as a (
                    id bigint, user_id bigint, platform text, native_id text, workload text, bot_order jsonb,
                    lobby_ms bigint, max_duration_ms bigint, launch_at timestamptz, deadline_at timestamptz,
                    on_deadline text, connection_id text, now timestamptz)
            ), meeting as (
                insert into meetings (
                    id, user_id, platform, platform_specific_id, status, workload, bot_order, lobby_ms,
                    max_duration_ms, launch_at, deadline_at, on_deadline, created_at, updated_at)
                overriding system value
                select a.id, a.user_id, a.platform, a.native_id, 'requested', a.workload, a.bot_order, a.lobby_ms,
                       a.max_duration_ms, a.launch_at, a.deadline_at, a.on_deadline, a.now, a.now
                from admitted a
                returning id, user_id, platform, platform_specific_id
            ), session as (
                insert into meeting_sessions (meeting_id, session_uid)
                select id, connection_id from admitted
            ), heartbeat as (
                insert into heartbeats (meeting_id)
                select id from admitted
            ), history as (
                insert into status_transitions (meeting_id, revision, step, kind, to_status, source, attempt, at)
                select id, 0, 0, 'transition', 'requested', 'creation', 1, now from admitted
            ), counter as (
                insert into event_counters as c (user_id, seq)
                select user_id, 1 from admitted order by user_id
                on conflict (user_id) do update set seq = c.seq + 1
                returning user_id, seq
            )
            insert into events (user_id, seq, meeting_id, type, data)
            select c.user_id, c.seq, m.id, 'meeting.status_change',
                   jsonb_build_object(
                       'platform', m.platform, 'native_meeting_id', m.platform_specific_id, 'from', null,
                       'to', 'requested', 'source', 'creation')
            from meeting m join counter c on c.user_id = m.user_id
            returning meeting_id, seq
            """;

    private NewMeetings() {}

    /** At most one of each user, or the users' counters would be wrong. */
    static Uni<Map<SlotRequest, TransitionRecord>> write(
            SqlConnection connection, Map<SlotRequest, MeetingRow> admitted) {
        if (admitted.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        JsonArray rows = new JsonArray();
        admitted.forEach((asked, row) -> rows.add(json(row, asked.order())));
        return connection.preparedQuery(INSERT).execute(Tuple.of(rows)).map(written -> {
            Map<Long, Long> sequences = new HashMap<>();
            for (Row row : written) {
                sequences.put(row.getLong("meeting_id"), row.getLong("seq"));
            }
            return records(admitted, sequences);
        });
    }

    private static Map<SlotRequest, TransitionRecord> records(
            Map<SlotRequest, MeetingRow> admitted, Map<Long, Long> sequences) {
        Map<SlotRequest, TransitionRecord> records = new HashMap<>();
        admitted.forEach((asked, row) -> records.put(
                asked, new TransitionRecord(row, Decision.reserved(row.state()), List.of(), sequences.get(row.id()))));
        return records;
    }

    private static JsonObject json(MeetingRow row, BotOrder order) {
        MeetingState state = row.state();
        return new JsonObject()
                .put("id", row.id())
                .put("user_id", row.userId())
                .put("platform", row.platform())
                .put("native_id", row.nativeId())
                .put("workload", row.workload())
                .put("bot_order", OrderJson.of(order))
                .put("lobby_ms", order.lobbyMillis())
                .put("max_duration_ms", order.maxDurationMillis())
                .put("launch_at", state.launchAt().toString())
                .put("deadline_at", state.deadline().at().toString())
                .put("on_deadline", state.deadline().then().word())
                .put("connection_id", row.connectionId().toString())
                .put("now", row.now().toString());
    }
}
