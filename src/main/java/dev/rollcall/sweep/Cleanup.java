package dev.rollcall.sweep;

import dev.rollcall.platform.Masking;
import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Rows;
import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Gone;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Workload;
import dev.rollcall.transition.MeetingRow;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Removes what is left of the workloads of ended meetings: the evidence is stored before anything is deleted, and a
 * meeting is done with only when the runtime says that its workload is gone.
 */
@ApplicationScoped
class Cleanup {

    private static final Logger LOG = Logger.getLogger(Cleanup.class);

    /** What is killed gets this long to end in a way that leaves its last output; then it is deleted. */
    private static final Duration TO_DIE = Duration.ofMinutes(2);

    /** @param sinceEnd how long ago the meeting ended */
    private record Remains(long meetingId, String workload, Duration sinceEnd) {}

    private static final String LOCK =
            "select " + MeetingRow.SECRETS + " from meetings m where m.id = $1 for no key update";

    private static final String STORE = """
            with seen as (
                update meetings m
                set revision  = m.revision + 1,
                    exit_code = case when m.workload = $5 then coalesce(m.exit_code, $4) else m.exit_code end
                where m.id = $1
                  and not exists (
                      select 1
                      from status_transitions t
                      where t.meeting_id = m.id and t.attempt = $2 and t.reason = 'workload_ended')
                returning m.id, m.revision, m.status, m.redacted_key is not null as redacted
            )
            insert into status_transitions (
                meeting_id, revision, step, kind, from_status, source, reason, attempt, exit_code, error_details)
            select id, revision, 0, 'evidence', status, 'runtime', 'workload_ended', $2, $4,
                   case when not redacted then $3::jsonb end
            from seen
            """;

    private final Pool pool;
    private final BotRuntime runtime;
    private final SweepConfig config;

    Cleanup(Pool pool, BotRuntime runtime, SweepConfig config) {
        this.pool = pool;
        this.runtime = runtime;
        this.config = config;
    }

    /**
     * How many were removed. A claim is a lease: the next look is later, whatever happens to this one, and later each
     * time. The last one is a day after the end: a workload that shows up after that is an orphan of the fleet's list.
     */
    Uni<Integer> removeDue() {
        return pool.preparedQuery("""
                        update meetings m
                        set revision   = m.revision + 1,
                            cleanup_at = case
                                when clock_timestamp() - m.end_time < $2 * interval '1 millisecond'
                                then clock_timestamp() + greatest(
                                    interval '30 seconds',
                                    least(interval '1 hour', (clock_timestamp() - m.end_time) / 2))
                            end
                        where m.id in (
                            select d.id
                            from meetings d
                            where d.cleanup_at <= statement_timestamp()
                            order by d.cleanup_at
                            limit $1
                            for update skip locked)
                        returning m.id, m.workload, m.cleanup_at is null as given_up,
                                  extract(epoch from clock_timestamp() - m.end_time)::bigint as seconds_since_end
                        """)
                .execute(Tuple.of(config.batch(), config.cleanupFor().toMillis()))
                .map(rows -> Rows.all(rows, Cleanup::remains))
                .chain(this::remove);
    }

    /** What the next call of {@link #removeDue} takes; claims nothing. */
    Uni<List<Long>> due() {
        return pool.preparedQuery("""
                        select id
                        from meetings
                        where cleanup_at <= statement_timestamp()
                        order by cleanup_at
                        limit $1
                        """)
                .execute(Tuple.of(config.batch()))
                .map(rows -> Rows.all(rows, row -> row.getLong("id")));
    }

    private static Remains remains(Row row) {
        if (row.getBoolean("given_up")) {
            LOG.warnf("cleanup=last_look meeting=%d workload=%s", row.getLong("id"), row.getString("workload"));
        }
        return new Remains(
                row.getLong("id"), row.getString("workload"), Duration.ofSeconds(row.getLong("seconds_since_end")));
    }

    private Uni<Integer> remove(List<Remains> due) {
        return Multi.createFrom()
                .iterable(due)
                .onItem()
                .transformToUni(this::look)
                .merge(config.concurrency())
                .filter(removed -> removed)
                .collect()
                .asList()
                .map(List::size);
    }

    /** Whether anything was done; never fails. */
    private Uni<Boolean> look(Remains remains) {
        return withTimeout(() -> runtime.observe(remains.workload()))
                .chain(observation -> remove(remains, observation))
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "cleanup=failed meeting=%d error=%s", remains.meetingId(), Printable.of(failure.toString())))
                .onFailure()
                .recoverWithItem(false);
    }

    private Uni<Boolean> remove(Remains remains, Observation observation) {
        Uni<Void> removed;
        if (observation instanceof Gone) {
            removed = nothingLeft(remains.meetingId(), remains.workload());
        } else if (observation instanceof Ended ended) {
            removed = removeEnded(remains.meetingId(), remains.workload(), ended);
        } else if (observation instanceof Running) {
            removed = end(remains);
        } else {
            return Uni.createFrom().item(false); // unknown: looked at again later
        }
        return removed.replaceWith(true);
    }

    /** Killed first, since what is deleted takes its last output with it. */
    private Uni<Void> end(Remains remains) {
        boolean survives = remains.sinceEnd().compareTo(TO_DIE) > 0;
        LOG.infof(
                "cleanup=%s meeting=%d workload=%s",
                survives ? "delete" : "kill", remains.meetingId(), remains.workload());
        return survives ? delete(remains.workload()) : kill(remains.workload());
    }

    /** Stores what an ended workload left behind, deletes it, and is done with it. */
    Uni<Void> removeEnded(long meetingId, String workload, Ended ended) {
        return pool.withTransaction(connection -> store(connection, meetingId, workload, ended))
                .chain(() -> delete(workload))
                .chain(() -> nothingLeft(meetingId, workload));
    }

    Uni<Void> kill(String workload) {
        return withTimeout(() -> runtime.terminate(workload, Duration.ZERO));
    }

    Uni<Void> delete(String workload) {
        return withTimeout(() -> runtime.delete(workload));
    }

    private <T> Uni<T> withTimeout(Supplier<Uni<? extends T>> call) {
        return Uni.createFrom()
                .deferred(call)
                .ifNoItem()
                .after(config.runtimeTimeout())
                .fail();
    }

    /**
     * Once for each workload. The lock is a statement of its own: the look that follows sees what another replica, which
     * was told of the same end, has stored.
     */
    private static Uni<Void> store(SqlConnection connection, long meetingId, String workload, Ended ended) {
        int attempt =
                Workload.identify(workload).map(Workload.Identity::attempt).orElse(1);
        return connection
                .preparedQuery(LOCK)
                .execute(Tuple.of(meetingId))
                .map(rows -> rows.size() == 0
                        ? Masking.ofPatterns()
                        : MeetingRow.masking(rows.iterator().next()))
                .chain(masking -> connection
                        .preparedQuery(STORE)
                        .execute(Tuple.of(
                                meetingId, attempt, Evidence.json(ended, masking), ended.exitCode(), workload)))
                .replaceWithVoid();
    }

    /** Only the workload of the present attempt counts: an older one may be removed while this one still runs. */
    private Uni<Void> nothingLeft(long meetingId, String workload) {
        return pool.preparedQuery("""
                        update meetings
                        set cleanup_at = null, revision = revision + 1
                        where id = $1 and workload = $2 and cleanup_at is not null
                        """).execute(Tuple.of(meetingId, workload)).replaceWithVoid();
    }
}
