package dev.rollcall.bot;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * How hard a callback is tried.
 *
 * @param most attempts
 * @param budget for all attempts together
 * @param pause waits between two attempts; false when there is no point in another one
 */
record Tries(int most, Duration budget, Predicate<Duration> pause) {

    /** What connecting may take: time for one lost packet. */
    static final Duration CONNECT = Duration.ofSeconds(2);

    /** What one attempt may then take. */
    static final Duration ANSWER = Duration.ofSeconds(5);

    /** A status on the way: worth some patience, but the next one carries the same news. */
    static Tries forAStep(Predicate<Duration> pause) {
        return new Tries(5, Duration.ofMinutes(1), pause);
    }

    /** The last status: nothing follows that would carry its news. */
    static Tries forTheEnd() {
        return within(Duration.ofSeconds(20));
    }

    static Tries within(Duration budget) {
        return new Tries(Integer.MAX_VALUE, budget, Tries::sleep);
    }

    /** What is sent again soon anyway. */
    static Tries once() {
        return new Tries(1, ANSWER, Tries::sleep);
    }

    Tries andUnless(BooleanSupplier over) {
        return new Tries(most, budget, time -> !over.getAsBoolean() && pause.test(time) && !over.getAsBoolean());
    }

    private static boolean sleep(Duration time) {
        Threads.sleep(time);
        return true;
    }
}
