package dev.rollcall.meeting;

import dev.rollcall.lifecycle.Status;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which meetings a list shows.
 *
 * @param search part of the native id or the name, in any case; null for all
 * @param status null for all
 * @param platform null for all
 * @param limit 1 to 100
 */
record MeetingFilter(String search, String status, String platform, int limit, int offset) {

    private static final int USUAL_PAGE = 50;
    private static final int LARGEST_PAGE = 100;
    private static final int LONGEST_SEARCH = 255;

    /**
     * Out of the query parameters as they came.
     *
     * @throws Problem 422 with all that is wrong with them
     */
    static MeetingFilter of(String search, String status, String platform, String limit, String offset) {
        var errors = new FieldErrors();
        int size = (int) errors.wholeNumber("limit", limit, 1, LARGEST_PAGE, USUAL_PAGE);
        int first = (int) errors.wholeNumber("offset", offset, 0, Integer.MAX_VALUE, 0);
        return of(search, status, platform, size, first, errors);
    }

    /**
     * The same for clients of older services, where a page that is too large is the largest, and one before the first is
     * the first.
     */
    static MeetingFilter nearest(String search, String status, String platform, String limit, String offset) {
        var errors = new FieldErrors();
        long size = errors.wholeNumber("limit", limit, Integer.MIN_VALUE, Integer.MAX_VALUE, USUAL_PAGE);
        long first = errors.wholeNumber("offset", offset, Integer.MIN_VALUE, Integer.MAX_VALUE, 0);
        return of(
                search,
                status,
                platform,
                (int) Math.max(1, Math.min(size, LARGEST_PAGE)),
                (int) Math.max(0, first),
                errors);
    }

    private static MeetingFilter of(
            String search, String status, String platform, int limit, int offset, FieldErrors errors) {
        errors.checkText("search", search, LONGEST_SEARCH);
        errors.addUnless(
                status == null || Status.of(status).isPresent(), "status", "status must be one of " + statuses() + ".");
        errors.addUnless(
                platform == null || Platform.find(platform).isPresent(),
                "platform",
                "platform must be one of " + Platform.known() + ".");
        errors.throwIfAny();
        String word = status == null ? null : Status.of(status).orElseThrow().word();
        String wanted = search == null || search.isBlank() ? null : search.strip();
        return new MeetingFilter(wanted, word, platform, limit, offset);
    }

    /** What {@code ilike} compares with: the search anywhere in the text, its own wildcards as plain characters. */
    static String pattern(String search) {
        return search == null
                ? null
                : "%" + search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }

    /**
     * Ends a query of {@code meetings m}. The page is found before anything else is looked up, so that a late page costs
     * no more than to count up to it.
     */
    static final String PAGE = """
            where m.id = any (array(
                select f.id
                from meetings f
                where f.user_id = $1
                  and ($2::text is null or f.status = $2)
                  and ($3::text is null or f.platform = $3)
                  and ($4::text is null
                       or f.platform_specific_id ilike $4
                       or coalesce(f.data ->> 'name', f.data ->> 'title') ilike $4)
                order by f.id desc
                limit $5 offset $6))
            order by m.id desc
            """;

    /** $1 to $6 of {@link #PAGE}; one more than a page, so that it shows without counting whether there is another one. */
    Tuple parameters(long userId) {
        return Tuple.of(userId, status, platform, pattern(search), limit + 1, offset);
    }

    <T> List<T> page(List<T> found) {
        return found.subList(0, Math.min(found.size(), limit));
    }

    boolean hasMore(List<?> found) {
        return found.size() > limit;
    }

    private static String statuses() {
        return Arrays.stream(Status.values()).map(Status::word).collect(Collectors.joining(", "));
    }
}
