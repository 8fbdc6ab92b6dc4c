package dev.rollcall.command;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Commands by what came of them, and how long bots took to carry them out. */
@ApplicationScoped
class CommandMeters {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5)
    };

    private final MeterRegistry registry;

    CommandMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void issued(String action) {
        count(action, "issued");
    }

    void expired(String action) {
        count(action, "expired");
    }

    void acknowledged(String action, double seconds) {
        count(action, "acknowledged");
        Timer.builder("rollcall.command.time")
                .description("From the command to the bot's acknowledgement")
                .tag("action", action)
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(Duration.ofMillis(Math.round(seconds * 1000)));
    }

    private void count(String action, String outcome) {
        registry.counter("rollcall.commands", "action", action, "outcome", outcome)
                .increment();
    }
}
