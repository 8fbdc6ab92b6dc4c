package dev.rollcall.polling;

import dev.rollcall.lifecycle.CompletionReason;
import dev.rollcall.lifecycle.Status;
import java.util.Map;

/** Why a bot failed, for people who only wait for it; GET /meetings/{id}/explain tells more. */
final class FailureSentence {

    private static final Map<String, String> REASONS = Map.of(
            CompletionReason.AWAITING_ADMISSION_TIMEOUT,
            "Nobody let the bot into the meeting in time.",
            CompletionReason.AWAITING_ADMISSION_REJECTED,
            "The bot was turned away in the lobby.",
            CompletionReason.NEVER_ADMITTED,
            "The bot was never let into the meeting.",
            CompletionReason.JOIN_FAILURE,
            "The bot could not join the meeting.",
            CompletionReason.START_FAILED,
            "The bot could not be started.",
            CompletionReason.EVICTED,
            "The bot was removed from the meeting.",
            "auth_session_missing",
            "The bot had no login for the meeting.");

    private FailureSentence() {}

    /** A word that nobody knows is not repeated: a bot may say anything. */
    static String of(String completionReason, String failureStage) {
        String known = completionReason == null ? null : REASONS.get(completionReason);
        return known == null ? byStage(failureStage) : known;
    }

    private static String byStage(String stage) {
        return Status.of(stage)
                .map(status -> switch (status) {
                    case REQUESTED -> "The bot could not be started.";
                    case JOINING -> "The bot failed while it was joining the meeting.";
                    case AWAITING_ADMISSION -> "The bot failed while it waited in the lobby.";
                    case ACTIVE -> "The bot failed while it was in the meeting.";
                    case STOPPING, COMPLETED, FAILED -> "The bot failed on its way out of the meeting.";
                })
                .orElse("The bot has failed.");
    }
}
