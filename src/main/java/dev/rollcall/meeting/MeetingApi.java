package dev.rollcall.meeting;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;

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
    public record Meeting(
            long id,
            @JsonProperty("user_id") long userId,
            String platform,
            @JsonProperty("native_meeting_id") String nativeMeetingId,
            @JsonProperty("constructed_meeting_url") String constructedMeetingUrl,
            String status,
            @JsonProperty("bot_container_id") String botContainerId,
            @JsonProperty("start_time") Instant startTime,
            @JsonProperty("end_time") Instant endTime,
            Map<String, Object> data,
            @JsonProperty("created_at") Instant createdAt,
            @JsonProperty("updated_at") Instant updatedAt,
            @JsonProperty("completion_reason") String completionReason,
            @JsonProperty("failure_stage") String failureStage,
            int attempt,
            @JsonProperty("stop_requested") boolean stopRequested,
            @JsonProperty("needs_help") boolean needsHelp,
            boolean reconfiguring,
            @JsonProperty("last_heartbeat_at") Instant lastHeartbeatAt,
            @JsonProperty("deadline_at") Instant deadlineAt,
            @JsonProperty("on_deadline") String onDeadline) {}

    @RegisterForReflection
    public record Meetings(
            List<Meeting> meetings,
            @JsonProperty("has_more") boolean hasMore) {}

    /** What GET /bots/status says of one bot: the keys of all eras. */
    @RegisterForReflection
    public record RunningBot(
            long id,
            @JsonProperty("container_id") String containerId,
            @JsonProperty("container_name") String containerName,
            String platform,
            @JsonProperty("native_meeting_id") String nativeMeetingId,
            String status,
            @JsonProperty("normalized_status") String normalizedStatus,
            @JsonProperty("meeting_status") String meetingStatus,
            @JsonProperty("created_at") Instant createdAt,
            @JsonProperty("start_time") Instant startTime,
            Map<String, String> labels,
            @JsonProperty("meeting_id_from_name") String meetingIdFromName,
            @JsonProperty("last_heartbeat_at") Instant lastHeartbeatAt,
            @JsonProperty("deadline_at") Instant deadlineAt,
            @JsonProperty("on_deadline") String onDeadline) {}

    @RegisterForReflection
    public record RunningBots(@JsonProperty("running_bots") List<RunningBot> runningBots, int count) {}

    /**
     * One row of the audit trail.
     *
     * @param kind transition, implied, evidence, fenced, escalation, help or relaunch
     */
    @RegisterForReflection
    public record HistoryRow(
            String kind,
            String from,
            String to,
            Instant timestamp,
            String source,
            String reason,
            int attempt,
            @JsonProperty("completion_reason") String completionReason,
            @JsonProperty("failure_stage") String failureStage,
            @JsonProperty("exit_code") Integer exitCode,
            @JsonProperty("error_details") Object errorDetails) {}

    @RegisterForReflection
    public record History(@JsonProperty("meeting_id") long meetingId, List<HistoryRow> history) {}

    /** The answer to a stop: the sentence of classic clients and the fields of newer ones. */
    @RegisterForReflection
    public record Stopped(
            String message,
            String status,
            @JsonProperty("meeting_id") long meetingId,
            @JsonProperty("native_meeting_id") String nativeMeetingId) {}
}
