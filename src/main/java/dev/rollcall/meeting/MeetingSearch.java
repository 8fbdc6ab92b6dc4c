package dev.rollcall.meeting;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.lifecycle.Status;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/**
 * Meetings for people who look through them: the newest first, page after page, of one user or of everybody. One look
 * reads a bounded number of rows, whatever is searched for; when it ends before the page is full, the next one goes on
 * from there.
 */
@ApplicationScoped
public class MeetingSearch {

    /** Rows that one look reads at most: some 20 ms, where a rare word among millions would take seconds. */
    static final int MOST_READ = 20_000;

    private static final int PAGE = 50;
    private static final int LONGEST_SEARCH = 255;

    /**
     * What is looked for.
     *
     * @param userId null for everybody's
     * @param search part of the native id or the name, in any case; null for all, as are status and platform
     * @param before the last meeting of the page before; null for the first page
     */
    public record Wanted(Long userId, String search, String status, String platform, Long before) {

        /**
         * Out of the query parameters as they came; empty ones count as none.
         *
         * @throws Problem 422 with all that is wrong with them
         */
        public static Wanted of(Long userId, String search, String status, String platform, String before) {
            var errors = new FieldErrors();
            String text = given(search);
            String word = given(status);
            String where = given(platform);
            errors.checkText("search", text, LONGEST_SEARCH);
            errors.addUnless(word == null || Status.of(word).isPresent(), "status", "There is no status of that name.");
            errors.addUnless(
                    where == null || Platform.find(where).isPresent(),
                    "platform",
                    "platform must be one of " + Platform.known() + ".");
            long last = errors.wholeNumber("before", given(before), 1, Long.MAX_VALUE, 0);
            errors.throwIfAny();
            return new Wanted(
                    userId,
                    text,
                    word == null ? null : Status.of(word).orElseThrow().word(),
                    where,
                    last == 0 ? null : Long.valueOf(last));
        }

        private static String given(String text) {
            return text == null || text.isBlank() ? null : text.strip();
        }

        private Tuple parameters() {
            return Tuple.tuple()
                    .addLong(userId)
                    .addLong(before)
                    .addString(status)
                    .addString(platform)
                    .addString(MeetingFilter.pattern(search))
                    .addInteger(PAGE + 1);
        }
    }

    /** @param name what the user called it; null for none */
    public record Found(
            long id,
            long userId,
            String email,
            String platform,
            String nativeId,
            String name,
            String status,
            boolean needsHelp,
            Instant createdAt,
            Instant startTime,
            Instant endTime,
            String completionReason,
            String failureStage,
            Instant deadlineAt,
            String onDeadline) {

        private static Found of(Row row) {
            return new Found(
                    row.getLong("id"),
                    row.getLong("user_id"),
                    row.getString("email"),
                    row.getString("platform"),
                    row.getString("platform_specific_id"),
                    row.getString("name"),
                    row.getString("status"),
                    row.getBoolean("needs_help"),
                    instant(row, "created_at"),
                    instant(row, "start_time"),
                    instant(row, "end_time"),
                    row.getString("completion_reason"),
                    row.getString("failure_stage"),
                    instant(row, "deadline_at"),
                    row.getString("on_deadline"));
        }
    }

    /**
     * @param next what the next page comes before; null on the last one
     * @param cutShort the look ended before the page was full, and not because there is nothing more
     */
    public record FoundPage(List<Found> meetings, Long next, boolean cutShort) {}

    /** Two texts, so that the user's meetings come from their index. */
    private static final String OF_USER = "m.user_id = $1";

    private static final String OF_ALL = "$1::bigint is null";

    private final Pool pool;

    MeetingSearch(Pool pool) {
        this.pool = pool;
    }

    public Uni<FoundPage> find(Wanted wanted) {
        return pool.preparedQuery(wanted.userId() == null ? PAGE_OF_ALL : PAGE_OF_USER)
                .execute(wanted.parameters())
                .map(rows -> Rows.all(rows, Found::of))
                .chain(found -> found.size() > PAGE ? full(found) : rest(wanted, found));
    }

    private static Uni<FoundPage> full(List<Found> found) {
        List<Found> shown = found.subList(0, PAGE);
        return Uni.createFrom().item(new FoundPage(shown, shown.get(PAGE - 1).id(), false));
    }

    private Uni<FoundPage> rest(Wanted wanted, List<Found> found) {
        return pool.preparedQuery(wanted.userId() == null ? READ_OF_ALL : READ_OF_USER)
                .execute(Tuple.of(wanted.userId(), wanted.before()))
                .map(rows -> rows.iterator().next())
                .map(read -> read.getLong("rows") < MOST_READ
                        ? new FoundPage(found, null, false)
                        : new FoundPage(found, read.getLong("last"), true));
    }

    private static final String READ = """
            select m.*
            from meetings m
            where %s and ($2::bigint is null or m.id < $2)
            order by m.id desc
            limit %d
            """;

    private static final String MATCHING = """
            select f.id, f.user_id, u.email, f.platform, f.platform_specific_id,
                   coalesce(f.data ->> 'name', f.data ->> 'title') as name, f.status, f.needs_help, f.created_at,
                   f.start_time, f.end_time, f.completion_reason, f.failure_stage, f.deadline_at, f.on_deadline
            from (%s) f
            join users u on u.id = f.user_id
            where ($3::text is null or f.status = $3)
              and ($4::text is null or f.platform = $4)
              and ($5::text is null
                   or f.platform_specific_id ilike $5
                   or coalesce(f.data ->> 'name', f.data ->> 'title') ilike $5)
            order by f.id desc
            limit $6
            """;

    private static final String COUNTED = "select count(*) as rows, min(f.id) as last from (%s) f";

    private static final String READ_OF_USER = COUNTED.formatted(READ.formatted(OF_USER, MOST_READ));
    private static final String READ_OF_ALL = COUNTED.formatted(READ.formatted(OF_ALL, MOST_READ));
    private static final String PAGE_OF_USER = MATCHING.formatted(READ.formatted(OF_USER, MOST_READ));
    private static final String PAGE_OF_ALL = MATCHING.formatted(READ.formatted(OF_ALL, MOST_READ));
}
