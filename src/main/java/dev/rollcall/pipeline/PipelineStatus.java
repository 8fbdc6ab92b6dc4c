package dev.rollcall.pipeline;

import java.util.Arrays;
import java.util.Locale;

/** Where the work after a meeting is: the step that is under way, or how it ended. */
public enum PipelineStatus {
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

    static PipelineStatus of(String wire) {
        return Arrays.stream(values())
                .filter(status -> status.wire().equals(wire))
                .findFirst()
                .orElseThrow();
    }
}
