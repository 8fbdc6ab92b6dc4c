package dev.rollcall.polling;

import java.time.Duration;
import java.time.Instant;

/** Leaves a service alone that is down: for longer each time, and not for long when it is back. */
final class ServicePace {

    private final Duration usual;
    private final Duration longest;

    private Instant until = Instant.MIN;
    private int failures;

    ServicePace(Duration usual, Duration longest) {
        this.usual = usual;
        this.longest = longest;
    }

    synchronized boolean isPaused(Instant now) {
        return now.isBefore(until);
    }

    synchronized void answered() {
        failures = 0;
        until = Instant.MIN;
    }

    /** Calls that were under way together fail as one. True for the one that begins a pause. */
    synchronized boolean failed(Instant now) {
        if (isPaused(now)) {
            return false;
        }
        until = now.plus(after(++failures));
        return true;
    }

    /** What to wait after so many failures in a row: twice the usual time, then four times, up to the longest. */
    Duration after(int inARow) {
        Duration pause = usual.multipliedBy(1L << Math.min(inARow, 20));
        return pause.compareTo(longest) > 0 ? longest : pause;
    }
}
