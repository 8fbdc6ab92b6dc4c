package dev.rollcall.launch;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.platform.GroupCommit;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The launch columns of a meeting. A claim is a lease: when its replica dies, another one takes it over. */
@ApplicationScoped
class LaunchQueue {

    /** What became of a meeting while its launch was under way. */
    enum AfterLaunch {
        WANTED,
        STOPPING,
        OVER,
        SUPERSEDED
    }

    /**
     * A launch that this replica has taken.
     *
     * @param tries of this launch, this one included
     * @param triedBefore this very attempt was claimed before, so its workload may be there
     */
    record Claim(LaunchOrder order, int tries, boolean triedBefore) {

        private static Claim of(Row row) {
            return new Claim(LaunchOrder.of(row), row.getInteger("launch_tries"), row.getBoolean("tried_before"));
        }
    }

    private record Attempt(long meetingId, int number) {

        static Attempt of(Row row) {
            return new Attempt(row.getLong("id"), row.getInteger("attempt"));
        }
    }

    private static final int LARGEST_GROUP = 64;

    /** What becomes of rows that somebody else holds: left out, or waited for. */
    private static final String SKIPPING = "skip locked";

    private static final String WAITING = "";

    private final Pool pool;
    private final GroupCommit<Attempt, AfterLaunch> confirmations;

    LaunchQueue(Pool pool) {
        this.pool = pool;
        this.confirmations = new GroupCommit<>(
                LARGEST_GROUP,
                () -> Problem.unavailable("Too many launches wait for the database."),
                attempts -> confirm(attempts, SKIPPING),
                this::confirm);
    }

    /**
     * Takes what is due. The status is looked at afterwards: as a condition on meetings it leads PostgreSQL to an index of
     * all that live, whose rows it then reads (13,000 for 8). Past its deadline a launch would be of no use: the sweeper ends that meeting, and in a database
     * that comes from a backup it is yesterday's.
     */
    Uni<List<Claim>> claim(int limit, Duration lease) {
        return pool.preparedQuery("""
                        with due as (
                            select d.id, d.status, d.launch_claimed as tried_before
                            from meetings d
                            where d.launch_at <= statement_timestamp()
                              and d.deadline_at > clock_timestamp()
                            order by d.launch_at
                            limit $1
                            for update skip locked
                        )
                        update meetings m
                        set launch_claimed = true,
                            launch_at      = clock_timestamp() + $2 * interval '1 millisecond',
                            launch_tries   = m.launch_tries + 1,
                            revision       = m.revision + 1
                        from due
                        where m.id = due.id and due.status = 'requested'
                        returning m.id, m.user_id, m.attempt, m.platform, m.platform_specific_id, m.lobby_ms,
                                  m.bot_order, m.launch_tries, due.tried_before,
                                  (select s.session_uid
                                   from meeting_sessions s
                                   where s.meeting_id = m.id
                                   order by s.id desc
                                   limit 1) as connection_id
                        """)
                .execute(Tuple.of(limit, lease.toMillis()))
                .map(rows -> Rows.all(rows, Claim::of));
    }

    /** The workload is there. Written before read: a stop that came meanwhile is seen here (lesson 13). */
    Uni<AfterLaunch> launched(LaunchOrder order) {
        return confirmations.write(new Attempt(order.meetingId(), order.attempt()));
    }

    private Uni<AfterLaunch> confirm(Attempt attempt) {
        return confirm(List.of(attempt), WAITING).map(answers -> answers.getOrDefault(attempt, AfterLaunch.SUPERSEDED));
    }

    private Uni<Map<Attempt, AfterLaunch>> confirm(List<Attempt> attempts, String lock) {
        return pool.preparedQuery("""
                        with confirmed as (
                            select m.id
                            from unnest((select $1::bigint[]), (select $2::int[])) as l (meeting_id, attempt)
                            join meetings m on m.id = l.meeting_id and m.attempt = l.attempt
                            order by m.id
                            for no key update of m %s
                        )
                        update meetings m
                        set launch_at = null, revision = m.revision + 1
                        from confirmed c
                        where m.id = c.id
                        returning m.id, m.attempt, m.status
                        """.formatted(lock))
                .execute(Tuple.of(
                        attempts.stream().map(Attempt::meetingId).toArray(Long[]::new),
                        attempts.stream().map(Attempt::number).toArray(Integer[]::new)))
                .map(LaunchQueue::afterLaunch);
    }

    private static Map<Attempt, AfterLaunch> afterLaunch(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .collect(Collectors.toMap(Attempt::of, row -> afterLaunch(row.getString("status"))));
    }

    private static AfterLaunch afterLaunch(String status) {
        return switch (status) {
            case "stopping" -> AfterLaunch.STOPPING;
            case "completed", "failed" -> AfterLaunch.OVER;
            default -> AfterLaunch.WANTED;
        };
    }

    /** The database's clock, by which the next try is timed. */
    Uni<Instant> now() {
        return pool.query("select clock_timestamp() as now")
                .execute()
                .map(rows -> instant(rows.iterator().next(), "now"));
    }
}
