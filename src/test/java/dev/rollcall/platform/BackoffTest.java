package dev.rollcall.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    /** Nothing but zeros draws the shortest pause. */
    private static final RandomGenerator SHORTEST = () -> 0;

    @Test
    void pausesAreDoubledUpToTheLongest() {
        assertThat(IntStream.rangeClosed(1, 7).mapToObj(tries -> BACKOFF.after(tries, SHORTEST)))
                .extracting(Duration::toMillis)
                .containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 15_000L, 15_000L);
    }

    @Test
    void aPauseLiesBetweenHalfAndAllOfIt() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        assertThat(IntStream.range(0, 1_000).mapToObj(i -> BACKOFF.after(3, random)))
                .as("seed %d", seed)
                .allMatch(pause -> pause.toMillis() >= 2_000 && pause.toMillis() <= 4_000)
                .anyMatch(pause -> pause.toMillis() < 2_500)
                .anyMatch(pause -> pause.toMillis() > 3_500);
    }

    @Test
    void noCountOfTriesOverflows() {
        assertThat(BACKOFF.after(Integer.MAX_VALUE, SHORTEST)).isEqualTo(Duration.ofSeconds(15));
        assertThat(BACKOFF.after(0, SHORTEST)).isEqualTo(Duration.ofMillis(500));
    }
}
