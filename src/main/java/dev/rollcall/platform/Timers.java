package dev.rollcall.platform;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.FailedExecution;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.scheduler.SuccessfulExecution;
import io.quarkus.scheduler.Trigger;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Scheduled methods end before what they use: at a shutdown none is started any more, and those that run are waited for.
 * Quarkus stops its timer late, when the pools are closed already.
 */
@ApplicationScoped
class Timers {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(10);

    private final Scheduler scheduler;
    private final Map<String, Instant> ended = new ConcurrentHashMap<>();

    Timers(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void ended(@Observes SuccessfulExecution run) {
        ended.put(run.getExecution().getTrigger().getId(), Instant.now());
    }

    void failed(@Observes FailedExecution run) {
        ended.put(run.getExecution().getTrigger().getId(), Instant.now());
    }

    /** Before the shutdown observers of those whose methods these are. */
    void stop(@Observes @Priority(1) ShutdownEvent event) throws InterruptedException {
        if (scheduler.isStarted()) {
            scheduler.pause();
        }
        Instant end = Instant.now().plus(PATIENCE);
        while (!running().isEmpty() && Instant.now().isBefore(end)) {
            Thread.sleep(LOOK.toMillis());
        }
        if (!running().isEmpty()) {
            Log.warnf("shutdown: timers still running: %s", running());
        }
    }

    /** The last start is known to the second, rounded down. */
    private List<String> running() {
        return !scheduler.isStarted()
                ? List.of()
                : scheduler.getScheduledJobs().stream()
                        .filter(this::isRunning)
                        .map(Trigger::getId)
                        .toList();
    }

    private boolean isRunning(Trigger trigger) {
        Instant started = trigger.getPreviousFireTime();
        return started != null
                && ended.getOrDefault(trigger.getId(), Instant.MIN).isBefore(started);
    }
}
