package dev.rollcall.sweep;

import dev.rollcall.lifecycle.Limits;
import dev.rollcall.runtime.Observation;
import dev.rollcall.sweep.SweepPlan.Candidate;
import dev.rollcall.sweep.SweepPlan.Rules;
import dev.rollcall.sweep.SweepQueries.Overdue;
import dev.rollcall.sweep.SweepState.Pass;
import dev.rollcall.transition.TransitionRecord;
import dev.rollcall.transition.Transitions;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * One pass: take stock of the fleet, find what is overdue, plan, write, clean up. Safe on any number of replicas, and
 * quiet unless it did something.
 */
@ApplicationScoped
public class Sweeper {

    private static final Logger LOG = Logger.getLogger(Sweeper.class);

    private final SweepConfig config;
    private final SweepState state;
    private final SweepQueries queries;
    private final Fleet fleet;
    private final Ends ends;
    private final Cleanup cleanup;
    private final Limits limits;

    Sweeper(
            SweepConfig config,
            SweepState state,
            SweepQueries queries,
            Fleet fleet,
            Ends ends,
            Cleanup cleanup,
            Transitions transitions) {
        this.config = config;
        this.state = state;
        this.queries = queries;
        this.fleet = fleet;
        this.ends = ends;
        this.cleanup = cleanup;
        this.limits = transitions.limits();
    }

    /** A pass that fails is logged; the next one does its work. */
    @Scheduled(
            identity = "sweeper",
            every = "${rollcall.sweep.every:60s}",
            concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return state.begin(config.every())
                .chain(this::pass)
                .onFailure()
                .invoke(failure -> LOG.warnf("sweep=failed error=%s", failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> pass(Pass pass) {
        return fleet.takeStock()
                .chain(stock -> candidates(pass, stock))
                .chain(candidates -> plan(pass, candidates))
                .chain(this::carryOut);
    }

    private Uni<List<Candidate>> candidates(Pass pass, Map<String, Observation> stock) {
        return queries.pastDeadline(config.batch())
                .chain(late -> queries.silent(limits.lease(), pass.gapEndedAt(), config.batch())
                        .map(silent ->
                                Stream.concat(late.stream(), silent.stream()).toList()))
                .onItem()
                .transformToMulti(overdue -> Multi.createFrom().iterable(overdue))
                .onItem()
                .transformToUni(overdue -> candidate(overdue, stock))
                .merge(config.concurrency())
                .collect()
                .asList();
    }

    private Uni<Candidate> candidate(Overdue overdue, Map<String, Observation> stock) {
        Observation listed = stock.get(overdue.workload());
        Uni<Observation> observation = listed == null
                ? fleet.observe(overdue.workload())
                : Uni.createFrom().item(listed);
        return observation.map(seen -> new Candidate(
                overdue.meetingId(),
                overdue.attempt(),
                overdue.then(),
                overdue.deadlineAt(),
                overdue.leaseStart(),
                overdue.unknownSince(),
                seen));
    }

    private Uni<SweepPlan> plan(Pass pass, List<Candidate> candidates) {
        if (candidates.isEmpty()) {
            return state.holdNothing().map(done -> SweepPlan.of(candidates, rules(pass, 0)));
        }
        return queries.liveBots()
                .map(live -> SweepPlan.of(candidates, rules(pass, live)))
                .call(plan -> noteUnknown(plan, candidates))
                .chain(plan -> hold(pass, plan, candidates));
    }

    private Rules rules(Pass pass, int liveBots) {
        return new Rules(
                pass.now(),
                pass.gapEndedAt(),
                limits.lease(),
                config.unknownWindow(),
                liveBots,
                config.breakerShare(),
                config.breakerMinimum(),
                pass.released());
    }

    private Uni<Void> noteUnknown(SweepPlan plan, List<Candidate> candidates) {
        List<Long> known = new ArrayList<>();
        candidates.forEach(candidate -> {
            if (!plan.unknown().contains(candidate.meetingId())) {
                known.add(candidate.meetingId());
            }
        });
        return queries.noteUnknown(plan.unknown(), known);
    }

    /** What the breaker holds is kept, and is let through when it has been the same for long enough. */
    private Uni<SweepPlan> hold(Pass pass, SweepPlan plan, List<Candidate> candidates) {
        if (plan.held().isEmpty()) {
            return state.holdNothing().replaceWith(plan);
        }
        String fingerprint = fingerprint(plan.held());
        boolean believed = fingerprint.equals(pass.heldFingerprint())
                && !pass.now().isBefore(pass.heldSince().plus(config.breakerRelease()));
        if (believed) {
            LOG.warnf(
                    "sweep=breaker state=released held=%d since=%s", plan.held().size(), pass.heldSince());
            Rules rules = rules(pass, 0);
            return Uni.createFrom().item(SweepPlan.of(candidates, rules.opened()));
        }
        LOG.errorf(
                "sweep=breaker state=held held=%d reason=\"too many bots fell silent at once; "
                        + "POST /admin/sweeper/release ends them\"",
                plan.held().size());
        return state.hold(plan.held().size(), fingerprint).replaceWith(plan);
    }

    private static String fingerprint(Set<Long> ids) {
        return UUID.nameUUIDFromBytes(ids.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private Uni<Void> carryOut(SweepPlan plan) {
        if (config.dryRun()) {
            plan.events().forEach(due -> LOG.infof("sweep=dry-run meeting=%d event=%s", due.meetingId(), due.event()));
            return Uni.createFrom().voidItem();
        }
        return ends.apply(plan.events())
                .chain(records -> cleanup.removeDue().invoke(cleaned -> log(plan, records, cleaned)))
                .replaceWithVoid();
    }

    private static void log(SweepPlan plan, List<TransitionRecord> records, int cleaned) {
        long ended = records.stream()
                .filter(record -> record.to().terminal() && record.statusChanged())
                .count();
        long escalated =
                records.stream().filter(record -> record.decision().writes()).count() - ended;
        if (ended + escalated + cleaned + plan.held().size() > 0) {
            LOG.infof(
                    "sweep=pass ended=%d escalated=%d held=%d cleaned=%d unknown=%d",
                    ended,
                    escalated,
                    plan.held().size(),
                    cleaned,
                    plan.unknown().size());
        }
    }
}
