package dev.rollcall.runtime.docker;

import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observed;
import dev.rollcall.runtime.Workload;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The ends of containers, from the engine's stream of events. Whenever the stream begins, at first or again, the engine's
 * list tells what ended before: an engine that was restarted remembers no events.
 */
final class ContainerEnds {

    private static final Logger LOG = Logger.getLogger(ContainerEnds.class);

    /** A connection that has died without a word must not stay unnoticed: each stream is begun anew after a while. */
    private static final Duration LONGEST_STREAM = Duration.ofMinutes(5);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final Engine engine;
    private final ExecutorService calls;
    private final Callable<List<Observed>> ended;
    private final Function<String, Observed> look;
    private final String[] labels;

    ContainerEnds(
            Engine engine,
            ExecutorService calls,
            Callable<List<Observed>> ended,
            Function<String, Observed> look,
            String... labels) {
        this.engine = engine;
        this.calls = calls;
        this.ended = ended;
        this.look = look;
        this.labels = labels;
    }

    /** Never fails or completes. Each subscriber has a stream and a thread of its own; there is one in a service. */
    Multi<Observed> watch() {
        return Multi.createFrom().emitter(emitter -> new Watch(emitter).begin(), BackPressureStrategy.BUFFER);
    }

    private final class Watch implements Runnable {

        private final MultiEmitter<? super Observed> emitter;
        private volatile EngineEvents events;
        private volatile boolean cancelled;
        private Instant seenUntil;
        private boolean away;
        private Duration pause = SHORTEST_PAUSE;

        Watch(MultiEmitter<? super Observed> emitter) {
            this.emitter = emitter;
        }

        void begin() {
            Thread thread = new Thread(this, "docker-events");
            thread.setDaemon(true);
            emitter.onTermination(() -> end(thread));
            thread.start();
        }

        private void end(Thread thread) {
            cancelled = true;
            thread.interrupt(); // ends a read as well as a rest
        }

        @Override
        public void run() {
            while (!cancelled) {
                try (EngineEvents stream = open()) {
                    submit(() -> ended.call().forEach(emitter::emit));
                    follow(stream);
                } catch (IOException | RuntimeException over) {
                    LOG.debugf("event=watch runtime=docker state=over reason=\"%s\"", over.getMessage());
                }
                rest();
            }
        }

        private EngineEvents open() throws IOException {
            try {
                // The stream begins a moment after the engine has answered; what falls between is told with the past.
                seenUntil = seenUntil == null ? engine.clock().minusSeconds(1) : seenUntil;
                EngineEvents stream = engine.ends(seenUntil, LONGEST_STREAM, labels);
                if (away) {
                    LOG.info("event=watch runtime=docker state=back");
                }
                away = false;
                pause = SHORTEST_PAUSE;
                return stream;
            } catch (IOException trouble) {
                if (!away && !cancelled) {
                    LOG.warnf("event=watch runtime=docker state=away reason=\"%s\"", trouble.getMessage());
                }
                away = true;
                throw trouble;
            }
        }

        private void follow(EngineEvents stream) throws IOException {
            for (Optional<EngineEvents.End> end = stream.next(); end.isPresent() && !cancelled; end = stream.next()) {
                String handle = end.get().name();
                seenUntil = end.get().at();
                if (Workload.identify(handle).isPresent()) {
                    submit(() -> tell(look.apply(handle)));
                }
            }
        }

        private void tell(Observed observed) {
            if (!(observed.observation() instanceof Observation.Running)) {
                emitter.emit(observed);
            }
        }

        private void rest() {
            try {
                Thread.sleep(pause.toMillis());
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
        }

        private void submit(Work work) {
            calls.execute(() -> {
                try {
                    work.run();
                } catch (Exception trouble) {
                    LOG.warnf("event=watch runtime=docker state=missed reason=\"%s\"", trouble.getMessage());
                }
            });
        }
    }

    private interface Work {
        void run() throws Exception;
    }
}
