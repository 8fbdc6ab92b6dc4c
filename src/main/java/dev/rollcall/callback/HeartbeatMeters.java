package dev.rollcall.callback;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** How many heartbeats come, and how many of them one statement writes. */
@ApplicationScoped
class HeartbeatMeters {

    private final DistributionSummary batches;
    private final Counter refused;

    HeartbeatMeters(MeterRegistry registry) {
        this.batches = DistributionSummary.builder("rollcall.heartbeat.batch")
                .description("Heartbeats written by one statement; the sum is how many there were")
                .serviceLevelObjectives(1, 2, 5, 10, 20, 50, 100, 200, 500)
                .register(registry);
        this.refused = Counter.builder("rollcall.heartbeats.refused")
                .description("Heartbeats answered 503, since too many were waiting")
                .register(registry);
    }

    void batch(int size) {
        batches.record(size);
    }

    void refused() {
        refused.increment();
    }
}
