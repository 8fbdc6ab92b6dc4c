package dev.rollcall.transcript;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A stretch of a meeting's transcript, to be looked at. Whose meeting it is, the caller has to know. */
@ApplicationScoped
public class TranscriptWindow {

    /** Some ten minutes of talk: more is not read at once, and has to be sent again with every word that is new. */
    public static final int MOST_LINES = 200;

    /**
     * @param at when it was said
     * @param completed whether it will not change any more
     */
    public record Spoken(long id, Instant at, String speaker, String text, boolean completed) {

        /** Words stay out of logs. */
        @Override
        public String toString() {
            return "Spoken[id=" + id + "]";
        }
    }

    /**
     * @param lines in the order in which they were said
     * @param earlier there are lines before these
     * @param later the line after these; null when there is none
     */
    public record Window(List<Spoken> lines, boolean earlier, Long later) {

        public boolean has(long line) {
            return lines.stream().anyMatch(one -> one.id() == line);
        }
    }

    private static final String LINES =
            "select t.id, t.start_at, t.speaker, t.text, t.completed from transcriptions t where t.meeting_id = $1 ";

    private final Pool pool;

    TranscriptWindow(Pool pool) {
        this.pool = pool;
    }

    /** From the first line on. */
    public Uni<Window> first(long meetingId) {
        return from(meetingId, Instant.EPOCH, 0, false);
    }

    /** Up to the last line. */
    public Uni<Window> last(long meetingId) {
        return upTo(meetingId, Instant.parse("9999-12-31T00:00:00Z"), 0, false);
    }

    /** From this line on; from the first one where it is gone. */
    public Uni<Window> from(long meetingId, long line) {
        return place(meetingId, line)
                .chain(at -> at.isEmpty() ? first(meetingId) : from(meetingId, at.get(), line, true));
    }

    /** What was said before this line; the beginning where it is gone. */
    public Uni<Window> before(long meetingId, long line) {
        return place(meetingId, line)
                .chain(at -> at.isEmpty() ? first(meetingId) : upTo(meetingId, at.get(), line, true));
    }

    private Uni<Optional<Instant>> place(long meetingId, long line) {
        return pool.preparedQuery("select start_at from transcriptions where id = $1 and meeting_id = $2")
                .execute(Tuple.of(line, meetingId))
                .map(rows -> Rows.first(rows, row -> instant(row, "start_at")));
    }

    /** @param known there is this line, so that it is looked for whether others stand before it */
    private Uni<Window> from(long meetingId, Instant at, long line, boolean known) {
        Uni<RowSet<Row>> lines = pool.preparedQuery(
                        LINES + "and (t.start_at, t.id) >= ($2, $3) order by t.start_at, t.id limit $4")
                .execute(Tuple.of(meetingId, at.atOffset(ZoneOffset.UTC), line, MOST_LINES + 1));
        return lines.chain(rows -> earlier(meetingId, at, line, known)
                .map(earlier -> window(Rows.all(rows, TranscriptWindow::spoken), earlier)));
    }

    private Uni<Boolean> earlier(long meetingId, Instant at, long line, boolean known) {
        return known
                ? pool.preparedQuery("""
                                select exists (
                                    select
                                    from transcriptions t
                                    where t.meeting_id = $1 and (t.start_at, t.id) < ($2, $3)) as earlier
                                """)
                        .execute(Tuple.of(meetingId, at.atOffset(ZoneOffset.UTC), line))
                        .map(rows -> rows.iterator().next().getBoolean("earlier"))
                : Uni.createFrom().item(false);
    }

    private static Window window(List<Spoken> lines, boolean earlier) {
        return lines.size() <= MOST_LINES
                ? new Window(lines, earlier, null)
                : new Window(
                        lines.subList(0, MOST_LINES),
                        earlier,
                        lines.get(MOST_LINES).id());
    }

    /** @param known there is this line, which comes next */
    private Uni<Window> upTo(long meetingId, Instant at, long line, boolean known) {
        return pool.preparedQuery(
                        LINES + "and (t.start_at, t.id) < ($2, $3) order by t.start_at desc, t.id desc limit $4")
                .execute(Tuple.of(meetingId, at.atOffset(ZoneOffset.UTC), line, MOST_LINES + 1))
                .map(rows -> Rows.all(rows, TranscriptWindow::spoken))
                .map(newestFirst -> {
                    boolean earlier = newestFirst.size() > MOST_LINES;
                    List<Spoken> lines = new ArrayList<>(earlier ? newestFirst.subList(0, MOST_LINES) : newestFirst);
                    Collections.reverse(lines);
                    return new Window(lines, earlier, known ? line : null);
                });
    }

    private static Spoken spoken(Row row) {
        return new Spoken(
                row.getLong("id"),
                instant(row, "start_at"),
                row.getString("speaker"),
                row.getString("text"),
                row.getBoolean("completed"));
    }
}
