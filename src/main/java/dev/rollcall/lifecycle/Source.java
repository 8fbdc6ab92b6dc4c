package dev.rollcall.lifecycle;

import java.util.Locale;

/** Who caused a transition; kept in the history. */
public enum Source {
    /** The reservation itself. */
    CREATION,
    /** The meeting's owner, by the API. */
    USER,
    /** An administrator, by the admin API. */
    ADMIN,
    /** The bot, by a callback. */
    BOT_CALLBACK,
    /** The launch queue, by what the runtime answered to a launch. */
    LAUNCHER,
    /** The runtime, by what became of the workload. */
    RUNTIME,
    /** The sweeper, by a deadline or a lease that ran out. */
    SWEEPER;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
