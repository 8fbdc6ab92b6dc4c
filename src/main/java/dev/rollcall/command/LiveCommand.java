package dev.rollcall.command;

import dev.rollcall.lifecycle.Event;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Something that a bot shall do in the meeting, at once or not at all (wire contract D). What it means is between the
 * user and the bot: it is checked for what no bot could use, and passed on.
 *
 * @param payload what goes beside action and ids on the wire
 */
record LiveCommand(String action, Map<String, Object> payload) {

    static LiveCommand of(String action) {
        return new LiveCommand(action, Map.of());
    }

    /** The same with one more value; null leaves it to the bot. */
    LiveCommand with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(payload);
        more.put(name, value);
        more.values().removeIf(Objects::isNull);
        return new LiveCommand(action, more);
    }

    Event event() {
        return new Event.CommandRequested(action, payload);
    }
}
