package dev.rollcall.pipeline;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the work after a meeting looks like on the wire. */
public final class PipelineApi {

    private PipelineApi() {}

    /**
     * Where in the transcript somebody said it.
     *
     * @param id of the segment; it may have been deleted since
     * @param start seconds since its session began
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record SegmentRef(
            long id, @Schema(examples = "754.2") double start) {}

    /**
     * @param id the same whenever the task is found again
     * @param owner who does it, as the meeting calls them; null where nobody said
     * @param due as it was said; null where nobody said
     * @param dueDate which day that is; null where it cannot be told
     * @param priority low, medium or high; null where nobody said
     * @param segment null where it cannot be told
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record Task(
            @Schema(examples = "task_3f6c0a") String id,
            @Schema(examples = "Send the contract") String title,
            @Schema(nullable = true, examples = "Ada") String owner,
            @Schema(nullable = true, examples = "by Friday") String due,
            @Schema(nullable = true) LocalDate dueDate,
            @Schema(nullable = true, examples = "high") String priority,
            @Schema(nullable = true) SegmentRef segment) {

        /** Without the words. */
        @Override
        public String toString() {
            return "Task[id=" + id + "]";
        }
    }

    /** What a job has made, as the polling face calls it. */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record ResultData(
            List<Task> tasks, @Schema(nullable = true) String summary) {

        /** Without the words. */
        @Override
        public String toString() {
            return "ResultData[tasks=" + tasks.size() + "]";
        }
    }

    /**
     * The work after one meeting.
     *
     * @param status transcribing, analyzing_meeting, creating_tasks, done or error
     * @param sessionId of the analysis; null before it
     * @param errorMessage why it ended in error; null otherwise
     * @param summary null before it is made, and where nothing was said
     * @param tasks in the order of the meeting; empty before they are made
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record PipelineResult(
            long meetingId,
            @Schema(examples = "done") String status,

            @Schema(nullable = true, examples = "session_8d1c6f")
            String sessionId,

            @Schema(nullable = true) String errorMessage,
            @Schema(nullable = true) String summary,
            List<Task> tasks,
            Instant createdAt,
            Instant updatedAt,
            @Schema(nullable = true) Instant finishedAt) {

        public PipelineStatus step() {
            return PipelineStatus.of(status);
        }

        public ResultData data() {
            return new ResultData(tasks, summary);
        }

        /** Without the words. */
        @Override
        public String toString() {
            return "PipelineResult[meetingId=" + meetingId + ", status=" + status + "]";
        }
    }
}
