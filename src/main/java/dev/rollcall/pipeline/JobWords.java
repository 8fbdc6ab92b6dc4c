package dev.rollcall.pipeline;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.pipeline.Conversation.Said;
import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * The words that jobs work on. What came with a request becomes a session of the meeting's transcript, so that tasks can
 * tell where they were said, and whoever reads or deletes the transcript finds it.
 */
@ApplicationScoped
class JobWords {

    /** Of the words that requests brought; bots sign theirs with the id of their connection. */
    static final String SESSION = "pipeline";

    /** Ten hours of talk; more is left out. */
    private static final int MOST_LINES = 20_000;

    private static final int LINES_AT_ONCE = 1_000;

    private static final String SESSIONS = """
            insert into transcript_sessions (meeting_id, session_uid, started_at, told)
            select m.id, $2, coalesce(m.start_time, m.created_at), true
            from meetings m
            where m.id = $1
            on conflict do nothing
            """;

    private static final String FORGET = "delete from transcriptions where meeting_id = $1 and session_uid = $2";

    private static final String SEGMENTS = """
            insert into transcriptions (
                meeting_id, user_id, session_uid, segment_key, start_at, start_time, end_time, text, speaker, language)
            select s.meeting_id, $3, s.session_uid, s.session_uid || ':' || w.place,
                   s.started_at + w.start_time * interval '1 second', w.start_time, w.end_time, w.text, w.speaker,
                   w.language
            from transcript_sessions s
            cross join jsonb_to_recordset($4::jsonb) as w (
                place integer, start_time double precision, end_time double precision, text text, speaker text,
                language text)
            where s.meeting_id = $1 and s.session_uid = $2
            order by w.place
            """;

    private static final String SAID = """
            select t.id, t.segment_key, t.speaker, t.start_time, t.text, t.language,
                   coalesce(m.start_time, m.created_at) as began
            from transcriptions t
            join meetings m on m.id = t.meeting_id
            where t.meeting_id = $1 and (t.session_uid is not distinct from $2) = $3
            order by t.start_at, t.id
            limit $4
            """;

    private final Pool pool;

    JobWords(Pool pool) {
        this.pool = pool;
    }

    /** In place of those of an earlier request. For a transaction that holds the job and the meeting. */
    Uni<Void> store(SqlConnection connection, Job job, List<Spoken> words) {
        List<JsonArray> portions = portions(words);
        return connection
                .preparedQuery(FORGET)
                .execute(Tuple.of(job.meetingId(), SESSION))
                .chain(() -> portions.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : connection
                                .preparedQuery(SESSIONS)
                                .execute(Tuple.of(job.meetingId(), SESSION))
                                .replaceWithVoid())
                .chain(() -> Multi.createFrom()
                        .iterable(portions)
                        .onItem()
                        .transformToUniAndConcatenate(portion -> connection
                                .preparedQuery(SEGMENTS)
                                .execute(Tuple.of(job.meetingId(), SESSION, job.userId(), portion)))
                        .collect()
                        .last())
                .replaceWithVoid();
    }

    private static List<JsonArray> portions(List<Spoken> words) {
        List<Spoken> clean = words.stream()
                .map(Spoken::clean)
                .filter(word -> !word.text().isEmpty())
                .limit(MOST_LINES)
                .toList();
        List<JsonArray> portions = new ArrayList<>();
        for (int place = 0; place < clean.size(); place++) {
            if (place % LINES_AT_ONCE == 0) {
                portions.add(new JsonArray());
            }
            portions.get(portions.size() - 1).add(json(place, clean.get(place)));
        }
        return portions;
    }

    private static JsonObject json(int place, Spoken word) {
        return new JsonObject()
                .put("place", place)
                .put("start_time", word.start())
                .put("end_time", word.end())
                .put("text", word.text())
                .put("speaker", word.speaker())
                .put("language", word.language());
    }

    Uni<Conversation> of(Job job) {
        return pool.preparedQuery(SAID)
                .execute(Tuple.of(job.meetingId(), SESSION, job.ownWords(), MOST_LINES))
                .map(rows -> new Conversation(
                        Rows.all(rows, JobWords::said),
                        Rows.first(rows, row -> instant(row, "began"))
                                .orElse(job.createdAt())
                                .atOffset(ZoneOffset.UTC)
                                .toLocalDate()));
    }

    private static Said said(Row row) {
        return new Said(
                row.getLong("id"),
                row.getString("segment_key"),
                row.getString("speaker"),
                row.getDouble("start_time"),
                row.getString("text"),
                row.getString("language"));
    }
}
