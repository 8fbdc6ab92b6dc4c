package dev.rollcall.sweep;

import dev.rollcall.launch.StrayWorkloads;
import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Trouble;
import dev.rollcall.runtime.Observed;
import dev.rollcall.sweep.SweepPlan.Due;
import dev.rollcall.sweep.SweepState.Pass;
import dev.rollcall.tracing.Tracing;
import dev.rollcall.tracing.Tracing.Subject;
import dev.rollcall.transition.TransitionRecord;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * One pass: take stock of the fleet, find what is overdue, plan, write, clean up. Safe on any number of replicas, and
 * quiet unless it did something.
 */
@ApplicationScoped
class Sweeper {

    private static final Logger LOG = Logger.getLogger(Sweeper.class);

    private final SweepConfig config;
    private final SweepState state;
    private final SweepQueries queries;
    private final Fleet fleet;
    private final Planning planning;
    private final Ends ends;
    private final Cleanup cleanup;
    private final StrayWorkloads strays;
    private final DryRun dryRun;
    private final SweepMeters meters;
    private final Tracing tracing;

    /** The last pass had no database: whatever bots wanted to say then is no silence of theirs. */
    private volatile boolean inTrouble;

    /** What was before this process it cannot know: it may have died of the trouble. */
    private volatile boolean first = true;

    Sweeper(
            SweepConfig config,
            SweepState state,
            SweepQueries queries,
            Fleet fleet,
            Planning planning,
            Ends ends,
            Cleanup cleanup,
            StrayWorkloads strays,
            DryRun dryRun,
            SweepMeters meters,
            Tracing tracing) {
        this.config = config;
        this.state = state;
        this.queries = queries;
        this.fleet = fleet;
        this.planning = planning;
        this.ends = ends;
        this.cleanup = cleanup;
        this.strays = strays;
        this.dryRun = dryRun;
        this.meters = meters;
        this.tracing = tracing;
    }

    /** A pass that fails is logged; the next one does its work. */
    @Scheduled(
            identity = "sweeper",
            every = "${rollcall.sweep.every:60s}",
            concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        Uni<Void> pass = tracing.work("sweep", Subject.of(null), () -> config.dryRun() ? dryRun.pass() : wholePass());
        return meters.time(pass).onFailure().invoke(this::failed).onFailure().recoverWithNull();
    }

    private Uni<Void> wholePass() {
        return state.begin(first ? config.every() : config.longestPause(), inTrouble)
                .invoke(() -> {
                    inTrouble = false;
                    first = false;
                })
                .chain(pass -> fleet.list().chain(listed -> pass(pass, listed)));
    }

    private void failed(Throwable failure) {
        inTrouble = Trouble.of(failure).isPresent();
        LOG.warnf("sweep=failed error=%s", Printable.of(failure.toString()));
    }

    private Uni<Void> pass(Pass pass, List<Observed> listed) {
        return fleet.settleAll(listed)
                .chain(strays::forgetUnseen)
                .chain(() -> planning.plan(pass, listed))
                .call(plan -> queries.noteUnknown(plan.newlyUnknown(), plan.knownAgain()))
                .chain(plan -> throughBreaker(pass, plan))
                .chain(plan -> carryOut(pass, plan));
    }

    /** What the breaker holds is kept, and is let through when it has been the same for long enough. */
    private Uni<SweepPlan> throughBreaker(Pass pass, SweepPlan plan) {
        int held = plan.held().size();
        if (held == 0) {
            boolean heldBefore = pass.heldFingerprint() != null;
            return (heldBefore ? state.holdNothing() : Uni.createFrom().voidItem()).replaceWith(plan);
        }
        String fingerprint = fingerprint(plan.held());
        boolean believed = fingerprint.equals(pass.heldFingerprint())
                && !pass.now().isBefore(pass.heldSince().plus(config.breakerRelease()));
        if (believed) {
            LOG.warnf("sweep=breaker state=released held=%d since=%s", held, pass.heldSince());
            return state.release().chain(state::holdNothing).replaceWith(plan.released());
        }
        LOG.errorf(
                "sweep=breaker state=held held=%d reason=\"too many bots fell silent at once; "
                        + "POST /admin/sweeper/release ends them\"",
                held);
        return state.hold(held, fingerprint).replaceWith(plan);
    }

    private static String fingerprint(List<Due> held) {
        String ids = held.stream().map(Due::meetingId).sorted().toList().toString();
        return UUID.nameUUIDFromBytes(ids.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private Uni<Void> carryOut(Pass pass, SweepPlan plan) {
        return ends.apply(plan.events(), pass.now())
                .chain(records -> cleanup.removeDue().invoke(cleaned -> log(plan, records, cleaned)))
                .replaceWithVoid();
    }

    private void log(SweepPlan plan, List<TransitionRecord> records, int cleaned) {
        long ended = records.stream()
                .filter(record -> record.to().terminal() && record.statusChanged())
                .count();
        long escalated =
                records.stream().filter(record -> record.decision().writes()).count() - ended;
        meters.count(
                ended, escalated, cleaned, plan.held().size(), plan.unknown().size());
        if (ended + escalated + cleaned > 0) {
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
