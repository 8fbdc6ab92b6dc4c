package dev.rollcall.launch;

import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.util.UUID;

/**
 * A meeting that a launcher has claimed.
 *
 * @param bot what was ordered, as the reservation stored it
 * @param lobby how long the bot waits in the lobby; null for our default
 */
record LaunchOrder(
        long meetingId,
        long userId,
        int attempt,
        UUID connectionId,
        String platform,
        String nativeId,
        Duration lobby,
        JsonObject bot) {

    static LaunchOrder of(Row row) {
        Long lobby = row.getLong("lobby_ms");
        return new LaunchOrder(
                row.getLong("id"),
                row.getLong("user_id"),
                row.getInteger("attempt"),
                UUID.fromString(row.getString("connection_id")),
                row.getString("platform"),
                row.getString("platform_specific_id"),
                lobby == null ? null : Duration.ofMillis(lobby),
                (JsonObject) row.getJson("bot_order"));
    }

    /** A field of the order's {@code automatic_leave}, in ms; null when nothing was said. */
    Long asked(String field) {
        JsonObject leave = bot.getJsonObject("automatic_leave");
        return leave == null ? null : leave.getLong(field);
    }

    Duration askedDuration(String field) {
        Long asked = asked(field);
        return asked == null ? null : Duration.ofMillis(asked);
    }

    @Override
    public String toString() {
        return "LaunchOrder[meetingId=" + meetingId + ", attempt=" + attempt + "]"; // the order may hold a passcode
    }
}
