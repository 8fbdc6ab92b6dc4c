package dev.rollcall.standing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How long a replica may use a lease. */
class LeaseGuardTest {

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final AtomicReference<Instant> wall = new AtomicReference<>(Instant.parse("2026-01-31T12:00:00Z"));
    private final AtomicLong nanos = new AtomicLong(5);
    private final Clock clock = new Clock() {
        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return wall.get();
        }
    };
    private final LeaseGuard guard = new LeaseGuard(clock, nanos::get, LEASE, LeaseGuard.now(clock, nanos::get));

    @Test
    void it_is_over_a_third_before_another_may_take_the_bot() {
        nanos.addAndGet(Duration.ofSeconds(20).toNanos() - 1);
        assertThat(guard.isOver()).isFalse();

        nanos.addAndGet(1);

        assertThat(guard.isOver()).isTrue();
    }

    @Test
    void a_machine_that_slept_knows_it_by_the_clock_on_the_wall() {
        wall.set(wall.get().plusSeconds(20));

        assertThat(guard.isOver()).isTrue();
    }

    @Test
    void a_clock_that_is_set_back_makes_no_lease_longer() {
        wall.set(wall.get().minusSeconds(3600));
        nanos.addAndGet(Duration.ofSeconds(20).toNanos());

        assertThat(guard.isOver()).isTrue();
    }

    @Test
    void a_renewal_counts_from_when_it_was_asked_for() {
        LeaseGuard.Moment asked = LeaseGuard.now(clock, nanos::get);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        guard.renewed(asked);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());

        assertThat(guard.isOver()).isTrue();
    }
}
