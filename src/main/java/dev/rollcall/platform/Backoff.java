package dev.rollcall.platform;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The pauses between tries: doubled each time up to a longest one. Each is drawn between half of that and all of it, so
 * that many who were refused together do not come back together.
 */
public record Backoff(Duration first, Duration longest) {

    /** More would overflow; no longest pause is that long. */
    private static final int MOST_DOUBLINGS = 20;

    /** @param tries how many there were, at least 1 */
    public Duration after(int tries, RandomGenerator random) {
        long doubled = first.toMillis() << Math.min(Math.max(tries, 1) - 1, MOST_DOUBLINGS);
        long full = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(random.nextLong(full / 2, full + 1));
    }
}
