package dev.rollcall.transition;

import dev.rollcall.lifecycle.Decision;
import dev.rollcall.lifecycle.Ending;
import dev.rollcall.lifecycle.HistoryEntry;
import dev.rollcall.lifecycle.MeetingState;
import dev.rollcall.lifecycle.MeetingState.Deadline;
import dev.rollcall.lifecycle.MeetingState.Stop;
import dev.rollcall.lifecycle.Report;
import dev.rollcall.lifecycle.Status;
import dev.rollcall.runtime.Workload;
import dev.rollcall.transition.TransitionRecord.IssuedCommand;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/**
 * One decision as one guarded statement: the meeting, its history, its commands and its event, or nothing at all. What
 * comes in late for a redacted meeting is recorded without anybody's words.
 */
final class DecisionStatement {

    static final String SQL = """
            with moved as (
                update meetings m
                set revision          = m.revision + 1,
                    updated_at        = clock_timestamp(),
                    status            = $3::varchar,
                    status_since      = case when m.status = $3::varchar then m.status_since else clock_timestamp() end,
                    requested_at      = case
                        when $3::varchar = 'requested' and m.status <> 'requested' then clock_timestamp()
                        else m.requested_at
                    end,
                    attempt           = $4,
                    workload          = coalesce($25, m.workload),
                    launch_claimed    = $5,
                    launch_at         = $6,
                    launch_tries      = case when m.status = $3::varchar then m.launch_tries else 0 end,
                    ever_active       = $7,
                    start_time        = case when $7 then coalesce(m.start_time, clock_timestamp()) else m.start_time end,
                    stop_reason       = $8,
                    stopping_at       = $9,
                    stage_before_stop = $10,
                    needs_help        = $11,
                    deadline_at       = $12,
                    on_deadline       = $13,
                    cleanup_at        = $14,
                    unknown_since     = case when m.status = $3::varchar then m.unknown_since end,
                    bot_container_id  = coalesce($15, m.bot_container_id),
                    completion_reason = case when $16 then $17 else m.completion_reason end,
                    failure_stage     = case when $16 then $18 else m.failure_stage end,
                    exit_code         = case when $16 then $19 else m.exit_code end,
                    error_details     = case when $16 then coalesce($20::text::jsonb, to_jsonb($21::text)) else m.error_details end,
                    end_time          = case when $16 then clock_timestamp() else m.end_time end,
                    evidence_rows     = m.evidence_rows + $26::integer,
                    last_heartbeat_at = case
                        when $16 then (select h.last_heartbeat_at from heartbeats h where h.meeting_id = m.id)
                        else m.last_heartbeat_at
                    end
                where m.id = $1 and m.revision = $2
                returning m.id, m.user_id, m.revision, m.attempt, m.redacted_key is not null as redacted
            ), history as (
                insert into status_transitions (
                    meeting_id, revision, step, kind, from_status, to_status, source, reason, attempt,
                    completion_reason, failure_stage, exit_code, error_details)
                select m.id, m.revision, e.step, e.kind, e.from_status, e.to_status, e.source,
                       case when not m.redacted then e.reason end, coalesce(e.attempt, m.attempt),
                       case when not m.redacted then e.completion_reason end,
                       case when not m.redacted then e.failure_stage end, e.exit_code,
                       case when not m.redacted then e.error_details end
                from moved m, jsonb_to_recordset($22::jsonb) as e (
                    step int, kind text, from_status text, to_status text, source text, reason text, attempt int,
                    completion_reason text, failure_stage text, exit_code int, error_details jsonb)
            ), issued as (
                insert into commands (id, meeting_id, action, payload, expires_at)
                select c.id, m.id, c.action, c.payload, c.expires_at
                from moved m, jsonb_to_recordset($23::jsonb) as c (
                    id uuid, action text, payload jsonb, expires_at timestamptz)
            ), silenced as (
                delete from heartbeats h using moved m where h.meeting_id = m.id and $16
            ), counter as (
                insert into event_counters as c (user_id, seq)
                select m.user_id, 1 from moved m where $24::jsonb is not null
                on conflict (user_id) do update set seq = c.seq + 1
                returning c.user_id, c.seq
            ), event as (
                insert into events (user_id, seq, meeting_id, type, data)
                select m.user_id, c.seq, m.id, 'meeting.status_change', $24::jsonb
                from moved m join counter c on c.user_id = m.user_id
            )
            select m.revision, c.seq from moved m left join counter c on c.user_id = m.user_id
            """;

    private final MeetingRow row;
    private final Decision decision;
    private final List<IssuedCommand> commands;

    DecisionStatement(MeetingRow row, Decision decision) {
        this.row = row;
        this.decision = decision;
        this.commands = decision.commands().stream()
                .map(draft -> new IssuedCommand(UUID.randomUUID(), draft))
                .toList();
    }

    TransitionRecord record(Long sequence) {
        return new TransitionRecord(row, decision, commands, sequence);
    }

    Tuple parameters() {
        MeetingState next = decision.next();
        Stop stop = next.stop();
        Deadline deadline = next.deadline();
        Ending ending = decision.ending();
        Report report = lastReport();
        return Tuple.tuple()
                .addLong(row.id())
                .addLong(row.revision())
                .addString(next.status().word())
                .addInteger(next.attempt())
                .addBoolean(next.launchClaimed())
                .addOffsetDateTime(time(next.launchAt()))
                .addBoolean(next.everActive())
                .addString(stop == null ? null : stop.reason())
                .addOffsetDateTime(stop == null ? null : time(stop.since()))
                .addString(stop == null ? null : stop.stage().word())
                .addBoolean(next.needsHelp())
                .addOffsetDateTime(deadline == null ? null : time(deadline.at()))
                .addString(deadline == null ? null : deadline.then().word())
                .addOffsetDateTime(time(next.cleanupAt()))
                .addString(report.containerId())
                .addBoolean(ending != null)
                .addString(ending == null ? null : ending.completionReason())
                .addString(ending == null ? null : word(ending.failureStage()))
                .addInteger(ending == null ? null : ending.exitCode())
                .addString(ending == null || ending.status() == Status.COMPLETED ? null : report.errorDetails())
                .addString(ending == null ? null : ending.errorMessage())
                .addValue(history())
                .addValue(commandRows())
                .addValue(event())
                .addString(workload())
                .addInteger(decision.answer() == Decision.Answer.APPLIED ? 0 : 1);
    }

    /** A new attempt is a new workload. */
    private String workload() {
        MeetingState next = decision.next();
        return next.attempt() == row.state().attempt() ? null : Workload.handleOf(next.id(), next.attempt());
    }

    private Report lastReport() {
        List<HistoryEntry> entries = decision.history();
        boolean applied = decision.answer() == Decision.Answer.APPLIED && !entries.isEmpty();
        return applied ? entries.get(entries.size() - 1).report() : Report.NOTHING;
    }

    private JsonArray history() {
        JsonArray rows = new JsonArray();
        int step = 0;
        for (HistoryEntry entry : decision.history()) {
            Report report = entry.report();
            rows.add(new JsonObject()
                    .put("step", step++)
                    .put("kind", entry.kind().word())
                    .put("from_status", word(entry.from()))
                    .put("to_status", word(entry.to()))
                    .put("source", entry.source().word())
                    .put("reason", entry.reason())
                    .put("attempt", report.attempt())
                    .put("completion_reason", report.completionReason())
                    .put("failure_stage", report.failureStage())
                    .put("exit_code", report.exitCode())
                    .put("error_details", json(report.errorDetails())));
        }
        return rows;
    }

    private JsonArray commandRows() {
        JsonArray rows = new JsonArray();
        for (IssuedCommand command : commands) {
            rows.add(new JsonObject()
                    .put("id", command.id().toString())
                    .put("action", command.draft().action())
                    .put("payload", new JsonObject(Json.encode(command.draft().payload())))
                    .put("expires_at", command.draft().expiresAt().toString()));
        }
        return rows;
    }

    /** The user's feed tells of changes of status. */
    private JsonObject event() {
        if (decision.next().status() == row.state().status()) {
            return null;
        }
        HistoryEntry last = decision.history().get(decision.history().size() - 1);
        Ending ending = decision.ending();
        JsonObject data = new JsonObject()
                .put("platform", row.platform())
                .put("native_meeting_id", row.nativeId())
                .put("from", row.state().status().word())
                .put("to", decision.next().status().word())
                .put("source", last.source().word())
                .put("reason", last.reason());
        if (ending != null) {
            data.put("completion_reason", ending.completionReason()).put("failure_stage", word(ending.failureStage()));
        }
        return data;
    }

    private static Object json(String text) {
        return text == null ? null : Json.decodeValue(text);
    }

    private static String word(Status status) {
        return status == null ? null : status.word();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
