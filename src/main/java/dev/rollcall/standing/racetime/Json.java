package dev.rollcall.standing.racetime;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Reads JSON of which nothing is certain: what has another type than it should is absent. */
final class Json {

    private Json() {}

    static Optional<JsonObject> parsed(String text) {
        try {
            return Optional.of(new JsonObject(text));
        } catch (DecodeException | ClassCastException notAnObject) {
            return Optional.empty();
        }
    }

    static String text(JsonObject json, String key) {
        return json.getValue(key) instanceof String text ? text : null;
    }

    static long number(JsonObject json, String key, long absent) {
        return json.getValue(key) instanceof Number number ? number.longValue() : absent;
    }

    static boolean flag(JsonObject json, String key) {
        return Boolean.TRUE.equals(json.getValue(key));
    }

    static JsonObject object(JsonObject json, String key) {
        return json.getValue(key) instanceof JsonObject object ? object : null;
    }

    /** The objects of a list, or none where there is no list. */
    static List<JsonObject> objects(JsonObject json, String key) {
        return json.getValue(key) instanceof JsonArray list ? objects(list) : List.of();
    }

    static List<JsonObject> objects(JsonArray list) {
        return list.stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .toList();
    }

    static List<String> texts(JsonObject json, String key) {
        return json.getValue(key) instanceof JsonArray list
                ? list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }
}
