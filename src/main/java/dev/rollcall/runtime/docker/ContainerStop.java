package dev.rollcall.runtime.docker;

import dev.rollcall.platform.Printable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Tells a container to end. The first process of a container is deaf until it has said which signals it hears: what comes
 * before is lost, so one that started a moment ago is told again. A bot that young has nothing to lose by hearing it twice.
 */
final class ContainerStop {

    private static final Logger LOG = Logger.getLogger(ContainerStop.class);

    /** Ample, on a machine that starts a hundred at once. */
    private static final Duration YOUNG = Duration.ofSeconds(10);

    private static final List<Duration> AGAIN =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(9));

    private final Engine engine;
    private final Executor calls;
    private final ScheduledExecutorService timer;
    private final Clock clock;

    ContainerStop(Engine engine, Executor calls, ScheduledExecutorService timer, Clock clock) {
        this.engine = engine;
        this.calls = calls;
        this.timer = timer;
        this.clock = clock;
    }

    void stop(Container container, Duration grace) throws IOException {
        engine.stop(container.id(), grace);
        if (container.started().isAfter(clock.instant().minus(YOUNG))) {
            AGAIN.forEach(
                    pause -> timer.schedule(() -> tellAgain(container.id()), pause.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    private void tellAgain(String id) {
        try {
            calls.execute(() -> signal(id));
        } catch (RejectedExecutionException closed) {
            LOG.debugf("event=terminate_again runtime=docker container=%s reason=closed", id);
        }
    }

    /** If it is lost, too, the grace ends the container. */
    private void signal(String id) {
        try {
            engine.signal(id, "SIGTERM");
        } catch (IOException trouble) {
            LOG.debugf(
                    "event=terminate_again runtime=docker container=%s reason=\"%s\"",
                    id, Printable.of(trouble.getMessage()));
        }
    }
}
