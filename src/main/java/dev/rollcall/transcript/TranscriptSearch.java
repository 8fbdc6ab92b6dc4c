package dev.rollcall.transcript;

import dev.rollcall.platform.FieldErrors;
import dev.rollcall.transcript.TranscriptApi.Found;
import dev.rollcall.transcript.TranscriptApi.Hit;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

/** Finds words in what was said in a user's meetings. */
@ApplicationScoped
class TranscriptSearch {

    static final int LONGEST = 200;

    private static final int PAGE = 20;
    private static final int LARGEST_PAGE = 100;

    /** Around what was found, until the text is escaped; nobody says these, and they are taken out of what is said. */
    private static final char MARK = '\uE000';

    private static final char END_OF_MARK = '\uE001';

    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    /**
     * The owner is a word of the index (V30), so that what others said costs nothing. A question without a word, such as
     * a lone comma, finds nothing. Only what is shown is looked at again for its snippet.
     */
    static final String SQL = """
            with question as (
                select websearch_to_tsquery('simple', $2) as words
            ), found as (
                select t.*
                from transcriptions t
                where t.user_id = $1
                  and t.search @@ (
                      select q.words && format('''#%%s''', $1::bigint)::tsquery from question q where numnode(q.words) > 0)
                  and (t.start_at, t.id) < ($3, $4)
                order by t.start_at desc, t.id desc
                limit $5
            )
            select %s, t.meeting_id, m.platform, m.platform_specific_id,
                   ts_headline('simple', translate(t.text, E'\\uE000\\uE001', ''), q.words,
                       E'StartSel=\\uE000, StopSel=\\uE001, MaxWords=30, MinWords=12') as snippet
            from found t
            cross join question q
            join meetings m on m.id = t.meeting_id
            order by t.start_at desc, t.id desc
            """.formatted(TranscriptQueries.LINE);

    private final Pool pool;

    TranscriptSearch(Pool pool) {
        this.pool = pool;
    }

    Uni<Found> find(long userId, String question, String limit, String cursor) {
        FieldErrors errors = new FieldErrors();
        errors.addUnless(question != null && !question.isBlank(), "q", "q must say what to look for.");
        errors.checkText("q", question, LONGEST);
        int most = (int) errors.wholeNumber("limit", limit, 1, LARGEST_PAGE, PAGE);
        SearchCursor after = SearchCursor.read(errors, cursor);
        errors.throwIfAny();
        return pool.preparedQuery(SQL)
                .execute(Tuple.of(
                        userId,
                        question.toLowerCase(Locale.ROOT),
                        (after == null ? LATEST : after.startAt()).atOffset(ZoneOffset.UTC),
                        after == null ? Long.MAX_VALUE : after.id(),
                        most + 1))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).toList())
                .map(rows -> found(rows, most));
    }

    private static Found found(List<Row> rows, int most) {
        List<Row> shown = rows.subList(0, Math.min(rows.size(), most));
        return new Found(shown.stream().map(TranscriptSearch::hit).toList(), rows.size() > most ? cursor(shown) : null);
    }

    private static String cursor(List<Row> shown) {
        Row last = shown.get(shown.size() - 1);
        return new SearchCursor(last.getOffsetDateTime("start_at").toInstant(), last.getLong("id")).text();
    }

    private static Hit hit(Row row) {
        return new Hit(
                row.getLong("meeting_id"),
                row.getString("platform"),
                row.getString("platform_specific_id"),
                html(row.getString("snippet")),
                TranscriptQueries.line(row));
    }

    static String html(String snippet) {
        return snippet.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;")
                .replace(String.valueOf(MARK), "<mark>")
                .replace(String.valueOf(END_OF_MARK), "</mark>");
    }
}
