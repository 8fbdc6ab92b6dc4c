package dev.rollcall.lifecycle;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * A command to the bot, before it has an id.
 *
 * @param payload what goes beside action and ids on the wire: texts, numbers, truth values
 */
public record CommandDraft(String action, Map<String, Object> payload, Instant expiresAt) {

    public static final String LEAVE = "leave";
    public static final String RECONFIGURE = "reconfigure";

    public CommandDraft {
        payload = Map.copyOf(payload);
    }

    static CommandDraft leave(Instant expiresAt) {
        return new CommandDraft(LEAVE, Map.of(), expiresAt);
    }

    static CommandDraft reconfigure(String language, String task, Instant expiresAt) {
        Map<String, Object> payload = new TreeMap<>();
        if (language != null) {
            payload.put("language", language);
        }
        if (task != null) {
            payload.put("task", task);
        }
        return new CommandDraft(RECONFIGURE, payload, expiresAt);
    }
}
