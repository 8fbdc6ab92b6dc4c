package dev.rollcall.explain;

import dev.rollcall.lifecycle.CommandDraft;
import dev.rollcall.lifecycle.Limits;
import dev.rollcall.lifecycle.MeetingState;
import dev.rollcall.lifecycle.Status;
import dev.rollcall.sweep.SweepOutlook.Upcoming;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What is known of a meeting when it is explained.
 *
 * @param now the database's clock
 * @param limits the meeting's own, what its order asked for included
 * @param last what brought it into its status
 * @param end null while it lives
 * @param lastHeartbeatAt of its present launch; null when that never sent one
 * @param leaseEnd when its silence ends it; null when it does not
 * @param next null when it is over
 * @param refusal why its last launch was not made; null when none was refused
 * @param evidence the newest word that changed nothing; null when there is none
 * @param pending what the bot has not acknowledged, the oldest first
 * @param unknownSince since when the runtime cannot say what became of the workload; null when it can
 * @param drainedSince null while new bots are accepted
 */
record Facts(
        Instant now,
        MeetingState state,
        Limits limits,
        LastStep last,
        End end,
        Instant lastHeartbeatAt,
        Instant leaseEnd,
        Upcoming next,
        Told refusal,
        Told evidence,
        List<Pending> pending,
        Instant unknownSince,
        Sweeping sweeping,
        Instant drainedSince) {

    /** @param source who caused it, as the history has it; null where the history is no longer kept */
    record LastStep(Instant at, String source, String reason) {}

    record End(Instant at, String completionReason, String failureStage, Integer exitCode) {}

    record Told(Instant at, String source, String reason, Integer exitCode) {}

    record Pending(UUID id, String action, String state, Instant createdAt, Instant expiresAt) {}

    /**
     * @param gapEndedAt end of the last time in which nobody swept; null when there never was one
     * @param heldSince since when the breaker holds ends back; null when it holds none
     * @param every how late a pass may be
     * @param dryRun the sweeper does not do what it decides
     * @param cleanupFor how long after an end its workload is looked for
     */
    record Sweeping(Instant gapEndedAt, Instant heldSince, Duration every, boolean dryRun, Duration cleanupFor) {}

    Duration since(Instant moment) {
        return Duration.between(moment, now);
    }

    Duration until(Instant moment) {
        return Duration.between(now, moment);
    }

    /** A bot that has ever sent a heartbeat is expected to go on. */
    boolean sendsHeartbeats() {
        return lastHeartbeatAt != null;
    }

    boolean held() {
        return next != null && next.held();
    }

    /** As the API shows it: the bot has not taken its new settings yet. */
    boolean reconfiguring() {
        return sendsHeartbeats()
                && state.status() == Status.ACTIVE
                && pending.stream().anyMatch(command -> command.action().equals(CommandDraft.RECONFIGURE));
    }
}
