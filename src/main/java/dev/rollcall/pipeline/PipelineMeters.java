package dev.rollcall.pipeline;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** How long steps take, and what becomes of them. */
@ApplicationScoped
class PipelineMeters {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5)
    };

    private final MeterRegistry registry;

    PipelineMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param outcome done, retried (it is tried again), failed (the job ended in error), lost (it is another's) */
    void worked(PipelineStatus step, String outcome, Duration took) {
        Timer.builder("rollcall.pipeline")
                .description("Steps of the work after a meeting")
                .tag("step", step.wire())
                .tag("outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(took);
    }
}
