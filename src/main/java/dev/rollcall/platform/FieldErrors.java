package dev.rollcall.platform;

import dev.rollcall.platform.Problem.FieldError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects what is wrong with a request, so that the client learns all of it at once: one message per field, the first
 * one found, in the order in which it was found.
 */
public final class FieldErrors {

    private final Map<String, String> messages = new LinkedHashMap<>();

    public FieldErrors() {}

    public FieldErrors(List<FieldError> known) {
        known.forEach(error -> add(error.field(), error.message()));
    }

    public void add(String field, String message) {
        messages.putIfAbsent(field, message);
    }

    public void addUnless(boolean right, String field, String message) {
        if (!right) {
            add(field, message);
        }
    }

    public boolean has(String field) {
        return messages.containsKey(field);
    }

    public boolean isEmpty() {
        return messages.isEmpty();
    }

    public List<FieldError> list() {
        return messages.entrySet().stream()
                .map(entry -> new FieldError(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** @throws Problem 422 with everything that was added, if anything was */
    public void throwIfAny() {
        if (!isEmpty()) {
            throw Problem.invalid(list());
        }
    }

    /** Refuses a text of more characters than {@code longest}, or one with control characters; null is fine. */
    public void checkText(String field, String text, int longest) {
        if (text == null) {
            return;
        }
        if (text.codePointCount(0, text.length()) > longest) {
            add(field, field + " must have at most " + longest + " characters.");
        } else if (Printable.hasControl(text)) {
            add(field, field + " must not contain control characters.");
        }
    }

    /** A whole number from {@code least} to {@code most} out of a query parameter; {@code absent} when not given. */
    public long wholeNumber(String field, String text, long least, long most, long absent) {
        if (text == null || text.isBlank()) {
            return absent;
        }
        try {
            long number = Long.parseLong(text.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        add(field, field + " must be a whole number from " + least + " to " + most + ".");
        return absent;
    }
}
