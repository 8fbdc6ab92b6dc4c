package dev.rollcall.transcript;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** What becomes of transcripts, and how far behind their storing is. */
@ApplicationScoped
class TranscriptMeters {

    private final MeterRegistry registry;
    private final AtomicReference<Instant> oldest = new AtomicReference<>();

    TranscriptMeters(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        Gauge.builder("rollcall.transcript.lag", () -> lag(clock.instant()))
                .description("Age of the oldest message that this replica has read from the stream and not stored")
                .baseUnit("seconds")
                .register(registry);
    }

    private double lag(Instant now) {
        Instant since = oldest.get();
        return since == null ? 0 : Math.max(0, (now.toEpochMilli() - since.toEpochMilli()) / 1000.0);
    }

    /** @param since when the oldest message came that waits; null when none does */
    void waiting(Instant since) {
        oldest.set(since);
    }

    /** @param way stream or http */
    void stored(String way, int segments) {
        registry.counter("rollcall.transcript.segments", "way", way).increment(segments);
    }

    void refused(Refusal refusal) {
        registry.counter("rollcall.transcript.refused", "reason", refusal.word())
                .increment();
    }
}
