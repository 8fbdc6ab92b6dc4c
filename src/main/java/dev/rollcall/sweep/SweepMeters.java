package dev.rollcall.sweep;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** What the sweeper of this replica does, and how long it takes. */
@ApplicationScoped
class SweepMeters {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(50),
        Duration.ofMillis(200),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1)
    };

    private final MeterRegistry registry;
    private final AtomicInteger held;
    private final AtomicInteger unknown;

    SweepMeters(MeterRegistry registry) {
        this.registry = registry;
        this.held = registry.gauge("rollcall.sweep.held", new AtomicInteger());
        this.unknown = registry.gauge("rollcall.sweep.unknown", new AtomicInteger());
    }

    <T> Uni<T> time(Uni<T> pass) {
        return Uni.createFrom().deferred(() -> {
            Timer.Sample sample = Timer.start(registry);
            return pass.onItemOrFailure()
                    .invoke((done, failure) -> sample.stop(timer(failure == null ? "done" : "failed")));
        });
    }

    private Timer timer(String outcome) {
        return Timer.builder("rollcall.sweep")
                .description("Passes of the sweeper")
                .tag("outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    void count(long ended, long escalated, int cleaned, int heldNow, int unknownNow) {
        registry.counter("rollcall.sweep.meetings", "done", "ended").increment(ended);
        registry.counter("rollcall.sweep.meetings", "done", "escalated").increment(escalated);
        registry.counter("rollcall.sweep.meetings", "done", "cleaned").increment(cleaned);
        held.set(heldNow);
        unknown.set(unknownNow);
    }
}
