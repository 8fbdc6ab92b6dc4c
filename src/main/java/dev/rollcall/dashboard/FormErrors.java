package dev.rollcall.dashboard;

import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Problem.FieldError;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is wrong with a form, by the names of its fields, in the words of the page. */
record FormErrors(Map<String, String> messages) {

    static final FormErrors NONE = new FormErrors(Map.of());

    /** What pages call the fields of the API. */
    private static final Map<String, String> LABELS = Map.of(
            "webhook_url", "The address",
            "webhook_secret", "The secret",
            "webhook_events", "The events",
            "overlap_hours", "The overlap",
            "expires_in", "The time",
            "confirm", "What you typed",
            "meet_url", "The link",
            "base_url", "The address",
            "client_id", "The client id",
            "client_secret", "The client secret");

    static FormErrors of(FieldErrors errors) {
        return all(errors.list());
    }

    static FormErrors all(List<FieldError> errors) {
        return new FormErrors(
                errors.stream().collect(Collectors.toMap(FieldError::field, FormErrors::said, (one, other) -> one)));
    }

    /** @param orElse the field that a problem without fields is about */
    static FormErrors of(Problem problem, String orElse) {
        return problem.errors().isEmpty() ? of(orElse, problem.detail()) : of(new FieldErrors(problem.errors()));
    }

    /** Of fields within others, such as credentials.client_id, which have a name of their own on the page. */
    static FormErrors ofLastNames(Problem problem) {
        return all(problem.errors().stream()
                .map(error -> new FieldError(
                        last(error.field()), error.message().replace(error.field(), last(error.field()))))
                .toList());
    }

    private static String last(String field) {
        if (field.startsWith("credentials.headers")) {
            return "headers";
        }
        return field.substring(field.lastIndexOf('.') + 1);
    }

    static FormErrors of(String field, String message) {
        return new FormErrors(Map.of(field, said(new FieldError(field, message))));
    }

    public boolean isEmpty() {
        return messages.isEmpty();
    }

    public boolean has(String field) {
        return messages.containsKey(field);
    }

    public String of(String field) {
        return messages.getOrDefault(field, "");
    }

    private static String said(FieldError error) {
        String field = error.field();
        if (!error.message().startsWith(field + " ")) {
            return error.message();
        }
        String label = LABELS.getOrDefault(field, field.substring(0, 1).toUpperCase() + field.substring(1));
        return label + error.message().substring(field.length());
    }
}
