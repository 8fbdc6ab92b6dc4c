package dev.rollcall.launch;

import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.LaunchOutcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;

/** How long the platform takes for a launch, and what comes of it. */
@ApplicationScoped
class LaunchMeters {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(50),
        Duration.ofMillis(200),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofSeconds(30)
    };

    private final MeterRegistry registry;
    private final String runtime;

    LaunchMeters(MeterRegistry registry, BotRuntime runtime) {
        this.registry = registry;
        this.runtime = runtime.name();
    }

    void launched(LaunchOutcome.Kind outcome, Duration time) {
        Timer.builder("rollcall.launch")
                .description("Launches by what came of them: launched, refused, busy, quota or ambiguous")
                .tags("runtime", runtime, "outcome", outcome.name().toLowerCase(Locale.ROOT))
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(time);
    }
}
