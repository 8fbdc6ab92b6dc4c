package dev.rollcall.standing.racetime;

import java.time.Duration;
import java.time.Instant;

/** A bearer token of one bot. Several may be valid at once: a new one does not end an older one. */
record AccessToken(String token, Instant since, Duration life) {

    /** Halfway, so that handlers that take long and sockets that reopen slowly never meet an expired token. */
    Instant refreshAt() {
        return since.plus(life.dividedBy(2));
    }

    Duration age(Instant now) {
        return Duration.between(since, now);
    }

    boolean isExpired(Instant now) {
        return !now.isBefore(since.plus(life));
    }

    @Override
    public String toString() {
        return "AccessToken[since=" + since + ", life=" + life + "]";
    }
}
