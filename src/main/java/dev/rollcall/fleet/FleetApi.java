package dev.rollcall.fleet;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What goes over the wire about the fleet. */
public final class FleetApi {

    private FleetApi() {}

    /**
     * A bot that lives.
     *
     * @param workload the runtime's handle
     * @param lastHeartbeatAt null for a bot that never sent one
     * @param deadlineAt when {@code onDeadline} happens by itself
     * @param pendingCommands that the bot has not acknowledged
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record FleetBot(
            @Schema(examples = "42") long meetingId,
            @Schema(examples = "7") long userId,
            @Schema(examples = "ada@example.org") String email,
            @Schema(examples = "google_meet") String platform,
            @Schema(examples = "abc-defg-hij") String nativeMeetingId,
            @Schema(examples = "active") String status,
            Instant createdAt,
            @Schema(examples = "1800") long ageSeconds,
            @Schema(examples = "1") int attempt,
            @Schema(examples = "rollcall-bot-42-1") String workload,
            Instant lastHeartbeatAt,
            @Schema(examples = "12") Long heartbeatAgeSeconds,
            Instant deadlineAt,
            @Schema(examples = "stop") String onDeadline,
            boolean stopRequested,
            boolean needsHelp,
            @Schema(examples = "0") long pendingCommands) {}

    /**
     * @param counts of all bots that the filters match, by status
     * @param nextCursor for the next page; null on the last
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record FleetBots(List<FleetBot> bots, long total, Map<String, Long> counts, String nextCursor) {}

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record StoppedBot(
            @Schema(examples = "42") long meetingId,
            @Schema(examples = "7") long userId,
            @Schema(examples = "google_meet") String platform,
            @Schema(examples = "abc-defg-hij") String nativeMeetingId,
            @Schema(examples = "stopping") String status) {}

    /**
     * @param stopped what this request has told to leave
     * @param failed the ids of meetings whose stop could not be written
     * @param remaining bots that nobody has told to leave yet; ask again while there are any
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record StoppedBots(List<StoppedBot> stopped, List<Long> failed, long remaining) {}

    /** @param limit null for none */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Slots(
            @Schema(examples = "2") long used,
            @Schema(examples = "5", nullable = true) Integer limit,

            @Schema(examples = "1", description = "Bots on their way out; they hold no slot.")
            long stopping) {}

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record UserSlots(
            @Schema(examples = "7") long userId,
            @Schema(examples = "ada@example.org") String email,
            long used,

            @Schema(nullable = true, description = "null: no limit. 0: none.")
            Integer limit,

            long stopping) {}

    /** @param users who has bots, the most slots first */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record FleetSlots(
            long used, long stopping, long total, Map<String, Long> byStatus, List<UserSlots> users, boolean hasMore) {}
}
