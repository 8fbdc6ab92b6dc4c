package dev.rollcall.transcript;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes what was said: all messages of a batch in one transaction, a thousand segments in each statement. The same batch
 * may come again, in parts, in another order and on another replica: what is complete stays, and of two equals the one
 * that was sent later.
 */
@ApplicationScoped
class TranscriptStore {

    /**
     * A message whose sender is known.
     *
     * @param version its place among all messages; null for now
     */
    record Heard(long meetingId, String sessionUid, Instant at, Long version, TranscriptMessage message) {}

    /**
     * @param refusals of each message, in their order; null where it is stored
     * @param segments that are new, or newer than before
     */
    record Stored(List<Refusal> refusals, int segments) {}

    private static final int SEGMENTS_AT_ONCE = 1_000;

    /**
     * The lock waits for a deletion that is under way, and the statement looks again after it. Those of several batches
     * do not wait for each other.
     */
    private static final String OPEN = """
            select m.id, m.redacted_key is not null or m.data -> 'redacted' is not distinct from 'true'::jsonb as redacted
            from meetings m
            where m.id = any ($1)
            order by m.id
            for key share
            """;

    /**
     * Where a session begins that nobody has told the beginning of: so long before its first words arrived as they say,
     * or with its meeting, where that is over.
     */
    private static final String SESSIONS = """
            insert into transcript_sessions as s (meeting_id, session_uid, started_at, told, ended_at)
            select h.meeting_id,
                   h.session_uid,
                   coalesce(
                       h.started_at,
                       case
                           when m.end_time is null
                           then greatest(h.at - h.latest * interval '1 second', m.created_at)
                           else coalesce(m.start_time, m.created_at)
                       end),
                   h.started_at is not null,
                   h.ended_at
            from jsonb_to_recordset($1::jsonb) as h (
                     meeting_id bigint, session_uid text, at timestamptz, started_at timestamptz, ended_at timestamptz,
                     latest double precision)
            join meetings m on m.id = h.meeting_id
            order by h.meeting_id, h.session_uid
            on conflict (meeting_id, session_uid) do update
            set started_at = case when excluded.told then excluded.started_at else s.started_at end,
                told       = s.told or excluded.told,
                ended_at   = coalesce(excluded.ended_at, s.ended_at)
            where excluded.told and (not s.told or s.started_at <> excluded.started_at)
               or s.ended_at is null and excluded.ended_at is not null
            """;

    /** Words that came before it was known when their session began. */
    private static final String MOVE = """
            update transcriptions t
            set start_at = s.started_at + t.start_time * interval '1 second'
            from jsonb_to_recordset($1::jsonb) as h (meeting_id bigint, session_uid text, started_at timestamptz)
            join transcript_sessions s on s.meeting_id = h.meeting_id and s.session_uid = h.session_uid
            where h.started_at is not null
              and t.meeting_id = s.meeting_id
              and t.session_uid = s.session_uid
              and t.start_at <> s.started_at + t.start_time * interval '1 second'
            """;

    /** The sessions are locked so that none moves meanwhile; the order is the same everywhere, against deadlocks. */
    private static final String SEGMENTS = """
            with heard as (
                select distinct on (h.meeting_id, h.key) h.*
                from jsonb_to_recordset($1::jsonb) as h (
                         place integer, meeting_id bigint, session_uid text, key text, version bigint, segment_id text,
                         start_time double precision, end_time double precision, text text, speaker text, language text,
                         completed boolean)
                order by h.meeting_id, h.key, h.completed desc, h.version desc, h.place desc
            ), sessions as (
                select s.meeting_id, s.session_uid, s.started_at
                from transcript_sessions s
                where (s.meeting_id, s.session_uid) in (select h.meeting_id, h.session_uid from heard h)
                order by s.meeting_id, s.session_uid
                for share
            )
            insert into transcriptions as t (
                meeting_id, user_id, session_uid, segment_key, segment_id, version, start_at, start_time, end_time, text,
                speaker, language, completed)
            select h.meeting_id,
                   m.user_id,
                   h.session_uid,
                   h.key,
                   h.segment_id,
                   coalesce(h.version, (extract(epoch from clock_timestamp()) * 1000)::bigint << 20),
                   s.started_at + h.start_time * interval '1 second',
                   h.start_time,
                   h.end_time,
                   h.text,
                   h.speaker,
                   h.language,
                   h.completed
            from heard h
            join sessions s on s.meeting_id = h.meeting_id and s.session_uid = h.session_uid
            join meetings m on m.id = h.meeting_id
            order by h.meeting_id, h.key
            on conflict (meeting_id, segment_key) do update
            set session_uid = excluded.session_uid,
                version     = excluded.version,
                start_at    = excluded.start_at,
                start_time  = excluded.start_time,
                end_time    = excluded.end_time,
                text        = excluded.text,
                speaker     = excluded.speaker,
                language    = excluded.language,
                completed   = excluded.completed
            where (excluded.completed, excluded.version) > (t.completed, t.version)
              and (excluded.start_time, excluded.end_time, excluded.text, excluded.speaker, excluded.language,
                   excluded.completed)
                  is distinct from (t.start_time, t.end_time, t.text, t.speaker, t.language, t.completed)
            """;

    private final Pool pool;

    TranscriptStore(Pool pool) {
        this.pool = pool;
    }

    /** All or nothing; a meeting that is not there or erased keeps none of the others out. */
    Uni<Stored> store(List<Heard> batch) {
        return batch.isEmpty()
                ? Uni.createFrom().item(new Stored(List.of(), 0))
                : pool.withTransaction(connection -> store(connection, batch));
    }

    private Uni<Stored> store(SqlConnection connection, List<Heard> batch) {
        Long[] ids = batch.stream().map(Heard::meetingId).distinct().toArray(Long[]::new);
        return connection
                .preparedQuery(OPEN)
                .execute(Tuple.of((Object) ids))
                .map(rows -> refusals(rows, batch))
                .chain(refusals ->
                        write(connection, open(batch, refusals)).map(segments -> new Stored(refusals, segments)));
    }

    private static List<Refusal> refusals(RowSet<Row> meetings, List<Heard> batch) {
        Map<Long, Boolean> redacted = new HashMap<>();
        meetings.forEach(row -> redacted.put(row.getLong("id"), row.getBoolean("redacted")));
        List<Refusal> refusals = new ArrayList<>();
        for (Heard heard : batch) {
            Boolean erased = redacted.get(heard.meetingId());
            refusals.add(erased == null ? Refusal.UNKNOWN_MEETING : erased ? Refusal.REDACTED : null);
        }
        return refusals;
    }

    private static List<Heard> open(List<Heard> batch, List<Refusal> refusals) {
        List<Heard> open = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            if (refusals.get(i) == null) {
                open.add(batch.get(i));
            }
        }
        return open;
    }

    private static Uni<Integer> write(SqlConnection connection, List<Heard> heard) {
        JsonArray sessions = HeardRows.sessions(heard);
        if (sessions.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        boolean told = heard.stream().anyMatch(one -> one.message().startedAt() != null);
        return connection
                .preparedQuery(SESSIONS)
                .execute(Tuple.of(sessions))
                .chain(done -> told && done.rowCount() > 0
                        ? connection
                                .preparedQuery(MOVE)
                                .execute(Tuple.of(sessions))
                                .replaceWithVoid()
                        : Uni.createFrom().voidItem())
                .chain(() -> segments(connection, heard));
    }

    private static Uni<Integer> segments(SqlConnection connection, List<Heard> heard) {
        return Multi.createFrom()
                .iterable(HeardRows.segments(heard, SEGMENTS_AT_ONCE))
                .onItem()
                .transformToUniAndConcatenate(
                        portion -> connection.preparedQuery(SEGMENTS).execute(Tuple.of(portion)))
                .map(RowSet::rowCount)
                .collect()
                .with(Collectors.summingInt(Integer::intValue));
    }
}
