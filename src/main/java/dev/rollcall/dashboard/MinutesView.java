package dev.rollcall.dashboard;

import dev.rollcall.lifecycle.Status;
import dev.rollcall.meeting.MeetingDetails.Details;
import dev.rollcall.pipeline.PipelineApi.PipelineResult;
import dev.rollcall.pipeline.PipelineApi.Task;
import dev.rollcall.pipeline.PipelineStatus;
import dev.rollcall.polling.FaceStatus;
import dev.rollcall.polling.Faces.Step;
import dev.rollcall.transcript.TranscriptWindow.Spoken;
import dev.rollcall.transcript.TranscriptWindow.Window;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the page of a meeting's minutes shows.
 *
 * @param botId as the polling face knows it; null when it does not, or no longer
 * @param path the address of these minutes
 * @param self the address of just this stretch of the transcript
 * @param told in one sentence, how far it is
 * @param error why it went wrong; null when it did not
 * @param over no step comes after this; until then the page asks every few seconds, since no signal tells of words
 * @param earlier the address of the stretch before; null when there is none
 * @param later the address of the stretch after; null when there is none
 * @param problem why what was asked for was not done; null for nothing
 */
record MinutesView(
        long meetingId,
        String botId,
        String title,
        String platform,
        Badge badge,
        Instant createdAt,
        String path,
        String self,
        List<Stage> steps,
        String told,
        String error,
        boolean over,
        boolean canStop,
        boolean canRun,
        boolean hasResult,
        String summary,
        List<TaskLine> tasks,
        List<Spoken> lines,
        String earlier,
        String later,
        String problem) {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE, d MMM yyyy", Locale.ENGLISH);

    /**
     * @param day when it is due; null where that cannot be told
     * @param href where it was said; null where that cannot be told
     * @param place the same as seconds since the beginning, such as 12:34
     */
    record TaskLine(Task task, String day, String href, String place) {

        private static TaskLine of(Task task, String path, Window shown) {
            String day = task.dueDate() == null ? null : DAY.format(task.dueDate());
            if (task.segment() == null) {
                return new TaskLine(task, day, null, null);
            }
            long line = task.segment().id();
            String anchor = "#line-" + line;
            return new TaskLine(
                    task,
                    day,
                    shown.has(line) ? anchor : path + "?line=" + line + anchor,
                    place(task.segment().start()));
        }

        private static String place(double start) {
            long seconds = Math.max(0, (long) start);
            return seconds < 3600
                    ? "%02d:%02d".formatted(seconds / 60, seconds % 60)
                    : "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
        }
    }

    /** @param own the viewer is whose meeting it is, and no admin */
    static MinutesView of(
            Details meeting,
            boolean own,
            Step step,
            Optional<PipelineResult> result,
            Window said,
            String query,
            String problem) {
        String path = MinutesPage.path(meeting.id());
        FaceStatus status = step.status();
        boolean left = Status.of(meeting.status()).map(Status::terminal).orElse(true);
        boolean nothingYet = result.isEmpty() || status == FaceStatus.ERROR;
        return new MinutesView(
                meeting.id(),
                step.botId(),
                MeetingView.title(meeting),
                FleetView.title(meeting.platform()),
                FaceSteps.badge(status),
                meeting.createdAt(),
                path,
                path + query,
                FaceSteps.of(status, step.updatedAt(), reached(meeting, result)),
                FaceSteps.told(status, left, result.isPresent()),
                step.errorMessage(),
                status.isFinal(),
                !left && !meeting.stopRequested(),
                own && left && !said.lines().isEmpty() && nothingYet,
                result.isPresent() && status == FaceStatus.DONE,
                result.map(PipelineResult::summary).orElse(null),
                result.map(PipelineResult::tasks).orElse(List.of()).stream()
                        .map(task -> TaskLine.of(task, path, said))
                        .toList(),
                said.lines(),
                said.earlier() ? path + "?before=" + said.lines().get(0).id() : null,
                said.later() == null ? null : path + "?line=" + said.later(),
                problem);
    }

    /** Where it was when it ended. */
    private static FaceStatus reached(Details meeting, Optional<PipelineResult> result) {
        if (result.isEmpty()) {
            return meeting.startTime() == null ? FaceStatus.INITIALIZED : FaceStatus.CONNECTED;
        }
        if (result.get().step() == PipelineStatus.DONE) {
            return FaceStatus.CREATING_TASKS;
        }
        return result.get().sessionId() == null ? FaceStatus.TRANSCRIBING : FaceStatus.ANALYZING_MEETING;
    }

    /** Without what was said. */
    @Override
    public String toString() {
        return "MinutesView[meetingId=" + meetingId + "]";
    }
}
