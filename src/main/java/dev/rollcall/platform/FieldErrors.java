package dev.rollcall.platform;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a request, so that the client learns all of it at once. */
public final class FieldErrors {

    private final List<Problem.FieldError> errors = new ArrayList<>();

    public void add(String field, String message) {
        errors.add(new Problem.FieldError(field, message));
    }

    /** @throws Problem 422 with everything that was added, if anything was */
    public void throwIfAny() {
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
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
