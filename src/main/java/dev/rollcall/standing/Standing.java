package dev.rollcall.standing;

import java.time.Instant;

/**
 * How a bot stands, as far as the next decision depends on it.
 *
 * @param code null without trouble
 * @param message null without trouble
 * @param facts of the present connection; those of the one before prove nothing
 * @param roomsMissingSince since when rooms that should be open are not; null while none is missing
 * @param nextAttemptAt null while none is waiting
 */
record Standing(
        Status status,
        String code,
        String message,
        Facts facts,
        ConnectionBackoff backoff,
        Instant roomsMissingSince,
        Instant nextAttemptAt) {

    static Standing unknown(ConnectionBackoff backoff) {
        return new Standing(Status.UNKNOWN, null, null, Facts.NONE, backoff, null, null);
    }

    /** A connection is being made: what was found before proves nothing. */
    Standing opening() {
        return new Standing(status, code, message, Facts.NONE, backoff, null, null);
    }

    Standing with(Facts found) {
        return new Standing(status, code, message, found, backoff, roomsMissingSince, nextAttemptAt);
    }

    Standing with(ConnectionBackoff other) {
        return new Standing(status, code, message, facts, other, roomsMissingSince, nextAttemptAt);
    }

    Standing roomsMissing(Instant since) {
        return new Standing(status, code, message, facts, backoff, since, nextAttemptAt);
    }

    Standing is(Status other, String why, String sentence) {
        return new Standing(other, why, sentence, facts, backoff, roomsMissingSince, nextAttemptAt);
    }

    Standing next(Instant attemptAt) {
        return new Standing(status, code, message, facts, backoff, roomsMissingSince, attemptAt);
    }
}
