package dev.rollcall.dashboard;

import dev.rollcall.polling.FaceStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The eight statuses of the polling face as a line of progress: seven steps, the last of which is one of two. */
final class FaceSteps {

    private static final List<FaceStatus> WAY = List.of(
            FaceStatus.INITIALIZED,
            FaceStatus.CONNECTING,
            FaceStatus.CONNECTED,
            FaceStatus.TRANSCRIBING,
            FaceStatus.ANALYZING_MEETING,
            FaceStatus.CREATING_TASKS);

    private FaceSteps() {}

    /**
     * @param since when it came to this status; null where nobody knows
     * @param reached the last step that was reached before the end, which the last status does not say
     */
    static List<Stage> of(FaceStatus status, Instant since, FaceStatus reached) {
        boolean over = status.isFinal();
        FaceStatus here = over ? reached : status;
        List<Stage> steps = new ArrayList<>();
        for (FaceStatus step : WAY) {
            boolean now = step == status;
            boolean behind = step.compareTo(here) < 0 || over && step == here;
            steps.add(new Stage(
                    badge(step), now ? "now" : behind ? "done" : over ? "skipped" : "ahead", now ? since : null));
        }
        steps.add(over ? new Stage(badge(status), "now", since) : new Stage(badge(FaceStatus.DONE), "ahead", null));
        return steps;
    }

    static Badge badge(FaceStatus status) {
        return switch (status) {
            case INITIALIZED -> new Badge("requested", "Initialized", "The bot was asked for and is being launched.");
            case CONNECTING -> new Badge("joining", "Connecting", "The bot goes into the meeting.");
            case CONNECTED -> new Badge("active", "Connected", "The bot is in the meeting, or has just left it.");
            case TRANSCRIBING -> new Badge("transcribing", "Transcribing", "What was said becomes text.");
            case ANALYZING_MEETING -> new Badge("analyzing", "Analyzing", "The text is summed up.");
            case CREATING_TASKS -> new Badge("tasks", "Creating tasks", "Who does what, and until when.");
            case DONE -> new Badge("completed", "Done", "All is here.");
            case ERROR -> new Badge("failed", "Error", "It ended, and something went wrong.");
        };
    }

    /**
     * @param left the bot is not in the meeting any more
     * @param worked somebody has asked for a summary and tasks
     */
    static String told(FaceStatus status, boolean left, boolean worked) {
        return switch (status) {
            case INITIALIZED -> "The bot is being launched.";
            case CONNECTING -> "The bot is on its way. If the meeting has a lobby, somebody has to let it in.";
            case CONNECTED ->
                left
                        ? "The bot has left. What comes of the meeting is about to be worked on."
                        : "The bot is in the meeting, and what is said shows up below.";
            case TRANSCRIBING -> "The meeting is over, and what was said becomes text.";
            case ANALYZING_MEETING -> "The transcript is summed up.";
            case CREATING_TASKS -> "Who does what, and until when, is put together.";
            case DONE ->
                worked
                        ? "Done: summary, tasks and transcript are below."
                        : "Done. Nobody has asked for a summary and tasks.";
            case ERROR -> "It ended, and something went wrong.";
        };
    }
}
