package dev.rollcall.standing;

import io.vertx.core.json.JsonObject;

/**
 * Something that a bot shall do.
 *
 * @param room where; null or empty where the connector has no rooms
 * @param action as the connector calls it, such as {@code message}
 * @param data what it is done with
 */
public record Action(String room, String action, JsonObject data) {

    /** Without the data: it is what people say to each other. */
    @Override
    public String toString() {
        return "Action[room=" + room + ", action=" + action + "]";
    }
}
