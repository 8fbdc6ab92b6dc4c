package dev.rollcall.platform;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer other than success, as RFC 9457 problem+json. {@code detail} is the one sentence that a person reads, and
 * what clients written for older bot services read too.
 */
public final class Problem extends RuntimeException {

    /** One wrong field of a request: its path, and what is wrong with it. */
    public record FieldError(String field, String message) {}

    private final int status;
    private final List<FieldError> errors;
    private final Map<String, Object> extensions;
    private final Integer retryAfterSeconds;

    private Problem(
            int status,
            String detail,
            List<FieldError> errors,
            Map<String, Object> extensions,
            Integer retryAfterSeconds) {
        super(detail, null, false, false); // no stack trace: this is an answer, not a fault
        this.status = status;
        this.errors = List.copyOf(errors);
        this.extensions = Collections.unmodifiableMap(new LinkedHashMap<>(extensions)); // keeps the order
        this.retryAfterSeconds = retryAfterSeconds;
    }

    public static Problem of(int status, String detail) {
        return new Problem(status, detail, List.of(), Map.of(), null);
    }

    /** 422 with every field error at once. */
    public static Problem invalid(List<FieldError> errors) {
        String detail = errors.size() == 1
                ? errors.get(0).message()
                : errors.size() + " fields are not valid: "
                        + String.join(
                                ", ", errors.stream().map(FieldError::field).toList()) + ".";
        return new Problem(422, detail, errors, Map.of(), null);
    }

    public static Problem invalid(String field, String message) {
        return invalid(List.of(new FieldError(field, message)));
    }

    /** 503: our own infrastructure is in trouble; the same request may succeed later. */
    public static Problem unavailable(String detail) {
        return of(503, detail).retryAfter(2);
    }

    public Problem with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(extensions);
        more.put(name, value);
        return new Problem(status, getMessage(), errors, more, retryAfterSeconds);
    }

    public Problem retryAfter(int seconds) {
        return new Problem(status, getMessage(), errors, extensions, seconds);
    }

    public int status() {
        return status;
    }

    public String detail() {
        return getMessage();
    }

    public List<FieldError> errors() {
        return errors;
    }

    public Map<String, Object> extensions() {
        return extensions;
    }

    /** Seconds for the Retry-After header, or null for none. */
    public Integer retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
