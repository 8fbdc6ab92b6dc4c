package dev.rollcall.pipeline;

import dev.rollcall.pipeline.Conversation.Said;
import dev.rollcall.pipeline.PipelineApi.Task;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * Writes down what a step has made, and that the next one is due, in one transaction: a step that is finished is never
 * done again. Nothing is written by whoever has lost the lease, or of a meeting that was redacted meanwhile. The meeting
 * is locked first, as a redaction does it.
 */
@ApplicationScoped
class JobResults {

    private static final String OPEN = "select from meetings where id = $1 and redacted_key is null for key share";

    private static final String NEXT = """
            with job as (
                update post_meeting_jobs
                set status          = $3::varchar,
                    session_id      = coalesce(session_id, $4::varchar),
                    summary         = $5::text,
                    audio_url       = null,
                    given_text      = null,
                    attempts        = 0,
                    next_attempt_at = clock_timestamp(),
                    lease_owner     = null,
                    updated_at      = clock_timestamp()
                where id = $1 and lease_owner = $2
                returning user_id, meeting_id, status, session_id, error_message
            ), %s
            select user_id from job
            """.formatted(JobEvents.TOLD);

    private static final String DONE = """
            with job as (
                update post_meeting_jobs
                set status          = 'done',
                    attempts        = 0,
                    next_attempt_at = null,
                    lease_owner     = null,
                    updated_at      = clock_timestamp(),
                    finished_at     = clock_timestamp()
                where id = $1 and lease_owner = $2
                returning user_id, meeting_id, status, session_id
            ), %s
            select user_id from job
            """.formatted(JobEvents.TOLD_WITH_RESULT);

    private static final String FORGET = "delete from tasks where job_id = $1";

    private static final String TASKS = """
            insert into tasks (
                id, job_id, meeting_id, user_id, place, title, owner, due, due_date, priority, segment_id, segment_start)
            select t.id, $1, $2, $3, t.place, t.title, t.owner, t.due, t.due_date, t.priority, t.segment_id, t.segment_start
            from jsonb_to_recordset($4::jsonb) as t (
                id text, place integer, title text, owner text, due text, due_date date, priority text, segment_id bigint,
                segment_start double precision)
            order by t.place
            """;

    private final Pool pool;
    private final JobWords words;

    JobResults(Pool pool, JobWords words) {
        this.pool = pool;
        this.words = words;
    }

    /** The words are there; the analysis begins, and has an id. False when the job was not this replica's any more. */
    Uni<Boolean> transcribed(Job job, List<Spoken> spoken) {
        String session = "session_" + UUID.randomUUID().toString().replace("-", "");
        return inTransaction(
                job,
                connection -> next(connection, job, PipelineStatus.ANALYZING_MEETING, session, null)
                        .call(ours -> ours && job.ownWords()
                                ? words.store(connection, job, spoken)
                                : Uni.createFrom().voidItem()));
    }

    /** @param summary null where nothing was said */
    Uni<Boolean> analysed(Job job, String summary) {
        return inTransaction(job, connection -> next(connection, job, PipelineStatus.CREATING_TASKS, null, summary));
    }

    private static Uni<Boolean> next(
            SqlConnection connection, Job job, PipelineStatus step, String session, String summary) {
        return connection
                .preparedQuery(NEXT)
                .execute(Tuple.of(job.id(), job.lease(), step.wire(), session, summary))
                .map(rows -> rows.rowCount() > 0);
    }

    /** All is done. What an earlier run had found is replaced; what is found again has its old id. */
    Uni<Boolean> finished(Job job, List<FoundTask> found) {
        Map<String, FoundTask> tasks = new LinkedHashMap<>();
        found.stream()
                .map(FoundTask::clean)
                .filter(task -> !task.title().isEmpty())
                .limit(PipelineResults.MOST_TASKS)
                .forEach(task -> tasks.putIfAbsent(task.id(job.meetingId()), task));
        JsonObject result = new JsonObject().put("summary", job.summary()).put("tasks", told(tasks));
        return inTransaction(
                job,
                connection -> connection
                        .preparedQuery(DONE)
                        .execute(Tuple.of(job.id(), job.lease(), result))
                        .map(rows -> rows.rowCount() > 0)
                        .call(ours -> ours
                                ? store(connection, job, tasks)
                                : Uni.createFrom().voidItem()));
    }

    private static Uni<Void> store(SqlConnection connection, Job job, Map<String, FoundTask> tasks) {
        return connection
                .preparedQuery(FORGET)
                .execute(Tuple.of(job.id()))
                .chain(() -> connection
                        .preparedQuery(TASKS)
                        .execute(Tuple.of(job.id(), job.meetingId(), job.userId(), rows(tasks))))
                .replaceWithVoid();
    }

    private static JsonArray rows(Map<String, FoundTask> tasks) {
        JsonArray rows = new JsonArray();
        tasks.forEach((id, task) -> rows.add(json(id, task)
                .put("place", rows.size())
                .put("segment_id", task.line() == null ? null : task.line().id())
                .put("segment_start", task.line() == null ? null : task.line().start())));
        return rows;
    }

    /** As the feed and webhooks tell it: what {@link Task} looks like on the wire. */
    private static JsonArray told(Map<String, FoundTask> tasks) {
        JsonArray told = new JsonArray();
        tasks.forEach((id, task) -> told.add(json(id, task).put("segment", segment(task.line()))));
        return told;
    }

    private static JsonObject segment(Said line) {
        return line == null ? null : new JsonObject().put("id", line.id()).put("start", line.start());
    }

    private static JsonObject json(String id, FoundTask task) {
        return new JsonObject()
                .put("id", id)
                .put("title", task.title())
                .put("owner", task.owner())
                .put("due", task.due())
                .put("due_date", task.dueDate() == null ? null : task.dueDate().toString())
                .put("priority", task.priority());
    }

    private Uni<Boolean> inTransaction(Job job, Function<SqlConnection, Uni<Boolean>> work) {
        return pool.withTransaction(connection -> connection
                .preparedQuery(OPEN)
                .execute(Tuple.of(job.meetingId()))
                .chain(open -> open.size() > 0
                        ? work.apply(connection)
                        : Uni.createFrom().item(false)));
    }
}
