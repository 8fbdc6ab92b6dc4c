package dev.rollcall.lifecycle;

/**
 * Decides how a meeting ended, from our own facts: did a user stop it, was the bot ever in the meeting, how did it
 * exit. The bot's own verdict counts only where these leave it open (lessons 15, 16).
 */
final class Classifier {

    private Classifier() {}

    /** The end of a workload or bot. {@code verdict} is the bot's word, null when the runtime speaks. */
    static Ending classify(MeetingState state, Status verdict, Report report) {
        if (state.stopRequested()) {
            return Ending.completed(state.stop().reason(), report.exitCode());
        }
        String reason = report.completionReason();
        boolean wasInside = state.everActive() || CompletionReason.impliesPresence(reason);
        if (wasInside && endedWell(verdict, report.exitCode())) {
            return Ending.completed(reason == null ? CompletionReason.STOPPED : reason, report.exitCode());
        }
        if (!wasInside && (reason == null || reason.equals(CompletionReason.STOPPED))) {
            reason = state.stage() == Status.REQUESTED
                    ? CompletionReason.START_FAILED
                    : endedWell(verdict, report.exitCode()) ? CompletionReason.STOPPED_BEFORE_ADMISSION : null;
        }
        return failed(state, reason, report);
    }

    /** The exit code decides where there is one; the bot's verdict where there is none. */
    private static boolean endedWell(Status verdict, Integer exitCode) {
        return exitCode == null ? verdict == Status.COMPLETED : exitCode == 0;
    }

    static Ending failed(MeetingState state, String completionReason, Report report) {
        return new Ending(Status.FAILED, completionReason, state.stage(), report.exitCode(), message(report));
    }

    private static String message(Report report) {
        if (report.reason() != null) {
            return report.reason();
        }
        return report.exitCode() == null ? null : "The bot exited with code " + report.exitCode() + ".";
    }
}
