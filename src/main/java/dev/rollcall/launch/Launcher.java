package dev.rollcall.launch;

import dev.rollcall.launch.LaunchQueue.Claim;
import dev.rollcall.lifecycle.Effect;
import dev.rollcall.platform.Printable;
import dev.rollcall.transition.EffectHandler;
import dev.rollcall.transition.TransitionRecord;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
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
    private final Starter starter;
    private final LaunchConfig config;
    private final AtomicInteger free;
    private final Cancellable running;
    private MultiEmitter<? super Boolean> looks;
    private volatile boolean more;

    Launcher(LaunchQueue queue, Starter starter, LaunchConfig config) {
        this.queue = queue;
        this.starter = starter;
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
        return starter.start(claim)
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "launch=unsettled meeting=%d error=%s",
                        claim.order().meetingId(), Printable.of(failure.toString())))
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
}
