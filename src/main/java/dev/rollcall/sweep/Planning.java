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

    /** @param listed what the runtime lists; what is missing there is asked for one by one */
    Uni<SweepPlan> plan(Pass pass, List<Observed> listed) {
        Map<String, Observation> stock = new HashMap<>();
        listed.forEach(observed -> stock.put(observed.handle(), observed.observation()));
        return overdue(pass)
                .chain(batch -> candidates(batch, stock).chain(candidates -> plan(pass, batch, candidates)));
    }

    /** Deadlines before leases: where both have passed, the deadline counts. */
    private Uni<Batch> overdue(Pass pass) {
        return queries.pastDeadline(config.batch())
                .chain(late -> queries.silent(limits.lease(), pass.gapEndedAt(), config.batch())
                        .map(late::and));
    }

    private Uni<List<Candidate>> candidates(Batch batch, Map<String, Observation> stock) {
        return Multi.createFrom()
                .iterable(batch.overdue())
                .onItem()
                .transformToUni(overdue -> observe(overdue, stock).map(seen -> candidate(overdue, seen)))
                .merge(config.concurrency())
                .collect()
                .asList();
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

    /** The fleet is counted only where there is enough for the breaker. */
    private Uni<SweepPlan> plan(Pass pass, Batch batch, List<Candidate> candidates) {
        boolean few = candidates.size() + batch.silentBeyond() < config.breakerMinimum();
        Uni<Integer> liveBots = few ? Uni.createFrom().item(0) : queries.liveBots();
        return liveBots.map(live -> SweepPlan.of(candidates, rules(pass, live, batch.silentBeyond())));
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
