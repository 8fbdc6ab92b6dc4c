package dev.rollcall.transition;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/**
 * What happens after a commit. A bounded queue between the request and the outside world: no caller waits for Redis or
 * for a runtime, and what does not fit is dropped, since the sweeper repairs every lost effect.
 */
@ApplicationScoped
public class Effects {

    private static final Logger LOG = Logger.getLogger(Effects.class);
    private static final int IN_FLIGHT = 64;
    private static final int QUEUED = 10_000;

    private record Task(EffectHandler handler, TransitionRecord record) {}

    private final List<EffectHandler> handlers;
    private final Semaphore room = new Semaphore(QUEUED);
    private volatile MultiEmitter<? super Task> queue;
    private Cancellable running;

    Effects(@All List<EffectHandler> handlers) {
        this.handlers = handlers;
    }

    void start(@Observes StartupEvent event) {
        running = Multi.createFrom()
                .<Task>emitter(emitter -> queue = emitter)
                .onItem()
                .transformToUni(this::perform)
                .merge(IN_FLIGHT)
                .subscribe()
                .with(done -> {}, failure -> LOG.error("effects have stopped", failure));
    }

    void stop(@Observes ShutdownEvent event) {
        running.cancel();
    }

    /** Queues what the record asks for. Called after the commit, never before. */
    public void perform(TransitionRecord record) {
        for (EffectHandler handler : handlers) {
            if (handler.concerns(record)) {
                if (room.tryAcquire()) {
                    queue.emit(new Task(handler, record));
                } else {
                    LOG.warnf("effect=dropped handler=%s meeting=%d", name(handler), record.meetingId());
                }
            }
        }
    }

    private Uni<Void> perform(Task task) {
        return Uni.createFrom()
                .deferred(() -> task.handler().handle(task.record()))
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "effect=failed handler=%s meeting=%d error=%s",
                        name(task.handler()), task.record().meetingId(), failure))
                .onFailure()
                .recoverWithNull()
                .eventually(() -> room.release());
    }

    private static String name(EffectHandler handler) {
        return handler.getClass().getSimpleName().replace("_ClientProxy", "");
    }
}
