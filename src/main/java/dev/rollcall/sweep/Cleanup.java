package dev.rollcall.sweep;

import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Gone;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Workload;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Removes what is left of the workloads of ended meetings: the evidence is stored before anything is deleted, and a
 * meeting is done with only when the runtime says that its workload is gone.
 */
@ApplicationScoped
class Cleanup {

    private static final Logger LOG = Logger.getLogger(Cleanup.class);

    /** Between two looks at a workload that does not go away. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private record Remains(long meetingId, String workload) {}

    private final Pool pool;
    private final BotRuntime runtime;
    private final SweepConfig config;

    Cleanup(Pool pool, BotRuntime runtime, SweepConfig config) {
        this.pool = pool;
        this.runtime = runtime;
        this.config = config;
    }

    /** How many workloads were looked at. A claim is a lease: the next look is later, whatever happens to this one. */
    Uni<Integer> removeDue() {
        return pool.preparedQuery("""
                        update meetings m
                        set cleanup_at = clock_timestamp() + $2 * interval '1 millisecond', revision = m.revision + 1
                        where m.id in (
                            select d.id
                            from meetings d
                            where d.cleanup_at <= clock_timestamp()
                            order by d.cleanup_at
                            limit $1
                            for update skip locked)
                        returning m.id, m.workload
                        """)
                .execute(Tuple.of(config.batch(), AGAIN.toMillis()))
                .map(rows -> SweepQueries.all(rows, row -> new Remains(row.getLong("id"), row.getString("workload"))))
                .chain(this::remove);
    }

    private Uni<Integer> remove(List<Remains> due) {
        return Multi.createFrom()
                .iterable(due)
                .onItem()
                .transformToUni(remains -> runtime.observe(remains.workload())
                        .ifNoItem()
                        .after(config.runtimeTimeout())
                        .fail()
                        .chain(observation -> remove(remains, observation))
                        .onFailure()
                        .invoke(failure ->
                                LOG.warnf("cleanup=failed meeting=%d error=%s", remains.meetingId(), failure))
                        .onFailure()
                        .recoverWithNull())
                .merge(config.concurrency())
                .collect()
                .asList()
                .map(done -> due.size());
    }

    private Uni<Void> remove(Remains remains, Observation observation) {
        if (observation instanceof Gone) {
            return nothingLeft(remains.meetingId());
        } else if (observation instanceof Ended ended) {
            return removeEnded(remains.meetingId(), remains.workload(), ended);
        } else if (observation instanceof Running) {
            LOG.infof("cleanup=delete meeting=%d workload=%s", remains.meetingId(), remains.workload());
            return runtime.delete(remains.workload());
        }
        return Uni.createFrom().voidItem(); // unknown: looked at again later
    }

    /** Stores what an ended workload left behind, deletes it, and is done with it. */
    Uni<Void> removeEnded(long meetingId, String workload, Ended ended) {
        return store(meetingId, workload, Evidence.json(ended), ended.exitCode())
                .chain(() -> runtime.delete(workload))
                .chain(() -> nothingLeft(meetingId));
    }

    /** Once for each workload: a second look, or another replica, finds it stored. */
    private Uni<Void> store(long meetingId, String workload, JsonObject evidence, Integer exitCode) {
        int attempt =
                Workload.identify(workload).map(Workload.Identity::attempt).orElse(1);
        return pool.preparedQuery("""
                        with seen as (
                            update meetings m
                            set revision  = m.revision + 1,
                                exit_code = coalesce(m.exit_code, $4)
                            where m.id = $1
                              and not exists (
                                  select 1
                                  from status_transitions t
                                  where t.meeting_id = m.id and t.attempt = $2 and t.reason = 'workload_ended')
                            returning m.id, m.revision, m.status
                        )
                        insert into status_transitions (
                            meeting_id, revision, step, kind, from_status, source, reason, attempt, exit_code,
                            error_details)
                        select id, revision, 0, 'evidence', status, 'runtime', 'workload_ended', $2, $4, $3
                        from seen
                        """)
                .execute(Tuple.of(meetingId, attempt, evidence, exitCode))
                .replaceWithVoid();
    }

    private Uni<Void> nothingLeft(long meetingId) {
        return pool.preparedQuery("""
                        update meetings
                        set cleanup_at = null, revision = revision + 1
                        where id = $1 and cleanup_at is not null
                        """).execute(Tuple.of(meetingId)).replaceWithVoid();
    }
}
