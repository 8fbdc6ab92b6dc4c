package dev.rollcall.logs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the API tells of a meeting's logs. */
public final class LogsApi {

    private LogsApi() {}

    /**
     * @param exitCode how the bot exited; null when nobody knows
     * @param truncated older evidence was left out, since the answer has a bounded size
     * @param attempts one for each launch that left something, the newest last
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record Logs(
            @Schema(examples = "42") long meetingId,
            @Schema(examples = "failed") String status,
            @Schema(examples = "1") Integer exitCode,
            boolean truncated,
            List<Attempt> attempts) {}

    /**
     * @param evidence what was told of it, the newest last
     * @param botLogs the last lines that the bot logged, the newest last; null when it sent none
     * @param botLogsTrimmed there were older lines
     * @param botResources what the bot measured of itself
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record Attempt(
            @Schema(examples = "1") int attempt,
            List<Evidence> evidence,
            List<String> botLogs,
            boolean botLogsTrimmed,
            Instant botLogsAt,
            Map<String, Object> botResources) {}

    /**
     * @param kind as in the history: transition, evidence, fenced, escalation, help or relaunch
     * @param source bot_callback, runtime, launcher, sweeper, user or admin
     * @param status the status that was reported or reached
     * @param runtimeReason the platform's word for an end, such as OOMKilled
     * @param lastOutput the last lines that the workload printed, the newest last
     * @param errorDetails what the bot said of an error, an object or a text
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(SnakeCaseStrategy.class)
    public record Evidence(
            Instant timestamp,
            @Schema(examples = "transition") String kind,
            @Schema(examples = "bot_callback") String source,
            @Schema(examples = "failed") String status,
            @Schema(examples = "join_meeting_error") String reason,
            @Schema(examples = "1") Integer exitCode,
            @Schema(examples = "OOMKilled") String runtimeReason,
            List<String> lastOutput,
            Object errorDetails) {}
}
