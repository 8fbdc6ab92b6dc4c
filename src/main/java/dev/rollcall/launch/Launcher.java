package dev.rollcall.launch;

import dev.rollcall.launch.LaunchQueue.AfterLaunch;
import dev.rollcall.lifecycle.Effect;
import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Report;
import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.LaunchOutcome.Ambiguous;
import dev.rollcall.runtime.LaunchOutcome.Busy;
import dev.rollcall.runtime.LaunchOutcome.Launched;
import dev.rollcall.runtime.LaunchOutcome.Refused;
import dev.rollcall.runtime.Workload;
import dev.rollcall.transition.EffectHandler;
import dev.rollcall.transition.TransitionRecord;
import dev.rollcall.transition.Transitions;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Turns claimed rows into workloads: at once when a reservation is committed, and every second for what was left. A
 * replica claims only as much as it can start, so that others take the rest.
 */
@ApplicationScoped
public class Launcher implements EffectHandler {

    private static final Logger LOG = Logger.getLogger(Launcher.class);

    private final LaunchQueue queue;
    private final BotConfiguration configuration;
    private final BotRuntime runtime;
    private final Transitions transitions;
    private final LaunchConfig config;
    private final AtomicInteger free;
    private final AtomicBoolean missed = new AtomicBoolean();

    Launcher(
            LaunchQueue queue,
            BotConfiguration configuration,
            BotRuntime runtime,
            Transitions transitions,
            LaunchConfig config) {
        this.queue = queue;
        this.configuration = configuration;
        this.runtime = runtime;
        this.transitions = transitions;
        this.config = config;
        this.free = new AtomicInteger(config.concurrency());
    }

    @Override
    public boolean concerns(TransitionRecord record) {
        return record.wants(Effect.Launch.class);
    }

    @Override
    public Uni<Void> handle(TransitionRecord record) {
        return launchDue();
    }

    @Scheduled(identity = "launch-queue", every = "1s", concurrentExecution = ConcurrentExecution.PROCEED)
    Uni<Void> launchDue() {
        int room = free.getAndSet(0);
        if (room == 0) {
            missed.set(true); // whoever holds the room looks again
            return Uni.createFrom().voidItem();
        }
        missed.set(false);
        return queue.claim(room, config.claim())
                .onFailure()
                .invoke(failure -> LOG.warnf("launch=claim error=%s", failure))
                .onFailure()
                .recoverWithItem(List.of())
                .chain(orders -> Uni.join()
                        .all(launchAll(orders), giveBack(room - orders.size()))
                        .andCollectFailures())
                .replaceWithVoid();
    }

    private Uni<Void> launchAll(List<LaunchOrder> orders) {
        return Multi.createFrom()
                .iterable(orders)
                .onItem()
                .transformToUni(this::launch)
                .merge(config.concurrency())
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** Room for launches is free again; work that came while there was none is taken now. */
    private Uni<Void> giveBack(int room) {
        free.addAndGet(room);
        boolean again = room > 0 && missed.getAndSet(false);
        return again ? launchDue() : Uni.createFrom().voidItem();
    }

    private Uni<Void> launch(LaunchOrder order) {
        Workload workload = configuration.workload(order);
        return runtime.launch(workload)
                .ifNoItem()
                .after(config.timeout())
                .recoverWithItem(() -> new Ambiguous("The runtime did not answer in time."))
                .onFailure()
                .recoverWithItem(failure -> new Ambiguous(failure.toString()))
                .chain(outcome -> settle(order, outcome))
                .onFailure()
                .invoke(failure -> LOG.warnf("launch=unsettled meeting=%d error=%s", order.meetingId(), failure))
                .onFailure()
                .recoverWithNull() // the claim runs out, and the same launch finds itself again
                .eventually(() -> giveBack(1));
    }

    private Uni<Void> settle(LaunchOrder order, LaunchOutcome outcome) {
        if (outcome instanceof Launched) {
            return queue.launched(order).chain(after -> unlessWanted(order, after));
        } else if (outcome instanceof Refused refused) {
            return transitions
                    .apply(order.meetingId(), new Event.LaunchFailed(report(order, refused.reason())))
                    .replaceWithVoid();
        } else if (outcome instanceof Busy busy) {
            return queue.now()
                    .chain(now -> transitions.apply(
                            order.meetingId(),
                            new Event.LaunchRetried(report(order, busy.reason()), now.plus(backoff(order)))))
                    .replaceWithVoid();
        }
        LOG.warnf("launch=ambiguous meeting=%d reason=\"%s\"", order.meetingId(), ((Ambiguous) outcome).reason());
        return queue.again(order, backoff(order));
    }

    private static Report report(LaunchOrder order, String reason) {
        return new Report(order.attempt(), reason, null, null, null, null, null);
    }

    /** The meeting was stopped or has ended while its workload was being made. */
    private Uni<Void> unlessWanted(LaunchOrder order, AfterLaunch after) {
        String handle = Workload.handleOf(order.meetingId(), order.attempt());
        return switch (after) {
            case WANTED -> Uni.createFrom().voidItem();
            case STOPPING -> runtime.terminate(handle, transitions.limits().terminateGrace());
            case OVER, SUPERSEDED -> runtime.delete(handle);
        };
    }

    /** Doubled for each attempt, with full jitter. */
    private Duration backoff(LaunchOrder order) {
        long doubled = config.backoff().toMillis() << Math.min(order.attempt() - 1, 20);
        long longest = Math.min(doubled, config.longestBackoff().toMillis());
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    }
}
