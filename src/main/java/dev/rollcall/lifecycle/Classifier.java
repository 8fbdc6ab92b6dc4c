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
        boolean takenBack = CompletionReason.deniesPresence(report.reason());
        boolean wasInside = !takenBack && state.everActive() || CompletionReason.impliesPresence(reason);
        boolean endedWell = endedWell(state, verdict, report.exitCode());
        if (wasInside && endedWell) {
            return Ending.completed(reason == null ? CompletionReason.STOPPED : reason, report.exitCode());
        }
        if (!wasInside && (reason == null || reason.equals(CompletionReason.STOPPED))) {
            reason = whyNeverInside(state, report, endedWell);
        }
        Status stage = takenBack && state.stage() == Status.ACTIVE ? Status.AWAITING_ADMISSION : state.stage();
        return new Ending(Status.FAILED, reason, stage, report.exitCode(), message(report));
    }

    /** The exit code decides where there is one, then the bot's verdict. */
    private static boolean endedWell(MeetingState state, Status verdict, Integer exitCode) {
        if (exitCode != null) {
            return exitCode == 0;
        }
        // Without either: a bot that had said that it leaves, and then is gone, has left.
        return verdict == null ? state.stop() != null : verdict == Status.COMPLETED;
    }

    /** "stopped", or nothing, is no reason for a bot that nobody stopped and that never got in. */
    private static String whyNeverInside(MeetingState state, Report report, boolean endedWell) {
        String fromExit = CompletionReason.ofExitReason(report.reason());
        if (fromExit != null) {
            return fromExit;
        }
        if (state.stage() == Status.REQUESTED) {
            return CompletionReason.START_FAILED;
        }
        return endedWell ? CompletionReason.STOPPED_BEFORE_ADMISSION : null;
    }

    static Ending failed(MeetingState state, String completionReason, Report report) {
        return new Ending(Status.FAILED, completionReason, state.stage(), report.exitCode(), message(report));
    }

    private static String message(Report report) {
        if (report.reason() != null) {
            return report.reason();
        }
        return report.exitCode() == null
                ? "The bot is gone, and nothing is known of why."
                : "The bot exited with code " + report.exitCode() + ".";
    }
}
