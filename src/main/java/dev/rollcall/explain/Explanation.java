package dev.rollcall.explain;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Why a meeting is in its status, and what happens next by itself.
 *
 * @param summary two or three sentences to say aloud
 * @param since the time of its last change of status
 * @param next what the service will do by itself if nothing more is heard; null when the meeting is over
 * @param unknownSince since when the runtime cannot say what became of the workload
 * @param drain null while new bots are accepted
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
public record Explanation(
        @Schema(examples = "42") long meetingId,
        @Schema(examples = "active") String status,
        String summary,
        Instant since,
        Because because,
        Next next,
        Lease lease,
        Launch launch,
        LastEvidence lastEvidence,
        List<PendingCommand> pendingCommands,
        boolean needsHelp,
        boolean reconfiguring,
        boolean heldByBreaker,
        Instant heldSince,
        Instant unknownSince,
        Cleanup cleanup,
        DrainedFleet drain) {

    /** @param source and reason are those of the history; null where it is no longer kept, or says nothing */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record Because(@Schema(examples = "bot_callback") String source, String reason, String sentence) {}

    /**
     * @param at when it is due; a pass of the sweeper after that does it
     * @param action fail, stop, terminate, delete or give_up, as in on_deadline
     * @param rule the reason that the history will tell
     * @param leadsTo the status afterwards
     * @param secondsLeft 0 when it is due
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record Next(
            Instant at,
            @Schema(examples = "fail") String action,
            @Schema(examples = "heartbeat_lost") String rule,
            @Schema(examples = "failed") String leadsTo,
            String sentence,
            @Schema(examples = "87") long secondsLeft) {}

    /** @param applies silence would end it: it is in the meeting, and has sent a heartbeat before */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record Lease(
            boolean applies,
            Instant lastHeartbeatAt,
            @Schema(examples = "12") Long ageSeconds,
            Instant runsOutAt,
            String sentence) {}

    /**
     * @param claimed a launcher has taken it
     * @param nextTryAt when the launch is tried, or tried again by another replica; null once it is confirmed
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record Launch(
            @Schema(examples = "1") int attempt, boolean claimed, Instant nextTryAt, Refusal lastRefusal) {}

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record Refusal(Instant at, String reason) {}

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record LastEvidence(Instant at, String source, String reason, Integer exitCode) {}

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record PendingCommand(
            UUID id,
            @Schema(examples = "reconfigure") String action,
            @Schema(examples = "published") String state,
            @Schema(examples = "4") long ageSeconds,
            Instant expiresAt) {}

    /** @param at when the remains of the workload are looked at next */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record Cleanup(Instant at, String what) {}

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record DrainedFleet(Instant since, String sentence) {}
}
