package dev.rollcall.sweep;

import static dev.rollcall.platform.Timestamps.instant;
import static dev.rollcall.platform.Timestamps.parameter;

import dev.rollcall.lifecycle.OnDeadline;
import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

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
            boolean launchPending,
            OnDeadline then,
            Instant leaseStart,
            Instant unknownSince) {

        private boolean silent() {
            return then == null || then == OnDeadline.FAIL;
        }
    }

    /**
     * The longest overdue.
     *
     * @param silentBeyond how many silent bots did not fit into the batch
     */
    record Batch(List<Overdue> overdue, int silentBeyond) {}

    private final Pool pool;

    SweepQueries(Pool pool) {
        this.pool = pool;
    }

    /** By the time of the statement: clock_timestamp() would move on, and the index be read from end to end. */
    Uni<Batch> pastDeadline(int limit) {
        return pool.preparedQuery("""
                        select id, attempt, workload, launch_at is not null as launch_pending, on_deadline,
                               unknown_since, null::timestamptz as lease_start,
                               count(*) filter (where on_deadline = 'fail') over () as silent
                        from meetings
                        where deadline_at <= statement_timestamp()
                        order by deadline_at
                        limit $1
                        """).execute(Tuple.of(limit)).map(SweepQueries::batch);
    }

    /**
     * Scans the narrow heartbeat table, the price of updating it in place: about 60 ms at a million bots. Then the
     * meetings of the silent ones are looked up, one by one by force of {@code offset 0}: how few they are PostgreSQL
     * cannot know, and would read all. A bot that was heard since is not unknown any more, whatever became of it before.
     */
    Uni<Batch> silent(Duration lease, Instant gapEndedAt, int limit) {
        return pool.preparedQuery("""
                        select m.id, m.attempt, m.workload, false as launch_pending, null as on_deadline,
                               case when m.unknown_since > h.last_heartbeat_at then m.unknown_since end
                                   as unknown_since,
                               greatest(h.last_heartbeat_at, $2) as lease_start,
                               count(*) over () as silent
                        from heartbeats h
                        cross join lateral (
                            select id, attempt, workload, unknown_since
                            from meetings
                            where id = h.meeting_id and status = 'active'
                            offset 0) m
                        where h.last_heartbeat_at < (select statement_timestamp() - $1 * interval '1 millisecond')
                        order by h.last_heartbeat_at
                        limit $3
                        """)
                .execute(Tuple.of(lease.toMillis(), parameter(gapEndedAt), limit))
                .map(SweepQueries::batch);
    }

    /** How many bots there are, or {@code most} when there are as many: more need not be counted. */
    Uni<Integer> liveBots(int most) {
        return pool.preparedQuery("""
                        select count(*)::int as live
                        from (
                            select 1
                            from meetings
                            where status in ('requested', 'joining', 'awaiting_admission', 'active', 'stopping')
                            limit $1) counted
                        """)
                .execute(Tuple.of(most))
                .map(rows -> rows.iterator().next().getInteger("live"));
    }

    /**
     * Keeps since when each has been unknown, also over a restart of ours, and forgets it when it is known again. A row
     * that somebody else holds is noted by them, or at the next pass.
     */
    Uni<Void> noteUnknown(Collection<Long> fromNowOn, Collection<Long> noMore) {
        if (fromNowOn.isEmpty() && noMore.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return pool.preparedQuery("""
                        update meetings
                        set unknown_since = case when id = any ($1) then clock_timestamp() end,
                            revision      = revision + 1
                        where id in (
                            select m.id
                            from meetings m
                            where m.id = any ($1) or m.id = any ($2)
                            order by m.id
                            for update skip locked)
                        """)
                .execute(Tuple.of(fromNowOn.toArray(Long[]::new), noMore.toArray(Long[]::new)))
                .replaceWithVoid();
    }

    private static Batch batch(RowSet<Row> rows) {
        List<Overdue> overdue = Rows.all(rows, SweepQueries::overdue);
        if (overdue.isEmpty()) {
            return new Batch(overdue, 0);
        }
        long silent = overdue.stream().filter(Overdue::silent).count();
        long inAll = rows.iterator().next().getLong("silent");
        return new Batch(overdue, (int) (inAll - silent));
    }

    private static Overdue overdue(Row row) {
        return new Overdue(
                row.getLong("id"),
                row.getInteger("attempt"),
                row.getString("workload"),
                row.getBoolean("launch_pending"),
                OnDeadline.of(row.getString("on_deadline")),
                instant(row, "lease_start"),
                instant(row, "unknown_since"));
    }
}
