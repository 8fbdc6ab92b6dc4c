package dev.rollcall.bot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * How the bot's life ends: what the last callback says.
 *
 * @param reason the bot's own word
 * @param completionReason the meeting's word, one that every version of the contract knows
 * @param failureStage the status that a failed bot had reached
 */
record Ending(
        Status status,
        String reason,
        int exitCode,
        Optional<String> completionReason,
        Optional<Status> failureStage,
        Optional<ErrorDetails> error) {

    record ErrorDetails(String name, String message) {}

    static Ending left() {
        return completed("self_initiated_leave", "stopped");
    }

    static Ending leftAlone() {
        return completed("left_alone", "left_alone");
    }

    static Ending stayedTooLong() {
        return completed("max_bot_time_exceeded", "max_bot_time_exceeded");
    }

    static Ending rejected() {
        return notAdmitted(
                "admission_rejected_by_admin", "awaiting_admission_rejected", "The host did not admit the bot.");
    }

    static Ending lobbyTimeout() {
        return notAdmitted(
                "admission_timeout", "awaiting_admission_timeout", "Nobody admitted the bot before its time-out.");
    }

    static Ending signal(Status stage) {
        return failed("signal_sigterm", 143, stage, new ErrorDetails("SIGTERM", "The bot was ended by a signal."));
    }

    static Ending unexpected(Status stage, RuntimeException fault) {
        // The name alone: a message may quote what must stay secret.
        return failed(
                "platform_handler_exception",
                1,
                stage,
                new ErrorDetails(fault.getClass().getName(), "The bot met an unexpected error."));
    }

    private static Ending completed(String reason, String completionReason) {
        return new Ending(
                Status.COMPLETED, reason, 0, Optional.of(completionReason), Optional.empty(), Optional.empty());
    }

    private static Ending notAdmitted(String reason, String completionReason, String message) {
        return new Ending(
                Status.FAILED,
                reason,
                1,
                Optional.of(completionReason),
                Optional.of(Status.AWAITING_ADMISSION),
                Optional.of(new ErrorDetails("NotAdmitted", message)));
    }

    private static Ending failed(String reason, int exitCode, Status stage, ErrorDetails error) {
        return new Ending(Status.FAILED, reason, exitCode, Optional.empty(), Optional.of(stage), Optional.of(error));
    }

    void describe(ObjectNode body) {
        body.put("reason", reason).put("exit_code", exitCode);
        completionReason.ifPresent(word -> body.put("completion_reason", word));
        failureStage.ifPresent(stage -> body.put("failure_stage", stage.word()));
        error.ifPresent(details -> body.putObject("error_details")
                .put("error_name", details.name())
                .put("error_message", details.message()));
    }
}
