package dev.rollcall.transcript;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.meeting.MeetingKey;
import dev.rollcall.transcript.TranscriptApi.Line;
import dev.rollcall.transcript.TranscriptApi.Transcript;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Reads of transcripts: the meeting first, then its segments page by page. */
@ApplicationScoped
class TranscriptQueries {

    /** At most so many at once; a segment has 20,000 characters at most, and a few hundred mostly. */
    static final int PAGE = 1_000;

    /** The columns of {@code transcriptions t} that make a line. */
    static final String LINE =
            "t.id, t.start_time, t.end_time, t.text, t.language, t.created_at, t.speaker, t.completed, t.start_at,"
                    + " t.session_uid, t.segment_id";

    /** A line, and its place for reading on. */
    record Placed(long id, Line line) {}

    /** @param began where times of subtitles count from; null when there is nothing */
    record Head(Transcript meeting, Instant began) {}

    private final Pool pool;

    TranscriptQueries(Pool pool) {
        this.pool = pool;
    }

    /** The user's newest meeting under this key, or this one of them; empty when there is none. */
    Uni<Optional<Head>> meeting(long userId, MeetingKey key, Long id) {
        return pool.preparedQuery("""
                        select m.id, m.platform, m.platform_specific_id, m.bot_order ->> 'meeting_url' as meeting_url,
                               m.status, m.start_time, m.end_time, m.data ->> 'notes' as notes,
                               (select min(s.started_at) from transcript_sessions s where s.meeting_id = m.id) as began
                        from meetings m
                        where m.user_id = $1
                          and m.platform = $2
                          and m.platform_specific_id = $3
                          and ($4::bigint is null or m.id = $4)
                        order by m.id desc
                        limit 1
                        """)
                .execute(Tuple.of(userId, key.platform().wire(), key.nativeId(), id))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(head(rows.iterator().next())));
    }

    /** Anybody's. */
    Uni<Boolean> exists(long meetingId) {
        return pool.preparedQuery("select from meetings where id = $1")
                .execute(Tuple.of(meetingId))
                .map(rows -> rows.size() > 0);
    }

    private static Head head(Row row) {
        return new Head(
                new Transcript(
                        row.getLong("id"),
                        row.getString("platform"),
                        row.getString("platform_specific_id"),
                        row.getString("meeting_url"),
                        row.getString("status"),
                        instant(row, "start_time"),
                        instant(row, "end_time"),
                        List.of(),
                        row.getString("notes"),
                        List.of()),
                instant(row, "began"));
    }

    /** In the order in which they were said, after this one; null for the first page. */
    Uni<List<Placed>> page(long meetingId, Placed after) {
        return pool.preparedQuery("select " + LINE + """

                        from transcriptions t
                        where t.meeting_id = $1 and (t.start_at, t.id) > ($2, $3)
                        order by t.start_at, t.id
                        limit $4
                        """)
                .execute(Tuple.of(
                        meetingId,
                        (after == null ? Instant.EPOCH : after.line().absoluteStartTime()).atOffset(ZoneOffset.UTC),
                        after == null ? 0L : after.id(),
                        PAGE))
                .map(TranscriptQueries::lines);
    }

    private static List<Placed> lines(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new Placed(row.getLong("id"), line(row)))
                .toList();
    }

    static Line line(Row row) {
        double start = row.getDouble("start_time");
        double end = row.getDouble("end_time");
        Instant startAt = instant(row, "start_at");
        return new Line(
                start,
                end,
                row.getString("text"),
                row.getString("language"),
                instant(row, "created_at"),
                row.getString("speaker"),
                row.getBoolean("completed"),
                startAt,
                startAt.plus(length(start, end)),
                row.getString("session_uid"),
                row.getString("segment_id"));
    }

    /** None for what older systems stored: an end before its start, or no number at all. */
    private static Duration length(double start, double end) {
        double seconds = end - start;
        return seconds > 0 && seconds < 1e9 ? Duration.ofNanos((long) (seconds * 1e9)) : Duration.ZERO;
    }
}
