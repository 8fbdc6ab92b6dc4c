package dev.rollcall.standing.racetime;

import dev.rollcall.platform.FieldErrors;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Something that a bot does in a room, checked before it is sent: of some mistakes the server says nothing.
 *
 * @param answer the type of frame that holds what was asked for; null where there is none
 */
record RoomAction(String name, JsonObject data, String answer) {

    static final int LONGEST_MESSAGE = 1000;
    static final int MOST_BUTTONS = 4;
    static final int LONGEST_META = 2048;

    private static final Pattern HASH_ID = Pattern.compile("[A-Za-z0-9]{1,64}");
    private static final Pattern GUID = Pattern.compile("[a-z0-9-]{1,100}");

    private static final Set<String> OF_MESSAGES = Set.of("pin_message", "unpin_message");
    private static final Set<String> OF_USERS = Set.of(
            "invite",
            "accept_request",
            "force_unready",
            "remove_entrant",
            "add_monitor",
            "remove_monitor",
            "override_stream");
    private static final Set<String> OF_THE_RACE = Set.of("make_open", "make_invitational", "begin", "cancel");
    private static final Map<String, String> QUESTIONS =
            Map.of("ping", "pong", "getrace", "race.data", "gethistory", "chat.history");

    /** Null where {@code errors} says why not. */
    static RoomAction read(String name, JsonObject given, FieldErrors errors) {
        JsonObject data = given == null ? new JsonObject() : given.copy();
        if (name == null || name.isBlank()) {
            errors.add("action", "action is required.");
        } else if (name.equals("message")) {
            checkMessage(data, errors);
        } else if (name.equals("setmeta")) {
            checkMeta(data, errors);
        } else if (name.equals("setinfo")) {
            checkInfo(data, errors);
        } else if (OF_MESSAGES.contains(name)) {
            onlyHashId("message", data, errors);
        } else if (OF_USERS.contains(name)) {
            onlyHashId("user", data, errors);
        } else if (name.equals("gethistory")) {
            checkFields(data, Set.of("last_message"), errors);
            checkHashId("last_message", data, false, errors);
        } else if (OF_THE_RACE.contains(name) || QUESTIONS.containsKey(name)) {
            checkFields(data, Set.of(), errors);
        } else {
            errors.add("action", "racetime.gg has no action of this name.");
        }
        return errors.isEmpty() ? new RoomAction(name, data, QUESTIONS.get(name)) : null;
    }

    /** Whether it may be sent again when nobody knows if it arrived: the server knows a message by its guid, for 5 min. */
    boolean isRepeatable() {
        return name.equals("message") || QUESTIONS.containsKey(name);
    }

    /** The same under a new guid: the server remembers a guid even of what it refuses. */
    RoomAction renewed() {
        return name.equals("message") ? new RoomAction(name, data.copy().put("guid", guid()), answer) : this;
    }

    String frame() {
        return new JsonObject().put("action", name).put("data", data).encode();
    }

    static String frame(String name) {
        return new JsonObject().put("action", name).encode();
    }

    private static String guid() {
        return UUID.randomUUID().toString();
    }

    private static void checkMessage(JsonObject data, FieldErrors errors) {
        checkFields(data, Set.of("message", "guid", "direct_to", "actions", "pinned"), errors);
        String text = Json.text(data, "message");
        if (text == null || text.isBlank()) {
            errors.add("data.message", "data.message is required, as a text.");
        } else if (text.codePointCount(0, text.length()) > LONGEST_MESSAGE) {
            errors.add("data.message", "data.message must have at most " + LONGEST_MESSAGE + " characters.");
        }
        if (!data.containsKey("guid")) {
            data.put("guid", guid());
        }
        String guid = Json.text(data, "guid");
        errors.addUnless(
                guid != null && GUID.matcher(guid).matches(),
                "data.guid",
                "data.guid must be made of lower-case letters, digits and hyphens, at most 100.");
        checkHashId("direct_to", data, false, errors);
        checkButtons(data, errors);
        errors.addUnless(
                !data.containsKey("pinned") || data.getValue("pinned") instanceof Boolean,
                "data.pinned",
                "data.pinned must be true or false.");
        errors.addUnless(
                !data.containsKey("direct_to") || !Json.flag(data, "pinned"),
                "data.pinned",
                "A direct message cannot be pinned.");
    }

    private static void checkButtons(JsonObject data, FieldErrors errors) {
        if (!data.containsKey("actions")) {
            return;
        }
        Object actions = data.getValue("actions");
        int count = actions instanceof JsonObject object
                ? object.size()
                : actions instanceof JsonArray list ? list.size() : -1;
        errors.addUnless(count >= 0, "data.actions", "data.actions must be an object or a list.");
        errors.addUnless(
                count <= MOST_BUTTONS, "data.actions", "data.actions must hold at most " + MOST_BUTTONS + " actions.");
        errors.addUnless(
                count <= 0 || !data.containsKey("direct_to"), "data.actions", "A direct message cannot have actions.");
    }

    private static void checkMeta(JsonObject data, FieldErrors errors) {
        errors.addUnless(!data.isEmpty(), "data", "data must hold at least one key.");
        errors.addUnless(
                data.encode().length() <= LONGEST_META,
                "data",
                "data must have at most " + LONGEST_META
                        + " characters as JSON, all that the race holds already included.");
    }

    private static void checkInfo(JsonObject data, FieldErrors errors) {
        Set<String> known = Set.of("info_bot", "info_user", "info");
        checkFields(data, known, errors);
        errors.addUnless(
                known.stream().anyMatch(data::containsKey), "data", "data must hold info_bot, info_user or both.");
        known.stream()
                .filter(key -> data.containsKey(key) && Json.text(data, key) == null)
                .forEach(key -> errors.add("data." + key, "data." + key + " must be a text."));
    }

    private static void onlyHashId(String key, JsonObject data, FieldErrors errors) {
        checkFields(data, Set.of(key), errors);
        checkHashId(key, data, true, errors);
    }

    private static void checkHashId(String key, JsonObject data, boolean required, FieldErrors errors) {
        if (!required && !data.containsKey(key)) {
            return;
        }
        String id = Json.text(data, key);
        errors.addUnless(
                id != null && HASH_ID.matcher(id).matches(),
                "data." + key,
                "data." + key + " must be an id as racetime.gg gives them: letters and digits.");
    }

    private static void checkFields(JsonObject data, Set<String> known, FieldErrors errors) {
        List<String> others = data.fieldNames().stream()
                .filter(key -> !known.contains(key))
                .sorted()
                .toList();
        others.forEach(key -> errors.add("data." + key, "This action has no field of this name."));
    }

    /** Without the data: it is what people say to each other. */
    @Override
    public String toString() {
        return "RoomAction[" + name + "]";
    }
}
