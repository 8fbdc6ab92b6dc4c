package dev.rollcall.fleet;

import dev.rollcall.fleet.FleetApi.FleetSlots;
import dev.rollcall.fleet.FleetApi.UserSlots;
import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Who holds how many slots: the same count that a reservation makes. */
@ApplicationScoped
public class SlotQueries {

    private static final String STOPPING = "stopping";

    private final Pool pool;

    SlotQueries(Pool pool) {
        this.pool = pool;
    }

    Uni<FleetSlots> all(int limit, int offset) {
        return pool.preparedQuery("""
                        with live as (
                            select m.user_id, m.status, count(*) as bots
                            from meetings m
                            where m.status in ('requested', 'joining', 'awaiting_admission', 'active', 'stopping')
                            group by m.user_id, m.status
                        ), counted as (
                            select coalesce(jsonb_object_agg(c.status, c.bots), '{}') as counts
                            from (select status, sum(bots) as bots from live group by status) c
                        ), page as (
                            select user_id,
                                   coalesce(sum(bots) filter (where status <> 'stopping'), 0)::bigint as used,
                                   coalesce(sum(bots) filter (where status = 'stopping'), 0)::bigint as stopping
                            from live
                            group by user_id
                            order by used desc, stopping desc, user_id
                            limit $1 offset $2
                        )
                        select c.counts, u.id, u.email, u.max_concurrent_bots, p.used, p.stopping
                        from counted c
                        left join (page p join users u on u.id = p.user_id) on true
                        order by p.used desc, p.stopping desc, p.user_id
                        """).execute(Tuple.of(limit + 1, offset)).map(rows -> page(rows, limit));
    }

    private static FleetSlots page(RowSet<Row> rows, int limit) {
        Map<String, Long> counts = FleetQueries.byStatus(rows.iterator().next().getJsonObject("counts"));
        List<UserSlots> found = StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> row.getLong("id") != null)
                .map(SlotQueries::slots)
                .toList();
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        long stopping = counts.get(STOPPING);
        return new FleetSlots(
                total - stopping,
                stopping,
                total,
                counts,
                found.subList(0, Math.min(limit, found.size())),
                found.size() > limit);
    }

    /** Empty when there is no such user. */
    Uni<Optional<UserSlots>> of(long userId) {
        return pool.preparedQuery("""
                        select u.id, u.email, u.max_concurrent_bots,
                               count(m.id) filter (where m.status <> 'stopping') as used,
                               count(m.id) filter (where m.status = 'stopping') as stopping
                        from users u
                        left join meetings m
                               on m.user_id = u.id
                              and m.status in ('requested', 'joining', 'awaiting_admission', 'active', 'stopping')
                        where u.id = $1
                        group by u.id
                        """).execute(Tuple.of(userId)).map(rows -> Rows.first(rows, SlotQueries::slots));
    }

    /** Of a page of users; who has no bots is not in it. */
    public Uni<Map<Long, UserSlots>> ofAll(Collection<Long> userIds) {
        return pool.preparedQuery("""
                        select u.id, u.email, u.max_concurrent_bots,
                               count(m.id) filter (where m.status <> 'stopping') as used,
                               count(m.id) filter (where m.status = 'stopping') as stopping
                        from users u
                        join meetings m
                          on m.user_id = u.id
                         and m.status in ('requested', 'joining', 'awaiting_admission', 'active', 'stopping')
                        where u.id = any ($1)
                        group by u.id
                        """)
                .execute(Tuple.of(userIds.toArray(Long[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(SlotQueries::slots)
                        .collect(Collectors.toMap(UserSlots::userId, Function.identity())));
    }

    private static UserSlots slots(Row row) {
        return new UserSlots(
                row.getLong("id"),
                row.getString("email"),
                row.getLong("used"),
                row.getInteger("max_concurrent_bots"),
                row.getLong("stopping"));
    }
}
