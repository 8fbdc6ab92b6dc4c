package dev.rollcall.fleet;

import dev.rollcall.lifecycle.Status;
import dev.rollcall.meeting.Platform;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem;
import java.util.Arrays;
import java.util.List;

/**
 * Which bots the fleet's list shows; null for all.
 *
 * @param silentFor seconds without a sign of life, at least
 * @param after the last bot of the page before
 * @param limit 1 to 500
 */
record FleetFilter(
        String status,
        String platform,
        Long userId,
        String email,
        Long silentFor,
        Boolean needsHelp,
        Cursor after,
        int limit) {

    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 500;
    private static final long YEAR_SECONDS = 31_536_000;

    /** The query parameters as they came. */
    record Asked(
            String status,
            String platform,
            String userId,
            String email,
            String silentFor,
            String needsHelp,
            String cursor,
            String limit) {}

    /** @throws Problem 422 with all that is wrong with them */
    static FleetFilter of(Asked asked) {
        var errors = new FieldErrors();
        List<String> live = liveStatuses();
        errors.addUnless(
                asked.status() == null || live.contains(asked.status()),
                "status",
                "status must be one of " + String.join(", ", live) + ".");
        errors.addUnless(
                asked.platform() == null || Platform.find(asked.platform()).isPresent(),
                "platform",
                "platform must be one of " + Platform.known() + ".");
        long userId = errors.wholeNumber("user_id", asked.userId(), 1, Long.MAX_VALUE, 0);
        long silentFor = errors.wholeNumber("silent_for", asked.silentFor(), 0, YEAR_SECONDS, -1);
        Boolean needsHelp = flag(errors, "needs_help", asked.needsHelp());
        Cursor after = Cursor.read(errors, asked.cursor());
        int limit = (int) errors.wholeNumber("limit", asked.limit(), 1, LARGEST_PAGE, USUAL_PAGE);
        errors.throwIfAny();
        return new FleetFilter(
                asked.status(),
                asked.platform(),
                userId == 0 ? null : Long.valueOf(userId),
                asked.email() == null ? null : asked.email().strip(),
                silentFor < 0 ? null : Long.valueOf(silentFor),
                needsHelp,
                after,
                limit);
    }

    /** In the order in which a bot goes through them. */
    static List<String> liveStatuses() {
        return Arrays.stream(Status.values())
                .filter(status -> !status.terminal())
                .map(Status::word)
                .toList();
    }

    private static Boolean flag(FieldErrors errors, String field, String text) {
        errors.addUnless(
                text == null || text.equals("true") || text.equals("false"), field, field + " must be true or false.");
        return text == null ? null : Boolean.valueOf(text);
    }
}
