package dev.rollcall.runtime.nomad;

import dev.rollcall.platform.Printable;
import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.LaunchOutcome.Refused;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Gone;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Observation.Unknown;
import dev.rollcall.runtime.Observed;
import dev.rollcall.runtime.Workload;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Bots as jobs that are dispatched from one parameterized job (deployment/nomad/bot.nomad.hcl). Nothing is remembered here:
 * the handle is part of a job's id, and all the rest is asked (docs/runtimes.md, docs/decisions/0026).
 */
@Singleton
@Identifier("nomad") final class NomadRuntime implements BotRuntime {

    private static final Logger LOG = Logger.getLogger(NomadRuntime.class);
    private static final int LOOKS_AT_ONCE = 8;

    private final NomadConfig config;
    private final Clock clock;
    private final NomadApi nomad;
    private final BotJobs jobs;
    private final LastOutput output;

    @Inject
    NomadRuntime(Vertx vertx, NomadConfig config) {
        this(vertx, config, Clock.systemUTC());
    }

    NomadRuntime(Vertx vertx, NomadConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.nomad = new NomadApi(vertx, config);
        this.jobs = new BotJobs(nomad, config);
        this.output = new LastOutput(jobs);
    }

    @Override
    public String name() {
        return "nomad";
    }

    @Override
    public Uni<LaunchOutcome> launch(Workload workload) {
        Optional<String> problem = DispatchPayload.problemWith(workload.environment());
        return problem.isPresent()
                ? Uni.createFrom().item(new Refused(problem.get()))
                : jobs.dispatch(workload, DispatchPayload.of(workload.environment()))
                        .chain(answer -> settle(answer, workload.handle()))
                        .onFailure()
                        .recoverWithItem(DispatchOutcome::of);
    }

    /** A job that could never be found again must not run. */
    private Uni<LaunchOutcome> settle(Answer answer, String handle) {
        LaunchOutcome outcome = DispatchOutcome.of(answer, config.job(), handle);
        return answer.ok() && outcome instanceof Refused
                ? jobs.stop(answer.object().getString("DispatchedJobID"), true).replaceWith(outcome)
                : Uni.createFrom().item(outcome);
    }

    @Override
    public Uni<Void> terminate(String handle, Duration grace) {
        return forEach(
                handle,
                job -> jobs.stop(job.id(), false).chain(() -> grace.isZero() ? kill(job) : killLater(job, grace)));
    }

    @Override
    public Uni<Void> delete(String handle) {
        return forEach(
                handle,
                job -> jobs.allocations(job.id())
                        .onFailure()
                        .recoverWithItem(List.of())
                        .chain(allocations -> jobs.stop(job.id(), true).chain(() -> kill(allocations))));
    }

    @Override
    public Uni<Observation> observe(String handle) {
        return jobs.under(handle)
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().item((Observation) new Gone())
                        : judge(found.get(found.size() - 1)))
                .onFailure()
                .recoverWithItem(NomadRuntime::unknown);
    }

    @Override
    public Uni<List<Observed>> list() {
        return AllPages.of(jobs, config.mostPages())
                .onItem()
                .transformToMulti(page -> Multi.createFrom().iterable(page.jobs()))
                .onItem()
                .transformToUni(this::listed)
                .merge(LOOKS_AT_ONCE)
                .collect()
                .asList();
    }

    @Override
    public Multi<Observed> watch() {
        return Multi.createFrom().deferred(() -> new EndWatch(jobs, config, this::judge).ends());
    }

    /** A job that runs, or that Nomad has had for a moment only, needs no closer look: there are many of them. */
    private Uni<Observed> listed(BotJob job) {
        Uni<Observation> seen = job.dead() || job.olderThan(config.pendingBound(), clock.instant())
                ? look(job)
                : Uni.createFrom().item(new Running());
        return seen.map(job::seen);
    }

    /** Never fails. */
    private Uni<Observation> look(BotJob job) {
        return judge(job).onFailure().recoverWithItem(NomadRuntime::unknown);
    }

    private Uni<Observation> judge(BotJob job) {
        return jobs.allocations(job.id())
                .map(allocations -> new Verdict(job, allocations, config.pendingBound(), clock.instant()))
                .chain(verdict -> verdict.needsEvaluations()
                        ? jobs.evaluations(job.id()).map(verdict::of)
                        : withOutput(verdict.of(List.of()), verdict.evidence()));
    }

    private Uni<Observation> withOutput(Observation seen, Allocation allocation) {
        return seen instanceof Ended ended && allocation != null && allocation.started()
                ? output.of(allocation.id()).map(text -> new Ended(ended.exitCode(), ended.reason(), text))
                : Uni.createFrom().item(seen);
    }

    private static Observation unknown(Throwable trouble) {
        return new Unknown("Nomad cannot tell: " + trouble.getMessage());
    }

    private Uni<Void> forEach(String handle, Function<BotJob, Uni<Void>> end) {
        return jobs.under(handle)
                .onItem()
                .transformToMulti(found -> Multi.createFrom().iterable(found))
                .onItem()
                .transformToUniAndConcatenate(end::apply)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** The job's kill_timeout bounds the grace, and outlives us; a shorter grace is ours to keep. */
    private Uni<Void> killLater(BotJob job, Duration grace) {
        Infrastructure.getDefaultWorkerPool()
                .schedule(
                        () -> kill(job).subscribe().with(done -> {}, trouble -> notKilled(job.handle(), trouble)),
                        grace.toMillis(),
                        TimeUnit.MILLISECONDS);
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> kill(BotJob job) {
        return jobs.allocations(job.id()).chain(this::kill);
    }

    /** Never fails: what cannot be signalled does not run, or ends when its kill_timeout is over. */
    private Uni<Void> kill(List<Allocation> allocations) {
        return Multi.createFrom()
                .iterable(allocations)
                .filter(Allocation::live)
                .onItem()
                .transformToUniAndConcatenate(this::signal)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> signal(Allocation allocation) {
        return jobs.kill(allocation.id())
                .invoke(answer -> {
                    if (answer.status() == 403) {
                        notKilled(allocation.id(), answer.trouble());
                    }
                })
                .onFailure()
                .invoke(trouble -> notKilled(allocation.id(), trouble))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private static void notKilled(String what, Throwable trouble) {
        LOG.warnf("event=kill_failed runtime=nomad of=%s reason=\"%s\"", what, Printable.of(trouble.getMessage()));
    }

    @PreDestroy
    void close() {
        nomad.close();
    }
}
