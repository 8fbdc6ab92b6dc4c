package dev.rollcall.fleet;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.fleet.AnalyticsApi.Heartbeats;
import dev.rollcall.fleet.AnalyticsApi.MeetingLine;
import dev.rollcall.fleet.AnalyticsApi.Session;
import dev.rollcall.fleet.AnalyticsApi.TranscriptionStats;
import dev.rollcall.fleet.AnalyticsApi.Transition;
import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads for statistics of meetings, each one bounded statement. None selects a word that somebody said, a secret or its
 * hash.
 */
@ApplicationScoped
class MeetingAnalytics {

    /** More than a sane life has. */
    private static final int LONGEST_HISTORY = 1_000;

    private static final int MOST_SESSIONS = 100;
    private static final int MOST_SEGMENTS = 100_000;

    private final Pool pool;

    MeetingAnalytics(Pool pool) {
        this.pool = pool;
    }

    Uni<List<MeetingLine>> meetings(int skip, int limit) {
        return pool.preparedQuery("""
                        select id, user_id, platform, platform_specific_id, status, start_time, end_time, created_at,
                               updated_at, completion_reason, failure_stage
                        from meetings
                        order by id desc
                        limit $1 offset $2
                        """)
                .execute(Tuple.of(limit, skip))
                .map(rows -> Rows.all(
                        rows,
                        row -> new MeetingLine(
                                row.getLong("id"),
                                row.getLong("user_id"),
                                row.getString("platform"),
                                row.getString("platform_specific_id"),
                                row.getString("status"),
                                instant(row, "start_time"),
                                instant(row, "end_time"),
                                instant(row, "created_at"),
                                instant(row, "updated_at"),
                                row.getString("completion_reason"),
                                row.getString("failure_stage"))));
    }

    /** The oldest first, as they were launched. */
    Uni<List<Session>> sessions(long meetingId) {
        return pool.preparedQuery("""
                        select s.id, s.meeting_id, s.session_uid, s.session_start_time
                        from (
                            select *
                            from meeting_sessions
                            where meeting_id = $1
                            order by id desc
                            limit $2) s
                        order by s.id
                        """)
                .execute(Tuple.of(meetingId, MOST_SESSIONS))
                .map(rows -> Rows.all(
                        rows,
                        row -> new Session(
                                row.getLong("id"),
                                row.getLong("meeting_id"),
                                row.getString("session_uid"),
                                instant(row, "session_start_time"))));
    }

    Uni<List<Transition>> transitions(long meetingId) {
        return pool.preparedQuery("""
                        select from_status, to_status, at, source, attempt, completion_reason, failure_stage, exit_code
                        from status_transitions
                        where meeting_id = $1 and kind in ('transition', 'implied')
                        order by revision, step
                        limit $2
                        """)
                .execute(Tuple.of(meetingId, LONGEST_HISTORY))
                .map(rows -> Rows.all(
                        rows,
                        row -> new Transition(
                                row.getString("from_status"),
                                row.getString("to_status"),
                                instant(row, "at"),
                                row.getString("source"),
                                row.getInteger("attempt"),
                                row.getString("completion_reason"),
                                row.getString("failure_stage"),
                                row.getInteger("exit_code"))));
    }

    /** @param now by the database's clock, on which all replicas agree */
    record Pulse(Heartbeats heartbeats, Instant now) {}

    Uni<Optional<Pulse>> pulse(long meetingId) {
        return pool.preparedQuery("""
                        select h.first_heartbeat_at, coalesce(h.last_heartbeat_at, m.last_heartbeat_at) as last_heartbeat_at,
                               m.status in ('completed', 'failed') as over, clock_timestamp() as now
                        from meetings m
                        left join heartbeats h on h.meeting_id = m.id
                        where m.id = $1
                        """)
                .execute(Tuple.of(meetingId))
                .map(rows -> Rows.first(rows, MeetingAnalytics::pulse));
    }

    private static Pulse pulse(Row row) {
        Instant last = instant(row, "last_heartbeat_at");
        Instant now = instant(row, "now");
        Double silent = last == null || row.getBoolean("over") ? null : Stages.seconds(last, now);
        return new Pulse(new Heartbeats(instant(row, "first_heartbeat_at"), last, silent), now);
    }

    /** Empty where there is no transcript. */
    Uni<Optional<TranscriptionStats>> transcription(long meetingId) {
        return pool.preparedQuery("""
                        with segment as (
                            select start_time, end_time, speaker, language
                            from transcriptions
                            where meeting_id = $1
                            limit $2
                        )
                        select count(*) as segments,
                               coalesce(sum(end_time - start_time) filter (where abs(end_time - start_time) < 'infinity'), 0) as duration,
                               count(distinct nullif(speaker, '')) as speakers,
                               coalesce(array_agg(distinct language) filter (where language <> ''), '{}')::text[] as languages
                        from segment
                        having count(*) > 0
                        """)
                .execute(Tuple.of(meetingId, MOST_SEGMENTS))
                .map(rows -> Rows.first(
                        rows,
                        row -> new TranscriptionStats(
                                row.getLong("segments"),
                                row.getDouble("duration"),
                                row.getLong("speakers"),
                                List.of(row.getArrayOfStrings("languages")))));
    }
}
