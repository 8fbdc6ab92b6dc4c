package dev.rollcall.sweep;

import dev.rollcall.lifecycle.Limits;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observed;
import dev.rollcall.sweep.SweepPlan.Candidate;
import dev.rollcall.sweep.SweepPlan.Rules;
import dev.rollcall.sweep.SweepQueries.Batch;
import dev.rollcall.sweep.SweepQueries.Overdue;
import dev.rollcall.sweep.SweepState.Pass;
import dev.rollcall.transition.Transitions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Gathers what a plan is made of: what is overdue, and what the runtime says of it. Changes nothing. */
@ApplicationScoped
class Planning {

    private final SweepConfig config;
    private final SweepQueries queries;
    private final Fleet fleet;
    private final Limits limits;

    Planning(SweepConfig config, SweepQueries queries, Fleet fleet, Transitions transitions) {
        this.config = config;
        this.queries = queries;
        this.fleet = fleet;
        this.limits = transitions.limits();
    }

    /** What is overdue, as the runtime sees it, and how many silent bots there are besides. */
    private record Seen(List<Candidate> candidates, int silentBeyond) {

        Seen and(Seen others) {
            return new Seen(
                    Stream.concat(candidates.stream(), others.candidates.stream())
                            .toList(),
                    silentBeyond + others.silentBeyond);
        }
    }

    /**
     * Deadlines before leases: where both have passed, the deadline counts. The runtime is asked about the first while
     * the others are still looked for.
     *
     * @param listed what the runtime lists; what is missing there is asked for one by one
     */
    Uni<SweepPlan> plan(Pass pass, List<Observed> listed) {
        Map<String, Observation> stock = new HashMap<>();
        listed.forEach(observed -> stock.put(observed.handle(), observed.observation()));
        return Uni.combine()
                .all()
                .unis(
                        queries.pastDeadline(config.batch()).chain(batch -> see(batch, stock)),
                        queries.silent(limits.lease(), pass.gapEndedAt(), config.batch())
                                .chain(batch -> see(batch, stock)))
                .with(Seen::and)
                .chain(seen -> plan(pass, seen));
    }

    private Uni<Seen> see(Batch batch, Map<String, Observation> stock) {
        return Multi.createFrom()
                .iterable(batch.overdue())
                .onItem()
                .transformToUni(overdue -> observe(overdue, stock).map(seen -> candidate(overdue, seen)))
                .merge(config.concurrency())
                .collect()
                .asList()
                .map(candidates -> new Seen(candidates, batch.silentBeyond()));
    }

    private Uni<Observation> observe(Overdue overdue, Map<String, Observation> stock) {
        Observation listed = stock.get(overdue.workload());
        return listed == null
                ? fleet.observe(overdue.workload())
                : Uni.createFrom().item(listed);
    }

    private static Candidate candidate(Overdue overdue, Observation seen) {
        return new Candidate(
                overdue.meetingId(),
                overdue.attempt(),
                overdue.launchPending(),
                overdue.then(),
                overdue.leaseStart(),
                overdue.unknownSince(),
                seen);
    }

    private Uni<SweepPlan> plan(Pass pass, Seen seen) {
        return liveBots(seen.candidates().size() + seen.silentBeyond())
                .map(live -> SweepPlan.of(seen.candidates(), rules(pass, live, seen.silentBeyond())));
    }

    /** Counted only where there is enough for the breaker, and only as far as the count can matter to it. */
    private Uni<Integer> liveBots(int overdue) {
        return overdue < config.breakerMinimum()
                ? Uni.createFrom().item(0)
                : queries.liveBots(SweepPlan.enoughLive(overdue, config.breakerShare()));
    }

    private Rules rules(Pass pass, int liveBots, int silentBeyond) {
        return new Rules(
                pass.now(),
                pass.gapEndedAt(),
                limits.lease(),
                config.unknownWindow(),
                liveBots,
                silentBeyond,
                config.breakerShare(),
                config.breakerMinimum(),
                pass.released());
    }
}
