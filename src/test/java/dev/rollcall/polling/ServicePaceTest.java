package dev.rollcall.polling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A service that is down is left alone, and asked again before long. */
class ServicePaceTest {

    private static final Instant NOW = Instant.parse("2026-01-05T12:00:00Z");

    private final ServicePace pace = new ServicePace(Duration.ofSeconds(3), Duration.ofMinutes(1));

    @Test
    void each_failure_makes_the_pause_twice_as_long_up_to_the_longest() {
        assertThat(pace.after(1)).isEqualTo(Duration.ofSeconds(6));
        assertThat(pace.after(2)).isEqualTo(Duration.ofSeconds(12));
        assertThat(pace.after(5)).isEqualTo(Duration.ofMinutes(1));
        assertThat(pace.after(1_000_000)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void calls_that_fail_together_are_one_failure() {
        assertThat(pace.failed(NOW)).isTrue();
        assertThat(pace.failed(NOW)).isFalse();

        assertThat(pace.isPaused(NOW.plusSeconds(5))).isTrue();
        assertThat(pace.isPaused(NOW.plusSeconds(6))).isFalse();
    }

    @Test
    void an_answer_ends_the_pause_and_the_count() {
        pace.failed(NOW);
        pace.failed(NOW.plusSeconds(10));

        pace.answered();

        assertThat(pace.isPaused(NOW.plusSeconds(11))).isFalse();
        pace.failed(NOW.plusSeconds(11));
        assertThat(pace.isPaused(NOW.plusSeconds(17))).isFalse();
    }
}
