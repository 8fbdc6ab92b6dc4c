package dev.rollcall.sweep;

import dev.rollcall.lifecycle.OnDeadline;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Finds what is overdue. Short reads without locks: each find is looked at again, under its lock, before it ends. */
@ApplicationScoped
class SweepQueries {

    /**
     * A meeting that is due, before the runtime is asked.
     *
     * @param then what its deadline does; null when it is the lease
     * @param leaseStart since when the bot is silent; null when it is the deadline
     */
    record Overdue(
            long meetingId,
            int attempt,
            String workload,
            OnDeadline then,
            Instant deadlineAt,
            Instant leaseStart,
            Instant unknownSince) {}

    private final Pool pool;

    SweepQueries(Pool pool) {
        this.pool = pool;
    }

    Uni<List<Overdue>> pastDeadline(int limit) {
        return pool.preparedQuery("""
                        select id, attempt, workload, on_deadline, deadline_at, unknown_since,
                               null::timestamptz as lease_start
                        from meetings
                        where deadline_at <= clock_timestamp()
                        order by deadline_at
                        limit $1
                        """).execute(Tuple.of(limit)).map(SweepQueries::overdue);
    }

    /** Scans the narrow heartbeat table, the price of updating it in place: about 90 ms at a million bots. */
    Uni<List<Overdue>> silent(Duration lease, Instant gapEndedAt, int limit) {
        return pool.preparedQuery("""
                        select m.id, m.attempt, m.workload, null as on_deadline, null::timestamptz as deadline_at,
                               m.unknown_since, greatest(h.last_heartbeat_at, $2) as lease_start
                        from heartbeats h
                        join meetings m on m.id = h.meeting_id
                        where h.last_heartbeat_at < clock_timestamp() - $1 * interval '1 millisecond'
                          and m.status = 'active'
                        order by h.last_heartbeat_at
                        limit $3
                        """)
                .execute(Tuple.of(
                        lease.toMillis(), gapEndedAt == null ? null : gapEndedAt.atOffset(ZoneOffset.UTC), limit))
                .map(SweepQueries::overdue);
    }

    Uni<Integer> liveBots() {
        return pool.query("""
                        select count(*)::int as live
                        from meetings
                        where status in ('requested', 'joining', 'awaiting_admission', 'active', 'stopping')
                        """).execute().map(rows -> rows.iterator().next().getInteger("live"));
    }

    /** Keeps since when each has been unknown, also over a restart of ours, and forgets it when it is known again. */
    Uni<Void> noteUnknown(Collection<Long> unknown, Collection<Long> known) {
        return pool.preparedQuery("""
                        update meetings
                        set unknown_since = case when id = any ($1) then clock_timestamp() end,
                            revision      = revision + 1
                        where (id = any ($1) and unknown_since is null)
                           or (id = any ($2) and unknown_since is not null)
                        """)
                .execute(Tuple.of(unknown.toArray(Long[]::new), known.toArray(Long[]::new)))
                .replaceWithVoid();
    }

    private static List<Overdue> overdue(RowSet<Row> rows) {
        return all(
                rows,
                row -> new Overdue(
                        row.getLong("id"),
                        row.getInteger("attempt"),
                        row.getString("workload"),
                        OnDeadline.of(row.getString("on_deadline")),
                        instant(row, "deadline_at"),
                        instant(row, "lease_start"),
                        instant(row, "unknown_since")));
    }

    static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
        return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
    }

    static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
