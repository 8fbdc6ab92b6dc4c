package dev.rollcall.transition;

import dev.rollcall.lifecycle.CompletionReason;
import dev.rollcall.lifecycle.Ending;
import dev.rollcall.lifecycle.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** What operators see of the life cycle: how often each step is taken, by whom and why, and how long bots take. */
@ApplicationScoped
class TransitionMeters {

    /** From what a bot needs to start up to a whole day in one meeting. */
    private static final Duration[] STAYS = {
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(4),
        Duration.ofHours(24)
    };

    private static final Duration[] ARRIVALS = {
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(2),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15)
    };

    private final MeterRegistry registry;

    TransitionMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Of a record whose status has changed. */
    void count(TransitionRecord record) {
        registry.counter("rollcall.transitions", tags(record)).increment();
        Status from = record.from();
        if (from == null) {
            return;
        }
        MeetingRow before = record.before();
        time("rollcall.status.time", Tags.of("status", from.word()), STAYS, before.statusSince(), record.at());
        if (record.to() == Status.ACTIVE && !before.state().everActive()) {
            Tags platform = Tags.of("platform", before.platform());
            time("rollcall.time.to.active", platform, ARRIVALS, before.requestedAt(), record.at());
        }
    }

    private static Tags tags(TransitionRecord record) {
        Ending ending = record.decision().ending();
        return Tags.of(
                "from",
                record.from() == null ? "none" : record.from().word(),
                "to",
                record.to().word(),
                "source",
                record.source().word(),
                "reason",
                ending == null ? "none" : reason(ending.completionReason()));
    }

    /** Bots may bring words of their own, without end. */
    private static String reason(String word) {
        if (word == null) {
            return "none";
        }
        return CompletionReason.KNOWN.contains(word) ? word : "other";
    }

    private void time(String name, Tags tags, Duration[] buckets, Instant since, Instant now) {
        if (since != null && !now.isBefore(since)) {
            Timer.builder(name)
                    .tags(tags)
                    .serviceLevelObjectives(buckets)
                    .register(registry)
                    .record(Duration.between(since, now));
        }
    }
}
