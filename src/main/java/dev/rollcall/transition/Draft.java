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
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A decision that is not written yet: its rows, as {@link DecisionStatement} reads them. */
record Draft(MeetingRow row, Decision decision, List<IssuedCommand> commands) {

    /** Rows of history that record words that changed nothing; what comes after them is answered and dropped. */
    static final int MOST_EVIDENCE = 200;

    static Draft of(MeetingRow row, Decision decision) {
        return new Draft(
                row,
                decision,
                decision.commands().stream()
                        .map(command -> new IssuedCommand(UUID.randomUUID(), command))
                        .toList());
    }

    long meetingId() {
        return row.id();
    }

    boolean changesSomething() {
        boolean evidence = decision.answer() != Decision.Answer.APPLIED;
        return decision.writes() && !(evidence && row.evidenceRows() >= MOST_EVIDENCE);
    }

    TransitionRecord record(Long sequence) {
        return new TransitionRecord(row, decision, commands, sequence);
    }

    JsonObject json() {
        MeetingState next = decision.next();
        JsonObject json = new JsonObject()
                .put("id", row.id())
                .put("revision", row.revision())
                .put("status", next.status().word())
                .put("attempt", next.attempt())
                .put("workload", workload())
                .put("launch_claimed", next.launchClaimed())
                .put("launch_at", text(next.launchAt()))
                .put("ever_active", next.everActive())
                .put("needs_help", next.needsHelp())
                .put("cleanup_at", text(next.cleanupAt()))
                .put("container_id", lastReport().containerId())
                .put("evidence", decision.answer() == Decision.Answer.APPLIED ? 0 : 1)
                .put("over", decision.ending() != null)
                .put("history", history())
                .put("commands", commandRows())
                .put("event", event());
        putStop(json, next.stop());
        putDeadline(json, next.deadline());
        putEnding(json, decision.ending());
        return json;
    }

    private static void putStop(JsonObject json, Stop stop) {
        if (stop != null) {
            json.put("stop_reason", stop.reason())
                    .put("stopping_at", text(stop.since()))
                    .put("stage_before_stop", stop.stage().word());
        }
    }

    private static void putDeadline(JsonObject json, Deadline deadline) {
        if (deadline != null) {
            json.put("deadline_at", text(deadline.at()))
                    .put("on_deadline", deadline.then().word());
        }
    }

    private void putEnding(JsonObject json, Ending ending) {
        if (ending != null) {
            json.put("completion_reason", ending.completionReason())
                    .put("failure_stage", word(ending.failureStage()))
                    .put("exit_code", ending.exitCode())
                    .put("error_details", errorDetails(ending));
        }
    }

    /** What the bot says of its failure, or else what we say. */
    private Object errorDetails(Ending ending) {
        String reported =
                ending.status() == Status.COMPLETED ? null : lastReport().errorDetails();
        return reported == null ? ending.errorMessage() : json(reported);
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

    private static String text(Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
