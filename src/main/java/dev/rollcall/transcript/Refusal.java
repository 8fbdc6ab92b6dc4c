package dev.rollcall.transcript;

import java.util.Locale;

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

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
