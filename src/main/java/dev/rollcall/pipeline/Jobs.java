package dev.rollcall.pipeline;

import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The rows of jobs that are under way. A claim is a lease by the database's clock: who let it run out writes nothing. */
@ApplicationScoped
class Jobs {

    private static final String CLAIM = """
            with due as (
                select d.id
                from post_meeting_jobs d
                where d.next_attempt_at <= statement_timestamp()
                order by d.next_attempt_at
                limit $1
                for update skip locked
            )
            update post_meeting_jobs j
            set lease_owner     = $2,
                next_attempt_at = clock_timestamp() + $3 * interval '1 millisecond',
                attempts        = j.attempts + 1
            from due
            where j.id = due.id
            returning j.id, j.meeting_id, j.user_id, j.status, j.audio_url, j.given_text, j.summary, j.attempts, j.created_at,
                      j.input_hash is not null as own_words
            """;

    private static final String RENEW = """
            update post_meeting_jobs
            set next_attempt_at = clock_timestamp() + $3 * interval '1 millisecond'
            where id = $1 and lease_owner = $2
            """;

    private static final String RETRY = """
            update post_meeting_jobs
            set next_attempt_at = clock_timestamp() + $3 * interval '1 millisecond', lease_owner = null
            where id = $1 and lease_owner = $2
            """;

    private static final String FAIL = """
            with job as (
                update post_meeting_jobs
                set status          = 'error',
                    error_message   = $3::text,
                    audio_url       = null,
                    given_text      = null,
                    next_attempt_at = null,
                    lease_owner     = null,
                    updated_at      = clock_timestamp(),
                    finished_at     = clock_timestamp()
                where id = $1 and lease_owner = $2
                returning user_id, meeting_id, status, session_id, error_message
            ), %s
            select user_id from job
            """.formatted(JobEvents.TOLD);

    private final Pool pool;

    Jobs(Pool pool) {
        this.pool = pool;
    }

    Uni<List<Job>> claim(int limit, Duration lease) {
        UUID owner = UUID.randomUUID();
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(limit, owner, lease.toMillis()))
                .map(rows -> Rows.all(rows, row -> Job.of(owner, row)));
    }

    /** False when it is not this replica's any more. */
    Uni<Boolean> renew(Job job, Duration lease) {
        return pool.preparedQuery(RENEW)
                .execute(Tuple.of(job.id(), job.lease(), lease.toMillis()))
                .map(rows -> rows.rowCount() > 0);
    }

    /** Somebody takes it after the pause. */
    Uni<Void> retry(Job job, Duration pause) {
        return pool.preparedQuery(RETRY)
                .execute(Tuple.of(job.id(), job.lease(), pause.toMillis()))
                .replaceWithVoid();
    }

    /** False when it was not this replica's any more. */
    Uni<Boolean> fail(Job job, String sentence) {
        return pool.preparedQuery(FAIL)
                .execute(Tuple.of(job.id(), job.lease(), sentence))
                .map(rows -> rows.rowCount() > 0);
    }
}
