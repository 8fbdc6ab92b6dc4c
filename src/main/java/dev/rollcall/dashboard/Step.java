package dev.rollcall.dashboard;

import dev.rollcall.meeting.MeetingApi.HistoryRow;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One row of a meeting's history.
 *
 * @param number its place in the history, so that it is known again after an update
 * @param from null where nothing changed, and at the beginning
 * @param to null where nothing changed
 * @param what in words, where nothing changed
 * @param facts what was told with it, name and value
 * @param output the last lines that the workload printed; null for none
 * @param details what the bot said of an error; null for nothing
 */
record Step(
        int number,
        Badge from,
        Badge to,
        String what,
        String source,
        String reason,
        Instant at,
        int attempt,
        List<Fact> facts,
        String output,
        String details) {

    record Fact(String name, String value) {}

    /** Of each text; the API has all of it. */
    static final int LONGEST_TEXT = 8_000;

    static List<Step> of(List<HistoryRow> history) {
        return IntStream.range(0, history.size())
                .mapToObj(i -> of(i + 1, history.get(i)))
                .toList();
    }

    /** There is something to unfold. */
    public boolean hasEvidence() {
        return !facts.isEmpty() || output != null || details != null;
    }

    private static Step of(int number, HistoryRow row) {
        boolean moved = row.kind().equals("transition") || row.kind().equals("implied");
        Map<?, ?> told = row.errorDetails() instanceof Map<?, ?> map ? map : Map.of();
        String output = told.get("last_output") instanceof String text && !text.isBlank() ? text : null;
        return new Step(
                number,
                moved && row.from() != null ? Badge.of(row.from()) : null,
                moved ? Badge.of(row.to()) : null,
                moved ? implied(row) : what(row),
                source(row.source()),
                row.reason() == null ? null : row.reason().replace('_', ' '),
                row.timestamp(),
                row.attempt(),
                facts(row),
                cut(output),
                cut(text(output == null ? row.errorDetails() : without(told, "last_output"))));
    }

    private static String implied(HistoryRow row) {
        return row.kind().equals("implied") ? "implied by what came next" : null;
    }

    private static String what(HistoryRow row) {
        String said = row.to() == null ? "" : " (said: " + row.to().replace('_', ' ') + ")";
        return switch (row.kind()) {
            case "evidence" -> "Told, and changed nothing" + said;
            case "fenced" -> "From an older launch, and changed nothing" + said;
            case "escalation" -> "The stop went on to its next step";
            case "help" -> "Asked for a person's help";
            case "relaunch" -> "The launch is tried again, as a new attempt";
            case "retry" -> "The launch is tried again, as the same attempt";
            default -> row.kind().replace('_', ' ');
        };
    }

    private static String source(String source) {
        return switch (source) {
            case "creation" -> "by the order";
            case "user" -> "by its user";
            case "admin" -> "by an administrator";
            case "bot_callback" -> "by the bot";
            case "runtime" -> "by the runtime";
            case "launcher" -> "by the launcher";
            case "sweeper" -> "by the sweeper";
            default -> "by " + source.replace('_', ' ');
        };
    }

    private static List<Fact> facts(HistoryRow row) {
        List<Fact> facts = new ArrayList<>();
        add(facts, "Exit code", row.exitCode());
        add(facts, "Completion reason", row.completionReason());
        add(facts, "Failed while", row.failureStage());
        return facts;
    }

    private static void add(List<Fact> facts, String name, Object value) {
        if (value != null) {
            facts.add(new Fact(name, value.toString().replace('_', ' ')));
        }
    }

    private static Object without(Map<?, ?> told, String key) {
        Map<Object, Object> rest = new LinkedHashMap<>(told);
        rest.remove(key);
        rest.values().removeIf(value -> value == null);
        return rest.isEmpty() ? null : rest;
    }

    @SuppressWarnings("unchecked")
    private static String text(Object details) {
        if (details instanceof Map<?, ?> map) {
            return map.isEmpty() ? null : new JsonObject((Map<String, Object>) map).encodePrettily();
        }
        if (details instanceof List<?> list) {
            return list.isEmpty() ? null : new JsonArray(list).encodePrettily();
        }
        return details == null || details.toString().isBlank() ? null : details.toString();
    }

    private static String cut(String text) {
        return text == null || text.length() <= LONGEST_TEXT
                ? text
                : text.substring(0, LONGEST_TEXT) + "\n… the rest is in the answer of the API.";
    }
}
