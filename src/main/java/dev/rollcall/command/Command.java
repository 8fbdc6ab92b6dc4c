package dev.rollcall.command;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A command as it travels, by Redis and in answers to heartbeats (contract D).
 *
 * @param payload what goes beside action and ids: language and task of a reconfigure
 */
public record Command(UUID id, long meetingId, String connectionId, String action, JsonObject payload) {

    public JsonObject json() {
        return new JsonObject()
                .put("action", action)
                .put("command_id", id.toString())
                .put("meeting_id", meetingId)
                .put("uid", connectionId)
                .mergeIn(payload);
    }

    /** What a bot is told whose meeting is over or belongs to a newer launch; always the same id, since no row. */
    public static Command leaveNow(long meetingId, UUID connectionId) {
        UUID id = UUID.nameUUIDFromBytes(("leave/" + connectionId).getBytes(StandardCharsets.UTF_8));
        return new Command(id, meetingId, connectionId.toString(), "leave", new JsonObject());
    }
}
