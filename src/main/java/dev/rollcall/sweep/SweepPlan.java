package dev.rollcall.sweep;

import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.OnDeadline;
import dev.rollcall.lifecycle.Report;
import dev.rollcall.runtime.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Decides what a pass does: (candidates with what the runtime says of them, the breaker, now) → events. Pure. A live bot
 * is never ended on silence of a signal that it never gave; ending takes the runtime's word or our own expired deadline,
 * and many ends by silence at once are held (design section 7).
 *
 * @param events what to apply, at most one for each meeting
 * @param held ends by silence that the breaker holds back
 * @param unknown meetings whose workload the runtime cannot judge now
 * @param newlyUnknown those of them that it could judge before
 * @param knownAgain meetings whose workload it can judge again
 */
record SweepPlan(List<Due> events, List<Due> held, Set<Long> unknown, Set<Long> newlyUnknown, Set<Long> knownAgain) {

    SweepPlan {
        events = List.copyOf(events);
        held = List.copyOf(held);
    }

    /** An event for a meeting. */
    record Due(long meetingId, Event event) {}

    /**
     * A meeting whose deadline or lease has run out.
     *
     * @param then what its deadline does; null when it is the lease
     * @param launchPending its launch is not confirmed yet, so that a workload that is not there may still appear
     * @param leaseStart since when the bot is silent; null when it is the deadline
     * @param unknownSince since when the runtime could not say; null when it could at the last pass
     */
    record Candidate(
            long meetingId,
            int attempt,
            boolean launchPending,
            OnDeadline then,
            Instant leaseStart,
            Instant unknownSince,
            Observation observation) {

        /** Ending it would rest on the bot's silence alone. */
        private boolean silent() {
            return then == null || then == OnDeadline.FAIL;
        }

        private boolean unknown() {
            return observation instanceof Observation.Unknown;
        }
    }

    /**
     * The rules of a pass.
     *
     * @param gapEndedAt end of the last time in which nobody swept; null when there never was one
     * @param patience what bots get after such a gap to be heard again
     * @param silentBeyond how many silent bots there are besides the candidates, which are one batch only
     * @param open the breaker lets everything through, since somebody believes the picture
     */
    record Rules(
            Instant now,
            Instant gapEndedAt,
            Duration patience,
            Duration unknownWindow,
            int liveBots,
            int silentBeyond,
            double breakerShare,
            int breakerMinimum,
            boolean open) {

        private boolean inGap() {
            return gapEndedAt != null && now.isBefore(gapEndedAt.plus(patience));
        }

        /** While nobody looked, nobody knows whether the runtime could have said. */
        private Instant afterGap(Instant since) {
            return gapEndedAt != null && gapEndedAt.isAfter(since) ? gapEndedAt : since;
        }

        private boolean holds(int ends) {
            int all = ends + silentBeyond;
            return !open && all >= breakerMinimum && all > breakerShare * liveBots;
        }
    }

    /** With so many live bots the breaker never holds so many ends, however many more bots there are. */
    static int enoughLive(int ends, double breakerShare) {
        return (int) (Math.ceil(ends / breakerShare) + 1);
    }

    /** Of two candidates for one meeting, which is overdue by its deadline and by its lease, the first counts. */
    static SweepPlan of(List<Candidate> candidates, Rules rules) {
        Collection<Candidate> meetings = oneForEachMeeting(candidates);
        List<Due> events = new ArrayList<>();
        List<Due> bySilence = new ArrayList<>();
        for (Candidate candidate : meetings) {
            Event confirmed = confirmedEnd(candidate);
            if (confirmed != null) {
                events.add(new Due(candidate.meetingId(), confirmed));
            } else if (!candidate.silent()) {
                events.add(new Due(candidate.meetingId(), new Event.DeadlinePassed()));
            } else if (isDue(candidate, rules)) {
                List<Due> ends = candidate.observation() instanceof Observation.Gone ? events : bySilence;
                ends.add(new Due(candidate.meetingId(), silence(candidate)));
            }
        }
        SweepPlan plan = new SweepPlan(
                events,
                bySilence,
                ids(meetings, Candidate::unknown),
                ids(meetings, candidate -> candidate.unknown() && candidate.unknownSince() == null),
                ids(meetings, candidate -> !candidate.unknown() && candidate.unknownSince() != null));
        return rules.holds(bySilence.size()) ? plan : plan.released();
    }

    /** The same when the breaker holds nothing back. */
    SweepPlan released() {
        List<Due> all = new ArrayList<>(events);
        all.addAll(held);
        return new SweepPlan(all, List.of(), unknown, newlyUnknown, knownAgain);
    }

    private static Set<Long> ids(Collection<Candidate> candidates, Predicate<Candidate> which) {
        return candidates.stream().filter(which).map(Candidate::meetingId).collect(Collectors.toUnmodifiableSet());
    }

    private static Collection<Candidate> oneForEachMeeting(List<Candidate> candidates) {
        Map<Long, Candidate> first = new LinkedHashMap<>();
        candidates.forEach(candidate -> first.putIfAbsent(candidate.meetingId(), candidate));
        return first.values();
    }

    /** The runtime's own word, which needs no patience; null when it gave none. */
    private static Event confirmedEnd(Candidate candidate) {
        if (candidate.observation() instanceof Observation.Ended ended) {
            return new Event.WorkloadEnded(Evidence.report(candidate.attempt(), ended));
        }
        // While the launch is pending it may be about to appear; the deadline ends it then, and no live bot with it.
        if (candidate.observation() instanceof Observation.Gone && !candidate.launchPending()) {
            return gone(candidate.attempt());
        }
        return null;
    }

    static Event gone(int attempt) {
        return new Event.WorkloadGone(Report.exited(attempt, null, "workload_gone"));
    }

    private static Event silence(Candidate candidate) {
        return candidate.then() == null
                ? new Event.HeartbeatsStopped(candidate.leaseStart())
                : new Event.DeadlinePassed();
    }

    /** Our own outage is not held against the bot, and an unknown workload is given a bounded time. */
    private static boolean isDue(Candidate candidate, Rules rules) {
        if (rules.inGap()) {
            return false;
        }
        if (candidate.unknown()) {
            Instant since = candidate.unknownSince();
            return since != null && !rules.now().isBefore(rules.afterGap(since).plus(rules.unknownWindow()));
        }
        return true;
    }
}
