package dev.rollcall.standing.racetime;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A race, as far as its room is concerned.
 *
 * @param room the last part of its name {@code category/room}
 * @param status null where the answer has none
 * @param version only rises; -1 in summaries, which have none
 * @param socketPath where bots find its WebSocket; null in summaries
 */
record Race(String room, String status, long version, String socketPath) {

    private static final Set<String> TERMINAL = Set.of("finished", "cancelled", "partitioned");

    private static final Pattern ROOM = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    /** A path alone: whatever else stands there must not be told our token. */
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9_-][A-Za-z0-9/_.~-]{0,200}");

    static boolean isRoom(String text) {
        return text != null && ROOM.matcher(text).matches();
    }

    boolean isOver() {
        return status != null && TERMINAL.contains(status);
    }

    /** Where its WebSocket is: what the server says, if it is a path of its own, and else what it usually says. */
    String path() {
        return socketPath != null && PATH.matcher(socketPath).matches() ? socketPath : "/ws/o/bot/" + room;
    }

    /** Null for what is no race. */
    static Race of(JsonObject json) {
        String name = Json.text(json, "name");
        String room = name == null ? Json.text(json, "slug") : name.substring(name.indexOf('/') + 1);
        if (!isRoom(room)) {
            return null;
        }
        JsonObject status = Json.object(json, "status");
        return new Race(
                room,
                status == null ? null : Json.text(status, "value"),
                Json.number(json, "version", -1),
                Json.text(json, "websocket_bot_url"));
    }

    /** The races of a category that are under way; null where this is no category. */
    static List<Race> current(JsonObject category) {
        if (!(category.getValue("current_races") instanceof JsonArray races)) {
            return null;
        }
        return Json.objects(races).stream()
                .map(Race::of)
                .filter(race -> race != null && !race.isOver())
                .toList();
    }
}
