package dev.rollcall.callback;

import java.util.UUID;

/**
 * One heartbeat.
 *
 * @param attempt the launch that speaks
 * @param progress JSON text, or null
 */
record Beat(UUID connectionId, int attempt, String progress) {

    /** One launch of one bot: of several heartbeats of the same sender only the newest is written. */
    record Sender(UUID connectionId, int attempt) {}

    Sender sender() {
        return new Sender(connectionId, attempt);
    }

    /** Both as one: the later, with the last progress that was told. */
    Beat followedBy(Beat later) {
        return later.progress == null ? new Beat(connectionId, later.attempt, progress) : later;
    }
}
