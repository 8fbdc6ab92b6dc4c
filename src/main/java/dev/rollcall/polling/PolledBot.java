package dev.rollcall.polling;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.lifecycle.Status;
import dev.rollcall.polling.Facts.Job;
import dev.rollcall.polling.Facts.Meeting;
import dev.rollcall.polling.Facts.Report;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;

/**
 * A bot as it was found, with all that its status is derived from.
 *
 * @param botId null for one that was sent otherwise than by a trigger
 * @param owner what the caller's own login calls its user, where it does; else our number
 * @param reportedResult null unless somebody has reported one
 */
record PolledBot(
        String botId,
        long meetingId,
        long userId,
        String owner,
        Instant createdAt,
        Facts facts,
        JsonObject reportedResult) {

    /**
     * What a query selects of {@code meetings m}, {@code users u}, {@code polled_bots p} and {@code post_meeting_jobs j}. A
     * meeting that was continued is over for the bot that came before.
     */
    static final String COLUMNS = """
            p.bot_id, m.id as meeting_id, m.user_id, coalesce(u.external_id, m.user_id::text) as owner,
            coalesce(p.created_at, m.created_at) as created_at,
            m.status, m.ever_active, m.completion_reason, m.failure_stage,
            coalesce(m.status_since, m.created_at) as since, coalesce(m.end_time, m.status_since, m.updated_at) as ended_at,
            coalesce(u.post_meeting_since <= coalesce(m.end_time, clock_timestamp()), false) as pipeline_asked,
            (select min(s.session_start_time) from meeting_sessions s where s.meeting_id = m.id and s.id > p.session_id)
                as replaced_at,
            j.status as job_status, j.session_id as job_session, j.error_message as job_error,
            j.updated_at as job_updated_at, coalesce(j.finished_at, j.updated_at) as job_finished_at,
            p.reported_status, p.reported_at, p.reported_error, p.reported_result, clock_timestamp() as now
            """;

    static PolledBot of(Row row) {
        return new PolledBot(
                row.getString("bot_id"),
                row.getLong("meeting_id"),
                row.getLong("user_id"),
                row.getString("owner"),
                instant(row, "created_at"),
                new Facts(meeting(row), job(row), report(row), instant(row, "now")),
                row.getJsonObject("reported_result"));
    }

    private static Meeting meeting(Row row) {
        Instant replacedAt = instant(row, "replaced_at");
        if (replacedAt != null) {
            return new Meeting(Status.COMPLETED, true, false, replacedAt, replacedAt, null);
        }
        Status status = Status.of(row.getString("status")).orElse(Status.COMPLETED); // a word of an older system
        return new Meeting(
                status,
                row.getBoolean("ever_active"),
                row.getBoolean("pipeline_asked"),
                instant(row, "since"),
                status.terminal() ? instant(row, "ended_at") : null,
                status == Status.FAILED ? failure(row) : null);
    }

    private static String failure(Row row) {
        return FailureSentence.of(row.getString("completion_reason"), row.getString("failure_stage"));
    }

    private static Job job(Row row) {
        return FaceStatus.of(row.getString("job_status"))
                .map(status -> new Job(
                        status,
                        row.getString("job_session"),
                        row.getString("job_error"),
                        instant(row, "job_updated_at"),
                        instant(row, "job_finished_at")))
                .orElse(null);
    }

    private static Report report(Row row) {
        return FaceStatus.of(row.getString("reported_status"))
                .map(status -> new Report(
                        status,
                        row.getString("reported_error"),
                        row.getValue("reported_result") != null,
                        instant(row, "reported_at")))
                .orElse(null);
    }

    boolean isOf(long caller) {
        return userId == caller;
    }

    /** Without the words. */
    @Override
    public String toString() {
        return "PolledBot[botId=" + botId + ", meetingId=" + meetingId + "]";
    }
}
