package dev.rollcall.standing;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: a random time (full jitter) below a bound that doubles with every try. What counts
 * as stable is a connection that has stood for a while and has shown since that it works; only then does the bound start
 * over, so a connection that opens and breaks at once is not tried ever faster. Pure: the time and chance are given.
 *
 * @param tries since it was last stable
 * @param openSince since when it stands; null while it does not
 * @param answered whether it has shown since that it works, by a pong or an answer
 */
public record ConnectionBackoff(Limits limits, int tries, Instant openSince, boolean answered) {

    /**
     * @param first bound of the first pause
     * @param longest the bound grows no further
     * @param stable how long a connection has to stand
     */
    public record Limits(Duration first, Duration longest, Duration stable) {

        /** Of a connection, as this installation is configured: for connectors that connect parts of a bot anew. */
        public static Limits connection(StandingConfig config) {
            return new Limits(config.backoff(), config.longestBackoff(), config.stable());
        }

        static Limits token(StandingConfig config) {
            return new Limits(config.tokenBackoff(), config.longestTokenBackoff(), config.stable());
        }

        /** Of a connection: 1 s to 60 s, stable after 60 s. */
        public static final Limits CONNECTION =
                new Limits(Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(60));

        /** Of a request for a token: 5 s to 5 min. */
        public static final Limits TOKEN =
                new Limits(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofSeconds(60));
    }

    /** 2^20 times the first pause is above every longest one. */
    private static final int HIGHEST_POWER = 20;

    public static ConnectionBackoff of(Limits limits) {
        return new ConnectionBackoff(limits, 0, null, false);
    }

    /** The same tries, with other bounds. */
    ConnectionBackoff within(Limits other) {
        return new ConnectionBackoff(other, tries, openSince, answered);
    }

    /** It stands from now on. */
    public ConnectionBackoff opened(Instant now) {
        return new ConnectionBackoff(limits, tries, now, false);
    }

    /** It stands no more as it should, and is repaired: how long it was stable counts anew. */
    ConnectionBackoff broken() {
        return new ConnectionBackoff(limits, tries, null, false);
    }

    /** It has shown that it works: a pong has come, or another answer. */
    public ConnectionBackoff ponged() {
        return openSince == null ? this : new ConnectionBackoff(limits, tries, openSince, true);
    }

    /** A try has failed, or the connection broke: one more, or the first again after a stable time. */
    public ConnectionBackoff lost(Instant now) {
        return new ConnectionBackoff(limits, isStable(now) ? 1 : tries + 1, null, false);
    }

    /** Whether it has stood long enough, and has shown that it works. */
    public boolean isStable(Instant now) {
        return answered && !now.isBefore(openSince.plus(limits.stable));
    }

    /** The bound of the pause before the next try; zero before the first. */
    public Duration bound() {
        if (tries == 0) {
            return Duration.ZERO;
        }
        Duration grown = limits.first.multipliedBy(1L << Math.min(tries - 1, HIGHEST_POWER));
        return grown.compareTo(limits.longest) < 0 ? grown : limits.longest;
    }

    /** A pause before the next try, anything from nothing up to the bound. */
    public Duration pause(RandomGenerator random) {
        return Duration.ofMillis((long) (random.nextDouble() * bound().toMillis()));
    }
}
