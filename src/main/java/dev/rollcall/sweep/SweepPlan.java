package dev.rollcall.sweep;

import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.OnDeadline;
import dev.rollcall.lifecycle.Report;
import dev.rollcall.runtime.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides what a pass does: (candidates with what the runtime says of them, the breaker, now) → events. Pure. A live bot
 * is never ended on silence of a signal that it never gave; ending takes the runtime's word or our own expired deadline,
 * and many ends by silence at once are held (design section 7).
 *
 * @param events what to apply, by meeting
 * @param unknown meetings whose workload the runtime cannot judge now
 * @param held ends by silence that the breaker holds back
 */
record SweepPlan(List<Due> events, Set<Long> unknown, Set<Long> held) {

    /** An event for a meeting. */
    record Due(long meetingId, Event event) {}

    /**
     * A meeting whose deadline or lease has run out.
     *
     * @param then what its deadline does; null when it is the lease
     * @param leaseStart since when the bot is silent; null when it is the deadline
     * @param unknownSince since when the runtime could not say; null when it could at the last pass
     */
    record Candidate(
            long meetingId,
            int attempt,
            OnDeadline then,
            Instant deadlineAt,
            Instant leaseStart,
            Instant unknownSince,
            Observation observation) {

        /** Ending it would rest on the bot's silence alone. */
        private boolean silent() {
            return then == null || then == OnDeadline.FAIL;
        }
    }

    /**
     * The rules of a pass.
     *
     * @param gapEndedAt end of the last time in which nobody swept; null when there never was one
     * @param patience what bots get after such a gap to be heard again
     * @param open the breaker lets everything through, since an admin or a long unchanged picture said so
     */
    record Rules(
            Instant now,
            Instant gapEndedAt,
            Duration patience,
            Duration unknownWindow,
            int liveBots,
            double breakerShare,
            int breakerMinimum,
            boolean open) {

        Rules opened() {
            return new Rules(now, gapEndedAt, patience, unknownWindow, liveBots, breakerShare, breakerMinimum, true);
        }
    }

    static SweepPlan of(List<Candidate> candidates, Rules rules) {
        List<Due> events = new ArrayList<>();
        List<Due> bySilence = new ArrayList<>();
        Set<Long> unknown = new TreeSet<>();
        for (Candidate candidate : candidates) {
            if (candidate.observation() instanceof Observation.Unknown) {
                unknown.add(candidate.meetingId());
            }
            Event confirmed = confirmedEnd(candidate);
            if (confirmed != null) {
                events.add(new Due(candidate.meetingId(), confirmed));
            } else if (!candidate.silent()) {
                events.add(new Due(candidate.meetingId(), new Event.DeadlinePassed()));
            } else if (isDue(candidate, rules)) {
                bySilence.add(new Due(candidate.meetingId(), silence(candidate)));
            }
        }
        Set<Long> held = new TreeSet<>();
        if (!rules.open() && tooMany(bySilence.size(), rules)) {
            bySilence.forEach(due -> held.add(due.meetingId()));
        } else {
            events.addAll(bySilence);
        }
        return new SweepPlan(List.copyOf(events), unknown, held);
    }

    /** The runtime's own word, which needs no patience; null when it gave none. */
    private static Event confirmedEnd(Candidate candidate) {
        if (candidate.observation() instanceof Observation.Ended ended) {
            return new Event.WorkloadEnded(Evidence.report(candidate.attempt(), ended));
        }
        if (candidate.observation() instanceof Observation.Gone) {
            return new Event.WorkloadGone(Report.exited(candidate.attempt(), null, "workload_gone"));
        }
        return null;
    }

    private static Event silence(Candidate candidate) {
        return candidate.then() == null
                ? new Event.HeartbeatsStopped(candidate.leaseStart())
                : new Event.DeadlinePassed();
    }

    /** Our own outage is not held against the bot, and an unknown workload is given a bounded time. */
    private static boolean isDue(Candidate candidate, Rules rules) {
        if (rules.gapEndedAt() != null
                && rules.now().isBefore(rules.gapEndedAt().plus(rules.patience()))) {
            return false;
        }
        if (candidate.observation() instanceof Observation.Unknown) {
            Instant since = candidate.unknownSince();
            return since != null && !rules.now().isBefore(since.plus(rules.unknownWindow()));
        }
        return true;
    }

    private static boolean tooMany(int ends, Rules rules) {
        return ends >= rules.breakerMinimum() && ends > rules.breakerShare() * rules.liveBots();
    }
}
