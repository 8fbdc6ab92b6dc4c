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

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
