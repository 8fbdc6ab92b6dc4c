package dev.rollcall.fleet;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.platform.Rows;
import dev.rollcall.runtime.BotRuntime;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The fleet at a glance: how many bots there are, and who needs a look. */
@ApplicationScoped
public class FleetOverview {

    private final Pool pool;
    private final String runtime;

    FleetOverview(Pool pool, BotRuntime runtime) {
        this.pool = pool;
        this.runtime = runtime.name();
    }

    /** Bots that are not over, of one status on one platform. */
    public record Count(String status, String platform, long bots) {

        static Count of(Row row) {
            return new Count(row.getString("status"), row.getString("platform"), row.getLong("bots"));
        }
    }

    /**
     * @param byStatus every live status in the order of life, 0 too
     * @param byPlatform those that have bots
     * @param runtime where all of them run
     */
    public record Live(long total, Map<String, Long> byStatus, Map<String, Long> byPlatform, String runtime) {}

    /**
     * A bot that somebody should look at.
     *
     * @param overdue its deadline is past, and nobody has acted on it yet
     * @param silent it has sent heartbeats, and none lately
     * @param lastHeartbeatAt null for one that never sent any
     */
    public record Troubled(
            long meetingId,
            long userId,
            String email,
            String platform,
            String nativeId,
            String status,
            Instant lastHeartbeatAt,
            Instant deadlineAt,
            String onDeadline,
            boolean overdue,
            boolean silent,
            boolean needsHelp) {

        private static Troubled of(Row row) {
            return new Troubled(
                    row.getLong("id"),
                    row.getLong("user_id"),
                    row.getString("email"),
                    row.getString("platform"),
                    row.getString("platform_specific_id"),
                    row.getString("status"),
                    instant(row, "last_heartbeat_at"),
                    instant(row, "deadline_at"),
                    row.getString("on_deadline"),
                    row.getBoolean("overdue"),
                    row.getBoolean("silent"),
                    row.getBoolean("needs_help"));
        }
    }

    public Uni<Live> live() {
        return counts().map(this::live);
    }

    private Live live(List<Count> counts) {
        Map<String, Long> byStatus = new LinkedHashMap<>();
        FleetFilter.liveStatuses().forEach(status -> byStatus.put(status, 0L));
        Map<String, Long> byPlatform = new TreeMap<>();
        for (Count count : counts) {
            byStatus.merge(count.status(), count.bots(), Long::sum);
            byPlatform.merge(count.platform(), count.bots(), Long::sum);
        }
        long total = byStatus.values().stream().mapToLong(Long::longValue).sum();
        return new Live(total, byStatus, byPlatform, runtime);
    }

    Uni<List<Count>> counts() {
        return pool.query("""
                        select status, platform, count(*) as bots
                        from meetings
                        where status in ('requested', 'joining', 'awaiting_admission', 'active', 'stopping')
                        group by status, platform
                        limit 100
                        """).execute().map(rows -> Rows.all(rows, Count::of));
    }

    /**
     * Who is overdue, then who needs help, then who is silent, each the longest silent first. Silence of a bot that never
     * sent a heartbeat means nothing.
     */
    public Uni<List<Troubled>> troubled(Duration silence, int limit) {
        return pool.preparedQuery("""
                        select m.id, m.user_id, u.email, m.platform, m.platform_specific_id, m.status,
                               h.last_heartbeat_at, m.deadline_at, m.on_deadline, m.needs_help, t.overdue, t.silent
                        from (
                            select l.id,
                                   l.deadline_at < now() as overdue,
                                   coalesce(b.last_heartbeat_at < now() - $1 * interval '1 second', false) as silent
                            from meetings l
                            left join heartbeats b on b.meeting_id = l.id
                            where l.status in ('requested', 'joining', 'awaiting_admission', 'active', 'stopping')
                        ) t
                        join meetings m on m.id = t.id
                        join users u on u.id = m.user_id
                        left join heartbeats h on h.meeting_id = m.id
                        where t.overdue or t.silent or m.needs_help
                        order by t.overdue desc, m.needs_help desc, coalesce(h.last_heartbeat_at, m.created_at), m.id
                        limit $2
                        """)
                .execute(Tuple.of(silence.toSeconds(), limit))
                .map(rows -> Rows.all(rows, Troubled::of));
    }
}
