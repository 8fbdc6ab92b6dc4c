package dev.rollcall.launch;

import dev.rollcall.launch.LaunchQueue.AfterLaunch;
import dev.rollcall.lifecycle.Effect;
import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Report;
import dev.rollcall.platform.Printable;
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
import java.util.concurrent.ThreadLocalRandom;
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
    private final Cancellable running;
    private MultiEmitter<? super Boolean> looks;
    private volatile boolean more;

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
        this.running = Multi.createFrom()
                .<Boolean>emitter(emitter -> looks = emitter, BackPressureStrategy.LATEST)
                .onItem()
                .transformToUniAndConcatenate(look -> claim())
                .onItem()
                .<LaunchOrder>disjoint()
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

    private Uni<List<LaunchOrder>> claim() {
        int room = free.get();
        if (room == 0) {
            return Uni.createFrom().item(List.of());
        }
        return queue.claim(room, config.claim())
                .invoke(orders -> {
                    free.addAndGet(-orders.size());
                    more = orders.size() == room;
                })
                .onFailure()
                .invoke(failure -> LOG.warnf("launch=claim error=%s", Printable.of(failure.toString())))
                .onFailure()
                .recoverWithItem(List.of());
    }

    private Uni<Void> launch(LaunchOrder order) {
        return Uni.createFrom()
                .item(() -> configuration.workload(order))
                .chain(runtime::launch)
                .ifNoItem()
                .after(config.timeout())
                .recoverWithItem(() -> new Ambiguous("The runtime did not answer in time."))
                .onFailure()
                .recoverWithItem(failure -> new Ambiguous(failure.toString()))
                .chain(outcome -> settle(order, outcome))
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "launch=unsettled meeting=%d error=%s", order.meetingId(), Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull() // the claim runs out, and the same launch finds itself again
                .eventually(this::giveBack);
    }

    /** Where a claim was full, there may be more. */
    private void giveBack() {
        free.incrementAndGet();
        if (more) {
            looks.emit(true);
        }
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
        LOG.warnf(
                "launch=ambiguous meeting=%d reason=\"%s\"",
                order.meetingId(), Printable.of(((Ambiguous) outcome).reason()));
        return queue.again(order, backoff(order));
    }

    private static Report report(LaunchOrder order, String reason) {
        return new Report(order.attempt(), reason, null, null, null, null, null);
    }

    /** The meeting was stopped or has ended while its workload was being made. */
    private Uni<Void> unlessWanted(LaunchOrder order, AfterLaunch after) {
        String handle = Workload.handleOf(order.meetingId(), order.attempt());
        Uni<Void> end = switch (after) {
            case WANTED -> Uni.createFrom().voidItem();
            case STOPPING -> runtime.terminate(handle, transitions.limits().terminateGrace());
            case OVER, SUPERSEDED -> runtime.delete(handle);
        };
        return end.ifNoItem().after(config.timeout()).fail();
    }

    /** Doubled for each attempt; between half of it and all of it, so that many do not come back at once. */
    private Duration backoff(LaunchOrder order) {
        long doubled = config.backoff().toMillis() << Math.min(order.attempt() - 1, 20);
        long longest = Math.min(doubled, config.longestBackoff().toMillis());
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    }
}
