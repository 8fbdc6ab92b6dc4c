package dev.rollcall.meeting;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.rollcall.lifecycle.Status;
import dev.rollcall.transition.TransitionRecord;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the API tells of meetings. The first twelve fields are what every era of clients reads (contract A.1). */
public final class MeetingApi {

    private MeetingApi() {}

    /**
     * @param constructedMeetingUrl the link that the bot opens, passcode included
     * @param botContainerId what the bot calls its container, else the handle of its workload
     * @param data completion_reason, failure_stage, error_details, status_transition, and what the user stored
     * @param deadlineAt when {@code onDeadline} happens by itself: fail, stop, terminate, delete or give_up; null at
     *     the end
     * @param reconfiguring a reconfigure command is on its way; the status stays active
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record Meeting(
            @Schema(examples = "42") long id,
            @Schema(examples = "7") long userId,
            @Schema(examples = "google_meet") String platform,
            @Schema(examples = "abc-defg-hij") String nativeMeetingId,

            @Schema(examples = "https://meet.google.com/abc-defg-hij")
            String constructedMeetingUrl,

            @Schema(examples = "active") String status,
            @Schema(examples = "rollcall-bot-42-1") String botContainerId,
            Instant startTime,
            Instant endTime,
            Map<String, Object> data,
            Instant createdAt,
            Instant updatedAt,
            String completionReason,
            String failureStage,
            @Schema(examples = "1") int attempt,
            boolean stopRequested,
            boolean needsHelp,
            boolean reconfiguring,
            Instant lastHeartbeatAt,
            Instant deadlineAt,
            @Schema(examples = "stop") String onDeadline) {

        /** Without the link and the data, which hold what opens the meeting. */
        @Override
        public String toString() {
            return "Meeting[id=" + id + ", status=" + status + "]";
        }
    }

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record Meetings(List<Meeting> meetings, boolean hasMore) {}

    /**
     * A meeting as GET /bots tells of it: neither its user nor its link, which may hold a passcode.
     *
     * @param data in a list name, completion_reason, the first participants and their count, the beginning of the notes,
     *     languages, the last transition and whether there is a recording; else all of it
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record BotRow(
            @Schema(examples = "42") long id,
            @Schema(examples = "google_meet") String platform,
            @Schema(examples = "abc-defg-hij") String nativeMeetingId,
            @Schema(examples = "completed") String status,
            @Schema(examples = "rollcall-bot-42-1") String botContainerId,
            Instant startTime,
            Instant endTime,
            Map<String, Object> data,
            Instant createdAt,
            Instant updatedAt,
            @Schema(examples = "left_alone") String completionReason,
            String failureStage) {

        static BotRow of(Meeting meeting) {
            return new BotRow(
                    meeting.id(),
                    meeting.platform(),
                    meeting.nativeMeetingId(),
                    meeting.status(),
                    meeting.botContainerId(),
                    meeting.startTime(),
                    meeting.endTime(),
                    meeting.data(),
                    meeting.createdAt(),
                    meeting.updatedAt(),
                    meeting.completionReason(),
                    meeting.failureStage());
        }
    }

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record BotRows(List<BotRow> meetings, boolean hasMore) {}

    /**
     * Who was in a meeting.
     *
     * @param participants names, as they were stored; a meeting of an older service may hold objects
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record Participants(
            @Schema(examples = "google_meet") String platform,
            @Schema(examples = "abc-defg-hij") String nativeMeetingId,
            @Schema(examples = "42") long meetingId,
            List<Object> participants,
            @Schema(examples = "2") int participantsCount) {}

    /** What GET /bots/status says of one bot: the keys of all eras. */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record RunningBot(
            @Schema(examples = "42") long id,
            @Schema(examples = "rollcall-bot-42-1") String containerId,
            @Schema(examples = "rollcall-bot-42-1") String containerName,
            @Schema(examples = "google_meet") String platform,
            @Schema(examples = "abc-defg-hij") String nativeMeetingId,
            @Schema(examples = "active") String status,
            @Schema(examples = "Up") String normalizedStatus,
            @Schema(examples = "active") String meetingStatus,
            Instant createdAt,
            Instant startTime,
            Map<String, String> labels,
            Map<String, Object> data,
            @Schema(examples = "42") String meetingIdFromName,
            Instant lastHeartbeatAt,
            Instant deadlineAt,
            @Schema(examples = "stop") String onDeadline) {}

    /** Both lists are the same one, which is why {@link RunningBotsJson} writes it. */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonSerialize(using = RunningBotsJson.class)
    public record RunningBots(
            List<RunningBot> runningBots,

            @Schema(description = "The same list, under the name of newer clients")
            List<RunningBot> running,

            int count) {}

    /**
     * One row of the audit trail.
     *
     * @param kind transition, implied, evidence, fenced, escalation, help or relaunch
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record HistoryRow(
            @Schema(examples = "transition") String kind,
            @Schema(examples = "joining") String from,
            @Schema(examples = "active") String to,
            Instant timestamp,
            @Schema(examples = "bot_callback") String source,
            @Schema(examples = "let in") String reason,
            @Schema(examples = "1") int attempt,
            String completionReason,
            String failureStage,
            Integer exitCode,
            Object errorDetails) {}

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record History(@Schema(examples = "42") long meetingId, List<HistoryRow> history) {}

    /**
     * The answer to a stop: the sentence of classic clients and the fields of newer ones.
     *
     * @param alsoStopped other bots of the same meeting that are leaving already
     * @param cancelled planned bots that will not start; there are none here
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record Stopped(
            @Schema(examples = "Stop request accepted and is being processed.")
            String message,

            @Schema(examples = "active") String status,
            @Schema(examples = "42") long meetingId,
            @Schema(examples = "abc-defg-hij") String nativeMeetingId,
            List<Long> alsoStopped,
            List<Long> cancelled) {

        /** @param others of the same meeting that are leaving already */
        public static Stopped of(TransitionRecord record, List<Long> others) {
            return new Stopped(
                    message(record.before().state().status(), record.to()),
                    record.to().word(),
                    record.meetingId(),
                    record.before().nativeId(),
                    others,
                    List.of());
        }

        private static String message(Status before, Status after) {
            if (before.terminal()) {
                return "Meeting already completed.";
            }
            return after.terminal()
                    ? "Stop request accepted; meeting finalized (no running container)."
                    : "Stop request accepted and is being processed.";
        }
    }

    @RegisterForReflection
    public record Redacted(
            @Schema(examples = "Meeting google_meet/abc-defg-hij transcripts deleted and data anonymized")
            String message) {}
}
