package dev.rollcall.event;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What a client says over its socket (wire contract A.7). */
sealed interface ClientFrame {

    record Subscribe(JsonArray meetings) implements ClientFrame {}

    record Unsubscribe(JsonArray meetings) implements ClientFrame {}

    record Ping() implements ClientFrame {}

    /** Not understood. {@code error} is the contract's word; {@code details} is for people, and may be null. */
    record Faulty(String error, String details) implements ClientFrame {}

    static ClientFrame of(String text) {
        JsonObject json;
        try {
            json = new JsonObject(text);
        } catch (DecodeException e) {
            return new Faulty("invalid_json", null);
        }
        Object action = json.getValue("action");
        if ("ping".equals(action)) {
            return new Ping();
        } else if ("subscribe".equals(action)) {
            JsonArray meetings = meetings(json);
            return meetings == null ? faulty("invalid_subscribe_payload") : new Subscribe(meetings);
        } else if ("unsubscribe".equals(action)) {
            JsonArray meetings = meetings(json);
            return meetings == null ? faulty("invalid_unsubscribe_payload") : new Unsubscribe(meetings);
        }
        return new Faulty("unknown_action", "action must be subscribe, unsubscribe or ping");
    }

    /** Null for what is no list of a sane length. */
    private static JsonArray meetings(JsonObject json) {
        return json.getValue("meetings") instanceof JsonArray meetings
                        && !meetings.isEmpty()
                        && meetings.size() <= MeetingAccess.MOST_AT_ONCE
                ? meetings
                : null;
    }

    private static Faulty faulty(String error) {
        return new Faulty(error, "meetings must be a list of 1 to " + MeetingAccess.MOST_AT_ONCE + " meetings");
    }
}
