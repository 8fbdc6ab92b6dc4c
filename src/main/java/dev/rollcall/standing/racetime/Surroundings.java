package dev.rollcall.standing.racetime;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Time, chance and pace: what all parts of a connection share. */
record Surroundings(Vertx vertx, Clock clock, RandomGenerator random, Pacing pacing) {

    Classification classification() {
        return pacing.classification();
    }

    /** A timer, of a millisecond at least: what is overdue is due now. */
    long after(Duration pause, Runnable what) {
        return vertx.setTimer(Math.max(1, pause.toMillis()), due -> what.run());
    }

    /** Anything from nothing up to this. */
    Duration jitter(Duration most) {
        return Duration.ofMillis((long) (random.nextDouble() * most.toMillis()));
    }
}
