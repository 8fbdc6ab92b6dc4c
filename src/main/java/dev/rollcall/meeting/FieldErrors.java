package dev.rollcall.meeting;

import dev.rollcall.platform.Problem.FieldError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that is wrong with a request: one message per field, the first one found, in the order in which it was found. */
final class FieldErrors {

    private final Map<String, String> messages = new LinkedHashMap<>();

    FieldErrors() {}

    FieldErrors(List<FieldError> known) {
        known.forEach(error -> add(error.field(), error.message()));
    }

    void add(String field, String message) {
        messages.putIfAbsent(field, message);
    }

    void addUnless(boolean right, String field, String message) {
        if (!right) {
            add(field, message);
        }
    }

    boolean has(String field) {
        return messages.containsKey(field);
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    List<FieldError> list() {
        return messages.entrySet().stream()
                .map(entry -> new FieldError(entry.getKey(), entry.getValue()))
                .toList();
    }
}
