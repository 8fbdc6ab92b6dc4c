package dev.rollcall.bot;

import java.util.Locale;

/** The statuses of a meeting that concern its bot. */
enum Status {
    /** Before the first callback; never reported. */
    REQUESTED,
    JOINING,
    AWAITING_ADMISSION,
    ACTIVE,
    COMPLETED,
    FAILED;

    /** Whether the word is of a status on the way that comes before this one; false for any other word. */
    boolean isAfter(String word) {
        for (Status earlier : values()) {
            if (earlier.word().equals(word)) {
                return earlier.ordinal() < ordinal();
            }
        }
        return false;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
