package dev.rollcall.lifecycle;

import java.util.Locale;

/** What happens when a meeting's deadline passes; shown in the API beside the deadline. */
public enum OnDeadline {
    /** The bot did not get on in time: the meeting fails. */
    FAIL,
    /** The maximum duration is over: the bot is asked to leave. */
    STOP,
    /** The bot did not leave when asked: its workload is terminated. */
    TERMINATE,
    /** The workload did not end when terminated: it is deleted. */
    DELETE,
    /** The stop ends either way: completed when the workload is gone, else failed. */
    GIVE_UP;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static OnDeadline of(String word) {
        return word == null ? null : valueOf(word.toUpperCase(Locale.ROOT));
    }
}
