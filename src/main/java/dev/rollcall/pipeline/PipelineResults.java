package dev.rollcall.pipeline;

import static dev.rollcall.platform.Timestamps.instant;

import dev.rollcall.pipeline.PipelineApi.PipelineResult;
import dev.rollcall.pipeline.PipelineApi.SegmentRef;
import dev.rollcall.pipeline.PipelineApi.Task;
import dev.rollcall.platform.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** What has become of the work after a meeting, for all who show it. Whose meeting it is, they have to know. */
@ApplicationScoped
public class PipelineResults {

    /** More than a day of talk has; a page with more is of no use to anybody. */
    static final int MOST_TASKS = 500;

    private final Pool pool;

    PipelineResults(Pool pool) {
        this.pool = pool;
    }

    /** Empty while there is no job: none was asked for, or none is made yet. */
    public Uni<Optional<PipelineResult>> of(long meetingId) {
        return pool.preparedQuery("""
                        select meeting_id, status, session_id, error_message, summary, created_at, updated_at, finished_at
                        from post_meeting_jobs
                        where meeting_id = $1
                        """)
                .execute(Tuple.of(meetingId))
                .map(rows -> Rows.first(rows, row -> row))
                .chain(job -> job.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : tasks(meetingId).map(tasks -> Optional.of(result(job.get(), tasks))));
    }

    private Uni<List<Task>> tasks(long meetingId) {
        return pool.preparedQuery("""
                        select id, title, owner, due, due_date, priority, segment_id, segment_start
                        from tasks
                        where meeting_id = $1
                        order by place
                        limit $2
                        """)
                .execute(Tuple.of(meetingId, MOST_TASKS))
                .map(rows -> Rows.all(rows, PipelineResults::task));
    }

    private static Task task(Row row) {
        Long segment = row.getLong("segment_id");
        return new Task(
                row.getString("id"),
                row.getString("title"),
                row.getString("owner"),
                row.getString("due"),
                row.getLocalDate("due_date"),
                row.getString("priority"),
                segment == null ? null : new SegmentRef(segment, row.getDouble("segment_start")));
    }

    private static PipelineResult result(Row row, List<Task> tasks) {
        return new PipelineResult(
                row.getLong("meeting_id"),
                row.getString("status"),
                row.getString("session_id"),
                row.getString("error_message"),
                row.getString("summary"),
                tasks,
                instant(row, "created_at"),
                instant(row, "updated_at"),
                instant(row, "finished_at"));
    }
}
