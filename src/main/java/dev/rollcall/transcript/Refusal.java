package dev.rollcall.transcript;

import dev.rollcall.platform.SqlState;
import dev.rollcall.platform.Trouble;
import java.util.Locale;
import java.util.Set;

/** Why a message is not stored, and never will be. */
enum Refusal {
    /** Not JSON, or not an object. */
    UNREADABLE,
    TOO_LARGE,
    UNKNOWN_TYPE,
    /** The token is missing, forged, run out, or a key that nobody has. */
    BAD_TOKEN,
    /** The token is for another meeting than the message says. */
    OTHER_MEETING,
    UNKNOWN_MEETING,
    /** What was said in the meeting was deleted, and stays so. */
    REDACTED,
    /** Some of its segments have no times or no text; the others are stored. */
    BAD_SEGMENTS,
    /** The database would not have it. */
    NOT_STORABLE;

    /** 22: data that it cannot hold, 23: a rule of the table, 54: larger than it can be. */
    private static final Set<String> CLASSES_OF_STATES = Set.of("22", "23", "54");

    /**
     * Whether a failure is the message's own, so that it would fail again: the database says so, or it never got there.
     * Anything else that the database says is trouble that passes, and no reason to lose words.
     */
    static boolean isOwnFaultIn(Throwable failure) {
        return Trouble.of(failure).isEmpty()
                && SqlState.of(failure)
                        .map(state -> CLASSES_OF_STATES.stream().anyMatch(state::startsWith))
                        .orElse(true);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
