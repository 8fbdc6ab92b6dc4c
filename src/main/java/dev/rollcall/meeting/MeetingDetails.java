package dev.rollcall.meeting;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.lifecycle.CompletionReason;
import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** One meeting for a person who looks at it: of one user or of anybody, and nothing that opens it. */
@ApplicationScoped
public class MeetingDetails {

    /**
     * @param nativeId null when its data was deleted
     * @param link where it takes place, without a passcode; null when nobody knows, or only a passcode opens it
     * @param scenario what the reference bot plays; null for a real bot
     * @param firstHeartbeatAt of the present launch; null when there is none, or when the bot is over
     * @param stoppedByPerson such a meeting is not continued
     * @param sameMeeting how many meetings of the user have this id, this one included; 100 for more
     */
    public record Details(
            long id,
            long userId,
            String email,
            String platform,
            String nativeId,
            String link,
            String name,
            String status,
            boolean needsHelp,
            boolean stopRequested,
            boolean stoppedByPerson,
            int attempt,
            String workload,
            String botName,
            String language,
            String task,
            String scenario,
            Instant createdAt,
            Instant startTime,
            Instant endTime,
            Instant firstHeartbeatAt,
            Instant lastHeartbeatAt,
            String completionReason,
            String failureStage,
            Integer exitCode,
            boolean redacted,
            long sameMeeting) {

        /** Without what names people. */
        @Override
        public String toString() {
            return "Details[id=" + id + ", status=" + status + "]";
        }
    }

    private final Pool pool;

    MeetingDetails(Pool pool) {
        this.pool = pool;
    }

    /** @param userId null for anybody's; empty when there is none, or it is another's */
    public Uni<Optional<Details>> of(long id, Long userId) {
        return pool.preparedQuery("""
                        select m.id, m.user_id, u.email, m.platform, m.platform_specific_id, m.status, m.needs_help,
                               coalesce(m.data ->> 'name', m.data ->> 'title') as name, m.stop_reason, m.attempt,
                               m.workload, m.created_at, m.start_time, m.end_time, m.completion_reason,
                               m.failure_stage, m.exit_code, m.redacted_key is not null as redacted,
                               m.bot_order ->> 'meeting_url' as meeting_url,
                               m.bot_order ->> 'teams_base_host' as teams_base_host,
                               m.bot_order ->> 'bot_name' as bot_name,
                               m.bot_order ->> 'language' as language,
                               m.bot_order ->> 'task' as task,
                               m.bot_order #>> '{simulate,scenario}' as scenario,
                               h.first_heartbeat_at,
                               coalesce(h.last_heartbeat_at, m.last_heartbeat_at) as last_heartbeat_at,
                               (select count(*)
                                from (
                                    select
                                    from meetings o
                                    where o.user_id = m.user_id
                                      and o.platform = m.platform
                                      and o.platform_specific_id = m.platform_specific_id
                                    limit 100) same) as same_meeting
                        from meetings m
                        join users u on u.id = m.user_id
                        left join heartbeats h on h.meeting_id = m.id
                        where m.id = $1 and ($2::bigint is null or m.user_id = $2)
                        """)
                .execute(Tuple.of(id, userId))
                .map(rows -> Rows.first(rows, MeetingDetails::details));
    }

    private static Details details(Row row) {
        return new Details(
                row.getLong("id"),
                row.getLong("user_id"),
                row.getString("email"),
                row.getString("platform"),
                row.getString("platform_specific_id"),
                link(row),
                row.getString("name"),
                row.getString("status"),
                row.getBoolean("needs_help"),
                row.getString("stop_reason") != null,
                CompletionReason.STOPPED.equals(row.getString("stop_reason")),
                row.getInteger("attempt"),
                row.getString("workload"),
                row.getString("bot_name"),
                row.getString("language"),
                row.getString("task"),
                row.getString("scenario"),
                instant(row, "created_at"),
                instant(row, "start_time"),
                instant(row, "end_time"),
                instant(row, "first_heartbeat_at"),
                instant(row, "last_heartbeat_at"),
                row.getString("completion_reason"),
                row.getString("failure_stage"),
                row.getInteger("exit_code"),
                row.getBoolean("redacted"),
                row.getLong("same_meeting"));
    }

    /** Made anew of the id; a long Teams link cannot be, and goes without its query, where a passcode would be. */
    private static String link(Row row) {
        String nativeId = row.getString("platform_specific_id");
        if (nativeId == null) {
            return null;
        }
        String host = row.getString("teams_base_host");
        return Platform.find(row.getString("platform"))
                .flatMap(platform -> MeetingUrl.build(
                        platform, nativeId, null, host == null ? MeetingUrl.DEFAULT_TEAMS_HOST : host, null))
                .orElseGet(() -> withoutQuery(row.getString("meeting_url")));
    }

    private static String withoutQuery(String url) {
        return url == null || !url.startsWith("https://") ? null : url.split("[?#]", 2)[0];
    }
}
