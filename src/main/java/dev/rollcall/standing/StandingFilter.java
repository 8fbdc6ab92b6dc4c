package dev.rollcall.standing;

import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which bots a list shows; null for all. @param unhealthy active and not CONNECTED */
public record StandingFilter(String connector, Status status, Boolean unhealthy, int limit, int offset) {

    private static final int USUAL_PAGE = 50;
    private static final int LARGEST_PAGE = 200;

    /** Everything, as much as a page may hold. */
    public static StandingFilter all() {
        return new StandingFilter(null, null, null, LARGEST_PAGE, 0);
    }

    /** @throws Problem 422 with all that is wrong */
    static StandingFilter of(String connector, String status, String unhealthy, String limit, String offset) {
        var errors = new FieldErrors();
        Optional<Status> wanted = status(errors, status);
        errors.addUnless(
                unhealthy == null || List.of("true", "false").contains(unhealthy),
                "unhealthy",
                "unhealthy must be true or false.");
        int size = (int) errors.wholeNumber("limit", limit, 1, LARGEST_PAGE, USUAL_PAGE);
        int first = (int) errors.wholeNumber("offset", offset, 0, 1_000_000, 0);
        errors.throwIfAny();
        return new StandingFilter(
                connector, wanted.orElse(null), unhealthy == null ? null : Boolean.valueOf(unhealthy), size, first);
    }

    /** By number or by name. */
    private static Optional<Status> status(FieldErrors errors, String text) {
        if (text == null) {
            return Optional.empty();
        }
        Optional<Status> found = Arrays.stream(Status.values())
                .filter(status -> status.name().equals(text.strip().toUpperCase(Locale.ROOT))
                        || String.valueOf(status.number()).equals(text.strip()))
                .findFirst();
        errors.addUnless(
                found.isPresent(),
                "status",
                "status must be one of UNKNOWN, CONNECTED, AUTH_FAILED, CONNECTION_ERROR, DISCONNECTED, or its number.");
        return found;
    }

    StandingFilter first() {
        return new StandingFilter(connector, status, unhealthy, 1, 0);
    }
}
