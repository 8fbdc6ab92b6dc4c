package dev.rollcall.launch;

import dev.rollcall.launch.LaunchQueue.AfterLaunch;
import dev.rollcall.launch.LaunchQueue.Claim;
import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Report;
import dev.rollcall.platform.Backoff;
import dev.rollcall.platform.Printable;
import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.LaunchOutcome.Ambiguous;
import dev.rollcall.runtime.LaunchOutcome.Launched;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Workload;
import dev.rollcall.transition.Transitions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** One try of a launch: looks whether the workload is there, starts it, and writes down what came of it. */
@ApplicationScoped
class Starter {

    private static final Logger LOG = Logger.getLogger(Starter.class);

    private static final String NOT_OURS =
            "A workload of this name is there already, and no launch of this meeting made it.";

    private final LaunchQueue queue;
    private final BotConfiguration configuration;
    private final BotRuntime runtime;
    private final Transitions transitions;
    private final StrayWorkloads strays;
    private final LaunchMeters meters;
    private final RandomGenerator random;
    private final LaunchConfig config;

    Starter(
            LaunchQueue queue,
            BotConfiguration configuration,
            BotRuntime runtime,
            Transitions transitions,
            StrayWorkloads strays,
            LaunchMeters meters,
            RandomGenerator random,
            LaunchConfig config) {
        this.queue = queue;
        this.configuration = configuration;
        this.runtime = runtime;
        this.transitions = transitions;
        this.strays = strays;
        this.meters = meters;
        this.random = random;
        this.config = config;
    }

    /** Fails when what came of it could not be written down. */
    Uni<Void> start(Claim claim) {
        return isThere(claim).chain(there -> there ? found(claim) : launch(claim));
    }

    /** A look first, at every try. Where the runtime cannot tell, the launch finds what is there. */
    private Uni<Boolean> isThere(Claim claim) {
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

    private Uni<Void> launch(Claim claim) {
        long begun = System.nanoTime();
        return Uni.createFrom()
                .item(() -> configuration.workload(claim.order()))
                .chain(runtime::launch)
                .ifNoItem()
                .after(config.timeout())
                .recoverWithItem(() -> new Ambiguous("The runtime did not answer in time."))
                .onFailure()
                .recoverWithItem(failure -> new Ambiguous(failure.toString()))
                .invoke(outcome -> note(claim, outcome, Duration.ofNanos(System.nanoTime() - begun)))
                .chain(outcome -> settle(claim, outcome));
    }

    private void note(Claim claim, LaunchOutcome outcome, Duration took) {
        LaunchOrder order = claim.order();
        meters.launched(outcome.kind(), took);
        LOG.infof(
                "event=launch runtime=%s handle=%s meeting=%d attempt=%d user=%d outcome=\"%s\"",
                runtime.name(),
                handle(claim),
                order.meetingId(),
                order.attempt(),
                order.userId(),
                Printable.of(outcome.toString()));
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
