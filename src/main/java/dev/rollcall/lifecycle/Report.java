package dev.rollcall.lifecycle;

/**
 * What a report says beside the status: the bot's words, or the runtime's. Each may be null.
 *
 * @param attempt the launch that speaks; null when it did not say
 * @param completionReason in one spelling, see {@link CompletionReason#normalise}
 * @param failureStage the bot's opinion; kept, never believed (lesson 15)
 * @param errorDetails JSON text, an object or a string
 * @param containerId what the bot calls its container; information only (lesson 9)
 */
public record Report(
        Integer attempt,
        String reason,
        String completionReason,
        String failureStage,
        Integer exitCode,
        String errorDetails,
        String containerId) {

    public static final Report NOTHING = new Report(null, null, null, null, null, null, null);

    public Report {
        reason = reason == null || reason.isBlank() ? null : reason;
        completionReason = CompletionReason.normalise(completionReason);
    }

    public static Report because(String reason) {
        return new Report(null, reason, null, null, null, null, null);
    }

    /** What the runtime says of an end. */
    public static Report exited(Integer attempt, Integer exitCode, String reason) {
        return new Report(attempt, reason, null, null, exitCode, null, null);
    }
}
