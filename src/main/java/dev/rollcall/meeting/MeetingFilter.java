package dev.rollcall.meeting;

import dev.rollcall.lifecycle.Status;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Which meetings a list shows.
 *
 * @param status null for all
 * @param platform null for all
 * @param limit 1 to 100
 */
record MeetingFilter(String status, String platform, int limit, int offset) {

    private static final int USUAL_PAGE = 50;
    private static final int LARGEST_PAGE = 100;

    /**
     * Out of the query parameters as they came.
     *
     * @throws Problem 422 with all that is wrong with them
     */
    static MeetingFilter of(String status, String platform, String limit, String offset) {
        var errors = new FieldErrors();
        errors.addUnless(
                status == null || Status.of(status).isPresent(), "status", "status must be one of " + statuses() + ".");
        errors.addUnless(
                platform == null || Platform.find(platform).isPresent(),
                "platform",
                "platform must be one of " + Platform.known() + ".");
        int size = (int) errors.wholeNumber("limit", limit, 1, LARGEST_PAGE, USUAL_PAGE);
        int first = (int) errors.wholeNumber("offset", offset, 0, Integer.MAX_VALUE, 0);
        errors.throwIfAny();
        String word = status == null ? null : Status.of(status).orElseThrow().word();
        return new MeetingFilter(word, platform, size, first);
    }

    private static String statuses() {
        return Arrays.stream(Status.values()).map(Status::word).collect(Collectors.joining(", "));
    }
}
