package dev.rollcall.meeting;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where a meeting takes place. Pure: this file imports java.* only. */
public enum Platform {
    GOOGLE_MEET("google_meet", "Google Meet"),
    TEAMS("teams", "Teams"),
    ZOOM("zoom", "Zoom");

    private final String wire;
    private final String title;

    Platform(String wire, String title) {
        this.wire = wire;
        this.title = title;
    }

    /** The name in JSON, paths, channels and the database. */
    public String wire() {
        return wire;
    }

    /** The name that people read. */
    public String title() {
        return title;
    }

    /** The platform of this exact wire name; empty for any other word, null included. */
    public static Optional<Platform> find(String wire) {
        return Arrays.stream(values())
                .filter(platform -> platform.wire.equals(wire))
                .findFirst();
    }

    /** All wire names, for messages: {@code google_meet, teams, zoom}. */
    public static String known() {
        return Arrays.stream(values()).map(Platform::wire).collect(Collectors.joining(", "));
    }
}
