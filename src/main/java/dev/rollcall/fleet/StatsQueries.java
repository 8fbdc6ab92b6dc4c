package dev.rollcall.fleet;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.fleet.StatsApi.MeetingOfUser;
import dev.rollcall.fleet.StatsApi.MeetingsAndUsers;
import dev.rollcall.fleet.StatsApi.Owner;
import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Meetings with their users, as statistics show them. */
@ApplicationScoped
class StatsQueries {

    /** Of {@code m}, rows of meetings. */
    private static final String MEETING_OF_USER = """
            select m.id, m.platform, m.platform_specific_id,
                   split_part(m.bot_order ->> 'meeting_url', '?', 1) as meeting_url,
                   m.status, coalesce(m.bot_container_id, m.workload) as container_id, m.start_time,
                   m.end_time, m.created_at, m.updated_at,
                   jsonb_strip_nulls(jsonb_build_object(
                       'completion_reason', m.completion_reason,
                       'failure_stage', m.failure_stage)) as data,
                   u.id as user_id, u.email, u.name, u.image_url, u.max_concurrent_bots,
                   u.created_at as user_created_at
            from %s m
            join users u on u.id = m.user_id
            """;

    private static final String PAGE =
            MEETING_OF_USER.formatted("(select * from meetings order by id desc limit $1 offset $2)")
                    + "order by m.id desc";

    private static final String ONE = MEETING_OF_USER.formatted("meetings") + "where m.id = $1";

    private final Pool pool;

    StatsQueries(Pool pool) {
        this.pool = pool;
    }

    Uni<MeetingsAndUsers> page(int skip, int limit) {
        return pool.preparedQuery(PAGE)
                .execute(Tuple.of(limit, skip))
                .map(rows -> Rows.all(rows, StatsQueries::meeting))
                .chain(this::withTotals);
    }

    Uni<Optional<MeetingOfUser>> meeting(long id) {
        return pool.preparedQuery(ONE).execute(Tuple.of(id)).map(rows -> Rows.first(rows, StatsQueries::meeting));
    }

    private static MeetingOfUser meeting(Row row) {
        Owner owner = new Owner(
                row.getLong("user_id"),
                row.getString("email"),
                row.getString("name"),
                row.getString("image_url"),
                row.getInteger("max_concurrent_bots"),
                instant(row, "user_created_at"));
        return new MeetingOfUser(
                row.getLong("id"),
                owner.id(),
                row.getString("platform"),
                row.getString("platform_specific_id"),
                row.getString("meeting_url"),
                row.getString("status"),
                row.getString("container_id"),
                instant(row, "start_time"),
                instant(row, "end_time"),
                row.getJsonObject("data").getMap(),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                owner);
    }

    private Uni<MeetingsAndUsers> withTotals(List<MeetingOfUser> items) {
        return pool.query("""
                        select (select count(*) from users) as users,
                               (select coalesce(jsonb_object_agg(c.status, c.meetings), '{}')
                                from (select status, count(*) as meetings from meetings group by status) c) as counts
                        """).execute().map(rows -> totals(items, rows));
    }

    private static MeetingsAndUsers totals(List<MeetingOfUser> items, RowSet<Row> rows) {
        Row row = rows.iterator().next();
        JsonObject counts = row.getJsonObject("counts");
        Map<String, Long> byStatus = new TreeMap<>();
        counts.fieldNames().forEach(status -> byStatus.put(status, counts.getLong(status)));
        long total = byStatus.values().stream().mapToLong(Long::longValue).sum();
        return new MeetingsAndUsers(total, items, total, row.getLong("users"), byStatus);
    }
}
