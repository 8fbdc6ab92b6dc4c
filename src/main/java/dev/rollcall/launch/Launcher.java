package dev.rollcall.launch;

import dev.rollcall.launch.LaunchQueue.AfterLaunch;
import dev.rollcall.launch.LaunchQueue.Claim;
import dev.rollcall.lifecycle.Effect;
import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Report;
import dev.rollcall.platform.Printable;
import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.LaunchOutcome.Ambiguous;
import dev.rollcall.runtime.LaunchOutcome.Launched;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Workload;
import dev.rollcall.transition.EffectHandler;
import dev.rollcall.transition.TransitionRecord;
import dev.rollcall.transition.Transitions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Turns claimed rows into workloads: at once when a reservation is committed, and every second for what was left. A
 * replica claims only as much as it can start, so that others take the rest.
 */
@ApplicationScoped
public class Launcher implements EffectHandler {

    private static final Logger LOG = Logger.getLogger(Launcher.class);

    private static final String NOT_OURS =
            "A workload of this name is there already, and no launch of this meeting made it.";

    private final LaunchQueue queue;
    private final BotConfiguration configuration;
    private final BotRuntime runtime;
    private final Transitions transitions;
    private final StrayWorkloads strays;
    private final RandomGenerator random;
    private final LaunchConfig config;
    private final AtomicInteger free;
    private final Cancellable running;
    private MultiEmitter<? super Boolean> looks;
    private volatile boolean more;

    Launcher(
            LaunchQueue queue,
            BotConfiguration configuration,
            BotRuntime runtime,
            Transitions transitions,
            StrayWorkloads strays,
            RandomGenerator random,
            LaunchConfig config) {
        this.queue = queue;
        this.configuration = configuration;
        this.runtime = runtime;
        this.transitions = transitions;
        this.strays = strays;
        this.random = random;
        this.config = config;
        this.free = new AtomicInteger(config.concurrency());
        this.running = Multi.createFrom()
                .<Boolean>emitter(emitter -> looks = emitter, BackPressureStrategy.LATEST)
                .onItem()
                .transformToUniAndConcatenate(look -> claim())
                .onItem()
                .<Claim>disjoint()
                .onItem()
                .transformToUni(this::launch)
                .merge(config.concurrency())
                .subscribe()
                .with(done -> {}, failure -> LOG.error("launch=stopped", failure));
    }

    @Override
    public boolean concerns(TransitionRecord record) {
        return record.wants(Effect.Launch.class);
    }

    @Override
    public Uni<Void> handle(TransitionRecord record) {
        return look();
    }

    /** There may be something to launch. While everything is busy, many looks are kept as one. */
    @Scheduled(identity = "launch-queue", every = "1s")
    Uni<Void> look() {
        looks.emit(true);
        return Uni.createFrom().voidItem();
    }

    void stop(@Observes ShutdownEvent event) {
        running.cancel();
    }

    private Uni<List<Claim>> claim() {
        int room = free.get();
        if (room == 0) {
            return Uni.createFrom().item(List.of());
        }
        return queue.claim(room, config.claim())
                .invoke(claims -> {
                    free.addAndGet(-claims.size());
                    more = claims.size() == room;
                })
                .onFailure()
                .invoke(failure -> LOG.warnf("launch=claim error=%s", Printable.of(failure.toString())))
                .onFailure()
                .recoverWithItem(List.of());
    }

    private Uni<Void> launch(Claim claim) {
        long meetingId = claim.order().meetingId();
        return alreadyThere(claim)
                .chain(there -> there ? found(claim) : start(claim))
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("launch=unsettled meeting=%d error=%s", meetingId, Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull() // the claim runs out, and the same launch finds itself again
                .eventually(this::giveBack);
    }

    /** A look first, at every try. Where the runtime cannot tell, the launch finds what is there. */
    private Uni<Boolean> alreadyThere(Claim claim) {
        return Uni.createFrom()
                .deferred(() -> runtime.observe(handle(claim)))
                .map(seen -> seen instanceof Running || seen instanceof Ended)
                .ifNoItem()
                .after(config.timeout())
                .recoverWithItem(false)
                .onFailure()
                .recoverWithItem(false);
    }

    /**
     * What an earlier try of this attempt made is ours. What is there before the first one is not, whatever its name: a
     * database that was restored gives ids away again, and nobody must get another meeting's bot.
     */
    private Uni<Void> found(Claim claim) {
        LaunchOrder order = claim.order();
        Uni<Boolean> stray = claim.triedBefore()
                ? strays.isStray(handle(claim))
                : strays.hold(
                                handle(claim),
                                order.meetingId(),
                                order.attempt(),
                                StrayWorkloads.Reason.NOT_LAUNCHED_BY_US)
                        .replaceWith(true);
        return stray.chain(
                isStray -> isStray ? anotherAttempt(claim, NOT_OURS, Duration.ZERO) : settle(claim, new Launched()));
    }

    private Uni<Void> start(Claim claim) {
        return Uni.createFrom()
                .item(() -> configuration.workload(claim.order()))
                .chain(runtime::launch)
                .ifNoItem()
                .after(config.timeout())
                .recoverWithItem(() -> new Ambiguous("The runtime did not answer in time."))
                .onFailure()
                .recoverWithItem(failure -> new Ambiguous(failure.toString()))
                .chain(outcome -> settle(claim, outcome));
    }

    /** Where a claim was full, there may be more. */
    private void giveBack() {
        free.incrementAndGet();
        if (more) {
            looks.emit(true);
        }
    }

    private Uni<Void> settle(Claim claim, LaunchOutcome outcome) {
        return switch (outcome.kind()) {
            case LAUNCHED -> queue.launched(claim.order()).chain(after -> unlessWanted(claim, after));
            case REFUSED -> apply(claim, new Event.LaunchFailed(report(claim, outcome.reason())));
            case BUSY -> anotherAttempt(claim, outcome.reason(), pause(config.busyBackoff(), claim));
            case QUOTA ->
                anotherAttempt(
                        claim,
                        "The platform's quota is used up: " + outcome.reason(),
                        pause(config.backoffAtQuota(), claim));
            case AMBIGUOUS -> sameAttemptAgain(claim, outcome.reason());
        };
    }

    /** Nothing was made. What the old attempt may still say is fenced. */
    private Uni<Void> anotherAttempt(Claim claim, String reason, Duration pause) {
        return queue.now().chain(now -> apply(claim, new Event.LaunchRetried(report(claim, reason), now.plus(pause))));
    }

    private Uni<Void> sameAttemptAgain(Claim claim, String reason) {
        LOG.warnf(
                "launch=ambiguous meeting=%d try=%d reason=\"%s\"",
                claim.order().meetingId(), claim.tries(), Printable.of(reason));
        Duration pause = pause(config.busyBackoff(), claim);
        return queue.now().chain(now -> apply(claim, new Event.LaunchUnclear(report(claim, reason), now.plus(pause))));
    }

    private Uni<Void> apply(Claim claim, Event event) {
        return transitions.apply(claim.order().meetingId(), event).replaceWithVoid();
    }

    private Duration pause(Backoff backoff, Claim claim) {
        return backoff.after(claim.tries(), random);
    }

    private static String handle(Claim claim) {
        return Workload.handleOf(claim.order().meetingId(), claim.order().attempt());
    }

    private static Report report(Claim claim, String reason) {
        return new Report(claim.order().attempt(), reason, null, null, null, null, null);
    }

    /** The meeting was stopped or has ended while its workload was being made. */
    private Uni<Void> unlessWanted(Claim claim, AfterLaunch after) {
        String handle = handle(claim);
        Uni<Void> end = switch (after) {
            case WANTED -> Uni.createFrom().voidItem();
            case STOPPING -> runtime.terminate(handle, transitions.limits().terminateGrace());
            case OVER, SUPERSEDED -> delete(handle);
        };
        return end.ifNoItem().after(config.timeout()).fail();
    }

    /** What has ended by itself still has its last output, which the sweeper stores before it deletes. */
    private Uni<Void> delete(String handle) {
        return runtime.observe(handle)
                .chain(seen -> seen instanceof Ended ? Uni.createFrom().voidItem() : runtime.delete(handle));
    }
}
