package dev.rollcall.transition;

import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decisions on different meetings as one guarded statement. Of each it writes the meeting, its history, its commands and
 * its event, or nothing at all, where the meeting has moved on. What comes in late for a redacted meeting is recorded
 * without anybody's words.
 */
final class DecisionStatement {

    /** Meetings are locked in the order of their ids, and counters in that of their users: no two wait in a circle. */
    private static final String SQL = """
            with locked as (
                select d.*
                from jsonb_to_recordset($1::jsonb) as d (
                    id bigint, revision bigint, status text, attempt int, workload text, launch_claimed boolean,
                    launch_at timestamptz, ever_active boolean, stop_reason text, stopping_at timestamptz,
                    stage_before_stop text, needs_help boolean, deadline_at timestamptz, on_deadline text,
                    cleanup_at timestamptz, container_id text, evidence int, over boolean, completion_reason text,
                    failure_stage text, exit_code int, error_details jsonb, history jsonb, commands jsonb, event jsonb)
                join meetings m on m.id = d.id and m.revision = d.revision
                order by d.id
                for no key update of m %s
            ), moved as (
                update meetings m
                set revision          = m.revision + 1,
                    updated_at        = clock_timestamp(),
                    status            = d.status,
                    status_since      = case when m.status = d.status then m.status_since else clock_timestamp() end,
                    requested_at      = case
                        when d.status = 'requested' and m.status <> 'requested' then clock_timestamp()
                        else m.requested_at
                    end,
                    attempt           = d.attempt,
                    workload          = coalesce(d.workload, m.workload),
                    launch_claimed    = d.launch_claimed,
                    launch_at         = d.launch_at,
                    launch_tries      = case when m.status = d.status then m.launch_tries else 0 end,
                    ever_active       = d.ever_active,
                    start_time        = case
                        when d.ever_active then coalesce(m.start_time, clock_timestamp())
                        else m.start_time
                    end,
                    stop_reason       = d.stop_reason,
                    stopping_at       = d.stopping_at,
                    stage_before_stop = d.stage_before_stop,
                    needs_help        = d.needs_help,
                    deadline_at       = d.deadline_at,
                    on_deadline       = d.on_deadline,
                    cleanup_at        = d.cleanup_at,
                    unknown_since     = case when m.status = d.status then m.unknown_since end,
                    bot_container_id  = coalesce(d.container_id, m.bot_container_id),
                    completion_reason = case when d.over then d.completion_reason else m.completion_reason end,
                    failure_stage     = case when d.over then d.failure_stage else m.failure_stage end,
                    exit_code         = case when d.over then d.exit_code else m.exit_code end,
                    error_details     = case when d.over then d.error_details else m.error_details end,
                    end_time          = case when d.over then clock_timestamp() else m.end_time end,
                    evidence_rows     = m.evidence_rows + d.evidence,
                    last_heartbeat_at = case
                        when d.over then (select h.last_heartbeat_at from heartbeats h where h.meeting_id = m.id)
                        else m.last_heartbeat_at
                    end
                from locked d
                where m.id = d.id
                returning m.id, m.user_id, m.revision, m.attempt, m.redacted_key is not null as redacted,
                          d.over, d.history, d.commands, d.event
            ), history as (
                insert into status_transitions (
                    meeting_id, revision, step, kind, from_status, to_status, source, reason, attempt,
                    completion_reason, failure_stage, exit_code, error_details)
                select m.id, m.revision, e.step, e.kind, e.from_status, e.to_status, e.source,
                       case when not m.redacted then e.reason end, coalesce(e.attempt, m.attempt),
                       case when not m.redacted then e.completion_reason end,
                       case when not m.redacted then e.failure_stage end, e.exit_code,
                       case when not m.redacted then e.error_details end
                from moved m, jsonb_to_recordset(m.history) as e (
                    step int, kind text, from_status text, to_status text, source text, reason text, attempt int,
                    completion_reason text, failure_stage text, exit_code int, error_details jsonb)
            ), issued as (
                insert into commands (id, meeting_id, action, payload, expires_at)
                select c.id, m.id, c.action, c.payload, c.expires_at
                from moved m, jsonb_to_recordset(m.commands) as c (
                    id uuid, action text, payload jsonb, expires_at timestamptz)
            ), silenced as (
                delete from heartbeats h using moved m where h.meeting_id = m.id and m.over
            ), counter as (
                insert into event_counters as c (user_id, seq)
                select m.user_id, count(*) from moved m where m.event is not null group by m.user_id order by m.user_id
                on conflict (user_id) do update set seq = c.seq + excluded.seq
                returning c.user_id, c.seq
            ), event as (
                insert into events (user_id, seq, meeting_id, type, data)
                select m.user_id,
                       c.seq - count(*) over (partition by m.user_id)
                             + row_number() over (partition by m.user_id order by m.id),
                       m.id, 'meeting.status_change', m.event
                from moved m join counter c on c.user_id = m.user_id
                where m.event is not null
                order by m.user_id, m.id
                returning meeting_id, seq
            )
            select m.id, e.seq from moved m left join event e on e.meeting_id = m.id
            """;

    /** Leaves out what somebody else holds. */
    static final String SKIPPING = SQL.formatted("skip locked");

    /** Waits for it. */
    static final String WAITING = SQL.formatted("");

    private DecisionStatement() {}

    static Tuple parameters(List<Draft> drafts) {
        JsonArray rows = new JsonArray();
        drafts.forEach(draft -> rows.add(draft.json()));
        return Tuple.of(rows);
    }

    /** What was written, by the meeting; the rest has moved on. */
    static Map<Long, TransitionRecord> records(List<Draft> drafts, RowSet<Row> written) {
        Map<Long, Draft> byMeeting = new HashMap<>();
        drafts.forEach(draft -> byMeeting.put(draft.meetingId(), draft));
        Map<Long, TransitionRecord> records = new HashMap<>();
        for (Row row : written) {
            long id = row.getLong("id");
            records.put(id, byMeeting.get(id).record(row.getLong("seq")));
        }
        return records;
    }
}
