package dev.rollcall.sweep;

import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Limits;
import dev.rollcall.lifecycle.MeetingState;
import dev.rollcall.lifecycle.MeetingState.Deadline;
import dev.rollcall.lifecycle.OnDeadline;
import dev.rollcall.lifecycle.Status;
import dev.rollcall.runtime.Observation;
import dev.rollcall.sweep.SweepPlan.Candidate;
import dev.rollcall.sweep.SweepPlan.Rules;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the sweeper will do with a meeting by itself if nobody says anything more, for those who explain it. It has no
 * rules of its own: it asks {@link SweepPlan} for moments to come.
 */
@ApplicationScoped
public class SweepOutlook {

    /**
     * A meeting as it is looked at.
     *
     * @param limits its own, what the order asked for included
     * @param lastHeartbeatAt null for a bot that never sent one
     * @param unknownSince since when the runtime cannot say what became of the workload; null when it can
     */
    public record Subject(MeetingState state, Limits limits, Instant lastHeartbeatAt, Instant unknownSince) {}

    /**
     * What the replicas agree on.
     *
     * @param gapEndedAt end of the last time in which nobody swept; null when there never was one
     * @param heldSince since when the breaker holds ends back; null when it holds none, or was released
     */
    public record Sweeping(Instant lastPassAt, Instant gapEndedAt, Instant heldSince) {}

    /**
     * What comes next.
     *
     * @param at when it is due; the first pass after that does it
     * @param held it was due before, and the breaker holds it back until then
     */
    public record Upcoming(Instant at, Event event, boolean held) {}

    /** @param dueFrom when the sweeper would find it */
    private record Prospect(Instant dueFrom, Candidate candidate) {}

    private final SweepConfig config;

    SweepOutlook(SweepConfig config) {
        this.config = config;
    }

    /** Between two passes: how late anything may be. */
    public Duration every() {
        return config.every();
    }

    /** Passes are made, and nothing that they decide is done. */
    public boolean dryRun() {
        return config.dryRun();
    }

    /** How long after an end its workload is looked for. */
    public Duration cleanupFor() {
        return config.cleanupFor();
    }

    /** Empty only for a meeting that is over. */
    public Optional<Upcoming> next(Subject subject, Sweeping sweeping) {
        return Stream.of(deadline(subject), lease(subject, sweeping))
                .flatMap(Optional::stream)
                .flatMap(prospect -> upcoming(prospect, subject, sweeping).stream())
                .min(Comparator.comparing(Upcoming::at));
    }

    /** When the lease of an active bot runs out; empty when none does. */
    public Optional<Instant> leaseEnd(Subject subject, Sweeping sweeping) {
        return lease(subject, sweeping)
                .map(prospect ->
                        prospect.candidate().leaseStart().plus(subject.limits().lease()));
    }

    private static Optional<Prospect> deadline(Subject subject) {
        Deadline deadline = subject.state().deadline();
        return Optional.ofNullable(deadline)
                .map(it -> new Prospect(it.at(), candidate(subject.state(), it.then(), null, subject.unknownSince())));
    }

    /** As {@link SweepQueries#silent} finds it. */
    private static Optional<Prospect> lease(Subject subject, Sweeping sweeping) {
        Instant heard = subject.lastHeartbeatAt();
        if (subject.state().status() != Status.ACTIVE || heard == null) {
            return Optional.empty();
        }
        Instant unknown = subject.unknownSince();
        Instant stillUnknown = unknown != null && unknown.isAfter(heard) ? unknown : null;
        Candidate candidate = candidate(subject.state(), null, later(heard, sweeping.gapEndedAt()), stillUnknown);
        return Optional.of(new Prospect(heard.plus(subject.limits().lease()), candidate));
    }

    private static Candidate candidate(MeetingState state, OnDeadline then, Instant leaseStart, Instant unknownSince) {
        Observation observation =
                unknownSince == null ? new Observation.Running() : new Observation.Unknown("not known");
        return new Candidate(
                state.id(), state.attempt(), state.launchAt() != null, then, leaseStart, unknownSince, observation);
    }

    /** The first moment at which the plan has it. The rules change at few moments, so only these are asked about. */
    private Optional<Upcoming> upcoming(Prospect prospect, Subject subject, Sweeping sweeping) {
        Instant gap = sweeping.gapEndedAt();
        Instant unknown = prospect.candidate().unknownSince();
        return Stream.of(
                        prospect.dueFrom(),
                        plus(gap, subject.limits().lease()),
                        plus(unknown, config.unknownWindow()),
                        unknown == null ? null : plus(gap, config.unknownWindow()))
                .filter(moment -> moment != null && !moment.isBefore(prospect.dueFrom()))
                .sorted()
                .flatMap(moment -> ask(prospect.candidate(), subject, sweeping, moment).stream())
                .findFirst();
    }

    private Optional<Upcoming> ask(Candidate candidate, Subject subject, Sweeping sweeping, Instant moment) {
        SweepPlan plan = SweepPlan.of(List.of(candidate), tripped(subject, sweeping, moment));
        boolean seenBefore = sweeping.lastPassAt() != null && !moment.isAfter(sweeping.lastPassAt());
        boolean held = !plan.held().isEmpty() && sweeping.heldSince() != null && seenBefore;
        Instant at = held ? sweeping.heldSince().plus(config.breakerRelease()) : moment;
        return plan.released().events().stream().findFirst().map(due -> new Upcoming(at, due.event(), held));
    }

    /** The rules with a breaker that holds whatever it may hold. */
    private Rules tripped(Subject subject, Sweeping sweeping, Instant now) {
        return new Rules(
                now, sweeping.gapEndedAt(), subject.limits().lease(), config.unknownWindow(), 1, 0, 0, 1, false);
    }

    private static Instant plus(Instant moment, Duration duration) {
        return moment == null ? null : moment.plus(duration);
    }

    private static Instant later(Instant one, Instant other) {
        return other != null && other.isAfter(one) ? other : one;
    }
}
