package dev.rollcall.transition;

import dev.rollcall.lifecycle.Event;
import java.util.UUID;

/** An event that is to be decided on. No record: two that say the same are two. */
final class Asked {

    private final Long meetingId;
    private final String connectionId;
    private final Event event;

    private Asked(Long meetingId, String connectionId, Event event) {
        this.meetingId = meetingId;
        this.connectionId = connectionId;
        this.event = event;
    }

    static Asked ofMeeting(long id, Event event) {
        return new Asked(id, null, event);
    }

    static Asked ofConnection(UUID id, Event event) {
        return new Asked(null, id.toString(), event);
    }

    /** Null where a connection says whose it is. */
    Long meetingId() {
        return meetingId;
    }

    /** Null where the meeting is known. */
    String connectionId() {
        return connectionId;
    }

    Event event() {
        return event;
    }
}
