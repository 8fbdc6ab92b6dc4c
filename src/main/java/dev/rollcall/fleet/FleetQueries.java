package dev.rollcall.fleet;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.fleet.FleetApi.FleetBot;
import dev.rollcall.fleet.FleetApi.FleetBots;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Reads of everybody's bots, for admins. */
@ApplicationScoped
public class FleetQueries {

    private static final int BOTS_OF_ONE = 100;

    private final Pool pool;

    FleetQueries(Pool pool) {
        this.pool = pool;
    }

    /** The first hundred of one user, and how many there are. */
    public Uni<FleetBots> botsOf(long userId) {
        return bots(new FleetFilter(null, null, userId, null, null, null, null, BOTS_OF_ONE));
    }

    /** Whoever was heard of longest ago comes first; a bot that never sent a heartbeat counts from its creation. */
    Uni<FleetBots> bots(FleetFilter filter) {
        Cursor after = filter.after();
        Tuple parameters = Tuple.tuple()
                .addString(filter.status())
                .addString(filter.platform())
                .addLong(filter.userId())
                .addString(filter.email())
                .addLong(filter.silentFor())
                .addBoolean(filter.needsHelp())
                .addOffsetDateTime(after == null ? null : after.heardAt().atOffset(ZoneOffset.UTC))
                .addLong(after == null ? null : after.meetingId())
                .addInteger(filter.limit() + 1);
        return pool.preparedQuery("""
                        with live as (
                            select m.id, m.status, coalesce(h.last_heartbeat_at, m.created_at) as heard_at
                            from meetings m
                            left join heartbeats h on h.meeting_id = m.id
                            where m.status in ('requested', 'joining', 'awaiting_admission', 'active', 'stopping')
                              and ($1::text is null or m.status = $1)
                              and ($2::text is null or m.platform = $2)
                              and ($3::bigint is null or m.user_id = $3)
                              and ($4::text is null
                                   or m.user_id = (select u.id from users u where lower(u.email) = lower($4)))
                              and ($5::bigint is null
                                   or coalesce(h.last_heartbeat_at, m.created_at) <= now() - $5 * interval '1 second')
                              and ($6::boolean is null or m.needs_help = $6)
                        ), counted as (
                            select coalesce(jsonb_object_agg(c.status, c.bots), '{}') as counts
                            from (select status, count(*) as bots from live group by status) c
                        ), page as (
                            select id, heard_at
                            from live
                            where $7::timestamptz is null or (heard_at, id) > ($7, $8::bigint)
                            order by heard_at, id
                            limit $9
                        )
                        select c.counts, m.id, m.user_id, u.email, m.platform, m.platform_specific_id, m.status,
                               m.created_at, greatest(extract(epoch from now() - m.created_at), 0)::bigint as age,
                               m.attempt, m.workload, h.last_heartbeat_at,
                               greatest(extract(epoch from now() - h.last_heartbeat_at), 0)::bigint as silence,
                               m.deadline_at, m.on_deadline, m.stop_reason is not null as stop_requested,
                               m.needs_help, p.heard_at,
                               (select count(*)
                                from commands k
                                where k.meeting_id = m.id
                                  and k.state in ('accepted', 'published', 'delivered')
                                  and k.expires_at > now()) as pending_commands
                        from counted c
                        left join (page p
                                   join meetings m on m.id = p.id
                                   join users u on u.id = m.user_id
                                   left join heartbeats h on h.meeting_id = m.id) on true
                        order by p.heard_at, p.id
                        """).execute(parameters).map(rows -> page(rows, filter.limit()));
    }

    private static FleetBots page(RowSet<Row> rows, int limit) {
        Map<String, Long> counts = byStatus(rows.iterator().next().getJsonObject("counts"));
        List<Row> found = StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> row.getLong("id") != null)
                .toList();
        List<Row> shown = found.subList(0, Math.min(limit, found.size()));
        return new FleetBots(
                shown.stream().map(FleetQueries::bot).toList(),
                counts.values().stream().mapToLong(Long::longValue).sum(),
                counts,
                found.size() > limit ? cursor(shown.get(limit - 1)).text() : null);
    }

    private static FleetBot bot(Row row) {
        return new FleetBot(
                row.getLong("id"),
                row.getLong("user_id"),
                row.getString("email"),
                row.getString("platform"),
                row.getString("platform_specific_id"),
                row.getString("status"),
                instant(row, "created_at"),
                row.getLong("age"),
                row.getInteger("attempt"),
                row.getString("workload"),
                instant(row, "last_heartbeat_at"),
                instant(row, "last_heartbeat_at") == null ? null : row.getLong("silence"),
                instant(row, "deadline_at"),
                row.getString("on_deadline"),
                row.getBoolean("stop_requested"),
                row.getBoolean("needs_help"),
                row.getLong("pending_commands"));
    }

    private static Cursor cursor(Row row) {
        return new Cursor(instant(row, "heard_at"), row.getLong("id"));
    }

    /** Every live status has its number, 0 too. */
    static Map<String, Long> byStatus(JsonObject counts) {
        Map<String, Long> all = new LinkedHashMap<>();
        FleetFilter.liveStatuses().forEach(status -> all.put(status, counts.getLong(status, 0L)));
        return all;
    }
}
