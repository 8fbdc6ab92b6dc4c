package dev.rollcall.transition;

import dev.rollcall.platform.Printable;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * What happens after a commit. A bounded queue for each handler stands between the request and the outside world: no
 * caller waits for Redis or for a runtime, neither holds up the other, and what does not fit is dropped, since the
 * sweeper repairs every lost effect.
 */
@ApplicationScoped
public class Effects {

    private static final Logger LOG = Logger.getLogger(Effects.class);
    private static final int IN_FLIGHT = 64;
    private static final int QUEUED = 10_000;

    /** Twice what a healthy Redis or runtime needs; the whole shutdown must fit into what platforms allow, 30 s. */
    private static final Duration DRAIN = Duration.ofSeconds(5);

    /** Of so many that are dropped one is logged. */
    private static final int LOGGED = 1_000;

    private final List<Lane> lanes;

    Effects(@All List<EffectHandler> handlers) {
        this.lanes = handlers.stream().map(Lane::new).toList();
    }

    /** What is queued gets a moment; what is left then is dropped. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        long end = System.nanoTime() + DRAIN.toNanos();
        for (Lane lane : lanes) {
            lane.stop(Duration.ofNanos(end - System.nanoTime()));
        }
    }

    /** Queues what the record asks for. Called after the commit, never before. */
    public void perform(TransitionRecord record) {
        lanes.forEach(lane -> lane.perform(record));
    }

    /** The queue of one handler. */
    private static final class Lane {

        private final EffectHandler handler;
        private final Semaphore room = new Semaphore(QUEUED);
        private final AtomicLong dropped = new AtomicLong();
        private final Cancellable running;
        private MultiEmitter<? super TransitionRecord> queue;

        Lane(EffectHandler handler) {
            this.handler = handler;
            this.running = Multi.createFrom()
                    .<TransitionRecord>emitter(emitter -> queue = emitter)
                    .onItem()
                    .transformToUni(this::handle)
                    .merge(IN_FLIGHT)
                    .subscribe()
                    .with(done -> {}, failure -> LOG.errorf(failure, "effect=stopped handler=%s", name()));
        }

        void perform(TransitionRecord record) {
            if (!handler.concerns(record)) {
                return;
            }
            if (room.tryAcquire()) {
                queue.emit(record);
            } else {
                logDropped(record);
            }
        }

        /** The first and then few: what floods the queue must not flood the log. */
        private void logDropped(TransitionRecord record) {
            long count = dropped.incrementAndGet();
            if (count % LOGGED == 1) {
                LOG.warnf("effect=dropped handler=%s meeting=%d dropped=%d", name(), record.meetingId(), count);
            }
        }

        private Uni<Void> handle(TransitionRecord record) {
            return Uni.createFrom()
                    .deferred(() -> handler.handle(record))
                    .onFailure()
                    .invoke(failure -> LOG.warnf(
                            "effect=failed handler=%s meeting=%d error=%s",
                            name(), record.meetingId(), Printable.of(failure.toString())))
                    .onFailure()
                    .recoverWithNull()
                    .eventually(() -> room.release());
        }

        /** All room is free when nothing is queued or under way; taken, it keeps out what comes later. */
        void stop(Duration patience) throws InterruptedException {
            if (!room.tryAcquire(QUEUED, patience.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warnf("effect=undone handler=%s count=%d", name(), QUEUED - room.availablePermits());
            }
            running.cancel();
        }

        private String name() {
            return handler.getClass().getSimpleName().replace("_ClientProxy", "");
        }
    }
}
