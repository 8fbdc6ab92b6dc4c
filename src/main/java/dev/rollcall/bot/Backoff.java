package dev.rollcall.bot;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Doubling pauses, each shortened by up to a quarter so that many bots do not come back in step. */
final class Backoff {

    private final Duration first;
    private final Duration longest;
    private Duration next;

    Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    Duration next() {
        long millis = next.toMillis();
        next = next.multipliedBy(2);
        if (next.compareTo(longest) > 0) {
            next = longest;
        }
        return Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(millis / 4 + 1));
    }

    void reset() {
        next = first;
    }
}
