package dev.rollcall.pipeline;

import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Rows;
import dev.rollcall.platform.Seal;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** How jobs begin: one for each meeting, whoever asks and however often (docs/decisions/0034-pipeline.md). */
@ApplicationScoped
class JobRequests {

    /**
     * Few want it, and every end asks: a look is far cheaper than the statement that makes a job. The user is looked up
     * by a select of its own, which leaves PostgreSQL no choice: of a join it made a plan of 2,249 buffers.
     */
    private static final String WANTED = """
            select (select u.post_meeting_since from users u where u.id = m.user_id) <= m.end_time as wanted
            from meetings m
            where m.id = $1
            """;

    private static final String FROM_THE_BEGINNING = """
            status          = 'transcribing',
                    session_id      = null,
                    summary         = null,
                    attempts        = 0,
                    lease_owner     = null,
                    error_message   = null,
                    updated_at      = clock_timestamp(),
                    finished_at     = null""";

    /** Not twice for one end, and again where the meeting went on after it. */
    private static final String AT_END = """
            with job as (
                insert into post_meeting_jobs as j (meeting_id, user_id, source, next_attempt_at)
                select m.id, m.user_id, 'meeting_end', clock_timestamp() + $2 * interval '1 millisecond'
                from meetings m
                where m.id = $1
                  and m.status in ('completed', 'failed')
                  and m.ever_active
                  and m.redacted_key is null
                  and exists (select from users u where u.id = m.user_id and u.post_meeting_since <= m.end_time)
                for key share of m
                on conflict (meeting_id) do update
                set %1$s,
                    source          = excluded.source,
                    next_attempt_at = excluded.next_attempt_at
                where j.source = 'meeting_end'
                  and j.updated_at < (select m.end_time from meetings m where m.id = j.meeting_id)
                returning id, user_id, meeting_id, status, session_id, error_message
            ), former as (
                delete from tasks t using job j where t.job_id = j.id
            ), %2$s
            select user_id from job
            """.formatted(FROM_THE_BEGINNING, JobEvents.TOLD);

    /** Other words than those of the last run start it anew; so do the same ones when that ended in error. */
    private static final String BY_REQUEST = """
            with job as (
                insert into post_meeting_jobs as j (meeting_id, user_id, source, input_hash, audio_url, given_text)
                select m.id, m.user_id, 'request', $2::bytea, $3::text, $4::text
                from meetings m
                where m.id = $1 and m.redacted_key is null
                for key share of m
                on conflict (meeting_id) do update
                set %1$s,
                    source          = excluded.source,
                    input_hash      = excluded.input_hash,
                    audio_url       = excluded.audio_url,
                    given_text      = excluded.given_text,
                    next_attempt_at = clock_timestamp()
                where j.status = 'error'
                   or j.input_hash is distinct from excluded.input_hash
                  and (j.status = 'done' or j.source = 'meeting_end')
                returning id, user_id, meeting_id, status, session_id, error_message
            ), former as (
                delete from tasks t using job j where t.job_id = j.id
            ), %2$s
            select user_id from job
            """.formatted(FROM_THE_BEGINNING, JobEvents.TOLD);

    private final Pool pool;
    private final Seal seal;

    JobRequests(Pool pool, Seal seal) {
        this.pool = pool;
        this.seal = seal;
    }

    /** True when a job was made: the meeting is over, was ever active, and its user wants it. */
    Uni<Boolean> atEnd(long meetingId, Duration settle) {
        return pool.preparedQuery(WANTED)
                .execute(Tuple.of(meetingId))
                .map(rows -> Rows.first(rows, row -> row.getBoolean("wanted")).orElse(false))
                .chain(wanted ->
                        wanted ? make(meetingId, settle) : Uni.createFrom().item(false));
    }

    private Uni<Boolean> make(long meetingId, Duration settle) {
        return pool.preparedQuery(AT_END)
                .execute(Tuple.of(meetingId, settle.toMillis()))
                .map(rows -> rows.size() > 0);
    }

    /**
     * True when it begins now, false when the same was asked for before.
     *
     * @throws Problem 409 while other words are worked on, 410 when the meeting's words were deleted
     */
    Uni<Boolean> byRequest(long meetingId, Input input) {
        Buffer hash = input.hash() == null ? null : Buffer.buffer(input.hash());
        String url = input instanceof Input.Audio audio ? seal.seal(audio.url(), Job.place(meetingId)) : null;
        String text = input instanceof Input.Text given ? given.text() : null;
        return pool.preparedQuery(BY_REQUEST)
                .execute(Tuple.of(meetingId, hash, url, text))
                .chain(rows -> rows.size() > 0 ? Uni.createFrom().item(true) : asBefore(meetingId, hash));
    }

    private Uni<Boolean> asBefore(long meetingId, Buffer hash) {
        return pool.preparedQuery("""
                        select m.redacted_key is not null as redacted,
                               j.input_hash is not distinct from $2::bytea as same
                        from meetings m
                        left join post_meeting_jobs j on j.meeting_id = m.id
                        where m.id = $1
                        """).execute(Tuple.of(meetingId, hash)).map(rows -> {
            var row = Rows.first(rows, found -> found).orElseThrow(() -> Problem.of(404, "Meeting not found"));
            if (row.getBoolean("redacted")) {
                throw Problem.of(410, "What was said in this meeting was deleted.");
            }
            if (!row.getBoolean("same")) {
                throw Problem.of(409, "Other words of this meeting are being worked on. Try again when that is over.")
                        .retryAfter(10);
            }
            return false;
        });
    }
}
