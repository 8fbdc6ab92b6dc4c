package dev.rollcall.standing.racetime;

import io.vertx.core.json.JsonObject;

/**
 * What a person has said in a race room. Fired as a CDI event for whoever wants to hear it.
 *
 * @param id of the message, the same wherever it comes from
 * @param user the name of who said it; null where it is not told
 */
public record RoomMessage(long botId, String room, String id, String user, String text) {

    /** Without the words. */
    @Override
    public String toString() {
        return "RoomMessage[botId=" + botId + ", room=" + room + ", id=" + id + "]";
    }

    /** Null for what no person said: bots, ourselves among them, and the room's own messages. */
    static RoomMessage of(long botId, String room, JsonObject message) {
        String id = Json.text(message, "id");
        if (id == null || Json.flag(message, "is_bot") || Json.flag(message, "is_system")) {
            return null;
        }
        JsonObject user = Json.object(message, "user");
        return new RoomMessage(
                botId, room, id, user == null ? null : Json.text(user, "name"), Json.text(message, "message"));
    }
}
