package dev.rollcall.callback;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.lifecycle.CompletionReason;
import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Report;
import dev.rollcall.lifecycle.Status;
import dev.rollcall.platform.Problem;
import io.vertx.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What a bot posts, read leniently: unknown fields are ignored, unknown words kept, error_details may be an object or a
 * string, numbers may come as text (contract B.2; lesson 5). Only a missing connection_id or status makes it malformed.
 */
record CallbackMessage(JsonNode body) {

    private static final int LONGEST_TEXT = 2_000;
    private static final int LONGEST_DETAILS = 64 * 1024;
    private static final int MOST_ACKNOWLEDGED = 100;

    /** With the escaped backslashes before it: after an odd one more, the rest is ordinary text. */
    private static final Pattern ESCAPED_NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

    static CallbackMessage of(JsonNode body) {
        if (body == null || !body.isObject()) {
            throw Problem.invalid("body", "The body must be a JSON object.");
        }
        return new CallbackMessage(body);
    }

    /** Empty when it is no UUID: then it is nobody's connection. */
    Optional<UUID> connectionId() {
        String text = text("connection_id");
        if (text == null) {
            throw Problem.invalid("connection_id", "connection_id is required.");
        }
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What the path and the body say together: older bots have a path for each status, newer ones one for all. */
    Event event(String callback, Integer attempt) {
        return switch (callback) {
            case "started" -> new Event.BotStarted(report(attempt));
            case "joining" -> new Event.BotAt(Status.JOINING, report(attempt));
            case "awaiting_admission" -> new Event.BotAt(Status.AWAITING_ADMISSION, report(attempt));
            case "joined" -> new Event.BotAt(Status.ACTIVE, report(attempt));
            case "exited" -> new Event.BotEnded(null, report(attempt)); // an exit code, and no verdict
            default -> statusEvent(attempt);
        };
    }

    /** The event that a {@code status} word stands for. */
    Event statusEvent(Integer attempt) {
        String word = text("status");
        if (word == null) {
            throw Problem.invalid("status", "status is required.");
        }
        if (word.equals("needs_help") || word.equals("needs_human_help")) {
            return new Event.BotNeedsHelp(report(attempt));
        }
        return Status.of(word)
                .map(status -> status.terminal()
                        ? (Event) new Event.BotEnded(status, report(attempt))
                        : new Event.BotAt(status, report(attempt)))
                .orElseGet(() -> new Event.BotSaid(word, report(attempt)));
    }

    Report report(Integer attempt) {
        return new Report(
                attempt,
                text("reason"),
                CompletionReason.normalise(text("completion_reason")),
                cut(text("failure_stage"), 50),
                integer("exit_code"),
                errorDetails(),
                containerId());
    }

    /** Bots that do not know theirs say "unknown" with their last word, which must not hide what is known already. */
    private String containerId() {
        String id = text("container_id");
        return "unknown".equals(id) ? null : cut(id, 255);
    }

    private String errorDetails() {
        JsonNode details = field("error_details");
        if (details == null) {
            details = field("platform_specific_error");
        }
        if (details == null) {
            return null;
        }
        String json = storable(details);
        return json.length() <= LONGEST_DETAILS ? json : Json.encode(json.substring(0, LONGEST_DETAILS) + "…");
    }

    /** As JSON text that jsonb takes: it knows no NUL character, not even an escaped one. */
    private static String storable(JsonNode node) {
        return ESCAPED_NUL.matcher(node.toString()).replaceAll("$1 ");
    }

    /** The JSON text of the progress that a heartbeat tells; null when none. */
    String progress() {
        JsonNode progress = field("progress");
        if (progress == null) {
            return null;
        }
        String json = storable(progress);
        return json.length() <= LONGEST_TEXT ? json : null;
    }

    /** The commands that the bot has carried out; what is no UUID is ignored. */
    List<UUID> acknowledged() {
        List<UUID> ids = new ArrayList<>();
        JsonNode list = field("acknowledged");
        if (list != null && list.isArray()) {
            for (JsonNode id : list) {
                if (ids.size() < MOST_ACKNOWLEDGED) {
                    addUuid(ids, id.asText());
                }
            }
        }
        return ids;
    }

    private static void addUuid(List<UUID> ids, String text) {
        try {
            ids.add(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            // not one of ours
        }
    }

    /** The lines that a bot logged, sent with its end: a list, or one text. */
    List<String> logLines() {
        JsonNode logs = field("bot_logs");
        if (logs == null) {
            return List.of();
        }
        if (!logs.isArray()) {
            return lines(logs).toList();
        }
        return StreamSupport.stream(logs.spliterator(), false)
                .flatMap(CallbackMessage::lines)
                .toList();
    }

    private static Stream<String> lines(JsonNode node) {
        return (node.isTextual() ? node.textValue() : node.toString()).lines();
    }

    /** The JSON text of what a bot measured of itself; null when it sent nothing that could be kept. */
    String resources() {
        JsonNode resources = field("bot_resources");
        if (resources == null || !resources.isObject()) {
            return null;
        }
        String json = storable(resources);
        return json.length() <= LONGEST_TEXT ? json : null;
    }

    private Integer integer(String name) {
        JsonNode value = field(name);
        if (value == null) {
            return null;
        }
        try {
            return value.isNumber()
                    ? value.intValue()
                    : Integer.valueOf(value.asText().strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private String text(String name) {
        JsonNode value = field(name);
        if (value == null || value.isContainerNode()) {
            return null;
        }
        String text = value.asText().replace('\0', ' ').strip();
        return text.isEmpty() ? null : cut(text, LONGEST_TEXT);
    }

    /** Under its wire name, or in the camelCase of some bots. */
    private JsonNode field(String name) {
        JsonNode value = body.get(name);
        if (value == null) {
            value = body.get(camelCase(name));
        }
        return value == null || value.isNull() ? null : value;
    }

    private static String camelCase(String name) {
        StringBuilder camel = new StringBuilder(name.length());
        for (String part : name.split("_")) {
            camel.append(camel.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
        }
        return camel.toString();
    }

    private static String cut(String text, int longest) {
        return text == null || text.length() <= longest ? text : text.substring(0, longest);
    }

    /** Bots report their settings and the lines that they logged: nothing to print. */
    @Override
    public String toString() {
        return "CallbackMessage[" + body.size() + " fields]";
    }
}
