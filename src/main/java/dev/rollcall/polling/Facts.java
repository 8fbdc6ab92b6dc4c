package dev.rollcall.polling;

import dev.rollcall.lifecycle.Status;
import java.time.Instant;

/**
 * All that a status of the polling face is derived from.
 *
 * @param job null while there is none
 * @param report null while nobody has reported more than we knew
 * @param now the database's time
 */
record Facts(Meeting meeting, Job job, Report report, Instant now) {

    /**
     * The bot's own life.
     *
     * @param pipelineAsked whether its user wants what was said to be worked on
     * @param since since when it has been in this status
     * @param endedAt null while it goes on
     * @param failure why it failed, in one sentence; null otherwise
     */
    record Meeting(
            Status status, boolean everActive, boolean pipelineAsked, Instant since, Instant endedAt, String failure) {}

    /** The work after the meeting. */
    record Job(FaceStatus status, String sessionId, String error, Instant updatedAt, Instant finishedAt) {}

    /** What a bot or a service beside this one has said last. */
    record Report(FaceStatus status, String error, boolean hasResult, Instant at) {}
}
