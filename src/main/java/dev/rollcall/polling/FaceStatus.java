package dev.rollcall.polling;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The eight statuses that frontends see, in their order; the last two are ends. */
public enum FaceStatus {
    INITIALIZED,
    CONNECTING,
    CONNECTED,
    TRANSCRIBING,
    ANALYZING_MEETING,
    CREATING_TASKS,
    DONE,
    ERROR;

    /** The name on the wire and in the database. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isFinal() {
        return this == DONE || this == ERROR;
    }

    /** The work after the meeting, while it goes on. */
    boolean isProcessing() {
        return this == TRANSCRIBING || this == ANALYZING_MEETING || this == CREATING_TASKS;
    }

    boolean isBehind(FaceStatus other) {
        return compareTo(other) < 0;
    }

    static FaceStatus furthest(FaceStatus one, FaceStatus other) {
        return one.isBehind(other) ? other : one;
    }

    /** Empty for null and a word that is none of the eight. */
    static Optional<FaceStatus> of(String wire) {
        return Arrays.stream(values())
                .filter(status -> status.wire().equals(wire))
                .findFirst();
    }
}
