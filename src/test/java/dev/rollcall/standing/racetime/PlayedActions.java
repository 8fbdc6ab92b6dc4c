package dev.rollcall.standing.racetime;

import dev.rollcall.standing.racetime.PlayedRoom.Line;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a room does when it is told to. The token is looked at with every action, and at no other time. */
final class PlayedActions {

    private static final Duration MEMORY_OF_GUIDS = Duration.ofMinutes(5);
    private static final Map<String, String> STATUS_OF = Map.of(
            "make_open", "open", "make_invitational", "invitational", "begin", "in_progress", "cancel", "cancelled");
    private static final Set<String> OTHERS = Set.of(
            "invite",
            "accept_request",
            "force_unready",
            "remove_entrant",
            "add_monitor",
            "remove_monitor",
            "override_stream");

    private final PlayedRoom room;
    private final PlayedTokens tokens;
    private final Map<String, Instant> guids = new HashMap<>();

    PlayedActions(PlayedRoom room, PlayedTokens tokens) {
        this.room = room;
        this.tokens = tokens;
    }

    void act(Line line, String name, JsonObject data) {
        switch (name) {
            case "ping" -> PlayedRoom.send(line, PlayedRoom.frame("pong"));
            case "getrace" ->
                PlayedRoom.send(
                        line,
                        PlayedRoom.frame("race.data").put("race", room.full()).put("version", room.version));
            case "gethistory" ->
                PlayedRoom.send(
                        line,
                        PlayedRoom.frame("chat.history")
                                .put(
                                        "messages",
                                        new JsonArray(List.copyOf(room.messages.subList(
                                                Math.max(0, room.messages.size() - 100), room.messages.size())))));
            default -> asBot(line, name, data);
        }
    }

    private void asBot(Line line, String name, JsonObject data) {
        boolean known = STATUS_OF.containsKey(name)
                || OTHERS.contains(name)
                || Set.of("message", "pin_message", "unpin_message", "setinfo", "setmeta")
                        .contains(name);
        if (!known) {
            PlayedRoom.error(line, "Action is missing or not recognised.");
        } else if (room.denies || !tokens.isGood(line.token)) {
            PlayedRoom.error(line, Classification.PERMISSION_DENIED);
        } else if (name.equals("message")) {
            message(line, data);
        } else if (name.endsWith("pin_message")) {
            boolean there =
                    room.messages.stream().anyMatch(each -> each.getString("id").equals(data.getString("message")));
            if (there) {
                room.broadcast(PlayedRoom.frame(name.equals("pin_message") ? "chat.pin" : "chat.unpin")
                        .put("message", data.getString("message")));
            } else {
                PlayedRoom.error(line, "Could not find a message with that ID.");
            }
        } else if (name.equals("setmeta")) {
            room.meta.mergeIn(data);
            room.moved();
        } else if (name.equals("setinfo")) {
            room.post(new JsonObject().put("message", "The race information was changed."), null, false);
        } else if (STATUS_OF.containsKey(name)) {
            if (STATUS_OF.get(name).equals(room.status)) {
                PlayedRoom.error(line, "Race is not in a state for that.");
            } else {
                room.become(STATUS_OF.get(name));
            }
        } else {
            room.moved();
        }
    }

    /** The guid is remembered before anything else is looked at. */
    private void message(Line line, JsonObject data) {
        String guid = data.getString("guid");
        if (guid == null || !guid.matches("[a-z0-9-]+")) {
            PlayedRoom.error(line, "Bad request, no GUID supplied.");
            return;
        }
        Instant before = guids.put(guid, Instant.now());
        if (before != null && before.isAfter(Instant.now().minus(MEMORY_OF_GUIDS))) {
            return;
        }
        if (room.chatClosed) {
            PlayedRoom.error(line, "This race chat is now closed.");
        } else if (data.getString("message", "").isEmpty()
                || data.getString("message").length() > 1000) {
            PlayedRoom.error(line, "Message is too long.");
        } else {
            room.post(data, null, true);
        }
    }
}
