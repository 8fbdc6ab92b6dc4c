package dev.rollcall.polling;

import dev.rollcall.lifecycle.Status;
import dev.rollcall.polling.Facts.Job;
import dev.rollcall.polling.Facts.Meeting;
import dev.rollcall.polling.Facts.Report;
import java.time.Duration;
import java.time.Instant;

/**
 * How far a bot is, as frontends see it: derived whenever somebody asks, so that it can never contradict the meeting. A job
 * of ours knows best; then whoever reports; then the bot's own life.
 *
 * @param errorMessage for {@code ERROR} alone
 * @param sessionId of the analysis; null before it
 * @param result whose result there is, for {@code DONE} alone
 * @param updatedAt when it came to this
 * @param finishedAt null before an end
 */
record Face(
        FaceStatus status,
        String errorMessage,
        String sessionId,
        Result result,
        Instant updatedAt,
        Instant finishedAt) {

    enum Result {
        /** Not done, or not well. */
        NONE,
        /** Nobody was asked to work on what was said. */
        EMPTY,
        OF_JOB,
        OF_REPORT
    }

    /** @param patience how long after its last word we wait for whoever works on what was said */
    static Face of(Facts facts, Duration patience) {
        if (facts.job() != null) {
            return ofJob(facts.job(), facts.report());
        }
        if (facts.report() != null && facts.report().status().isFinal()) {
            return ofReport(facts.report());
        }
        return facts.meeting().status().terminal()
                ? afterwards(facts, patience)
                : running(ofLife(facts.meeting().status()), facts.meeting().since(), facts.report());
    }

    private static Face ofJob(Job job, Report report) {
        return switch (job.status()) {
            case DONE ->
                new Face(FaceStatus.DONE, null, job.sessionId(), Result.OF_JOB, job.updatedAt(), job.finishedAt());
            case ERROR ->
                new Face(
                        FaceStatus.ERROR, job.error(), job.sessionId(), Result.NONE, job.updatedAt(), job.finishedAt());
            case INITIALIZED, CONNECTING, CONNECTED, TRANSCRIBING, ANALYZING_MEETING, CREATING_TASKS -> {
                // one that is final was before this job, which somebody has asked for since
                Report before = report == null || report.status().isFinal() ? null : report;
                yield running(job.status(), job.updatedAt(), before).in(job.sessionId());
            }
        };
    }

    private static Face ofReport(Report report) {
        boolean done = report.status() == FaceStatus.DONE;
        Result result = !done ? Result.NONE : report.hasResult() ? Result.OF_REPORT : Result.EMPTY;
        return new Face(report.status(), done ? null : report.error(), null, result, report.at(), report.at());
    }

    private static Face running(FaceStatus own, Instant since, Report report) {
        if (report == null || !own.isBehind(report.status())) {
            return new Face(own, null, null, Result.NONE, since, null);
        }
        return new Face(report.status(), null, null, Result.NONE, report.at(), null);
    }

    /** The bot has left. Others may be at work; who says nothing for too long is not waited for. */
    private static Face afterwards(Facts facts, Duration patience) {
        Meeting meeting = facts.meeting();
        Report report = facts.report();
        if (report != null && report.status().isProcessing()) {
            Instant lost = report.at().plus(patience);
            return facts.now().isBefore(lost)
                    ? running(FaceStatus.CONNECTED, meeting.since(), report)
                    : error(
                            "Nobody has said what became of it since it was reported as %s."
                                    .formatted(report.status().wire()),
                            lost);
        }
        if (awaitsJob(meeting, facts.now(), patience)) {
            return running(FaceStatus.CONNECTED, meeting.since(), null);
        }
        return meeting.status() == Status.FAILED
                ? error(meeting.failure(), meeting.endedAt())
                : new Face(FaceStatus.DONE, null, null, Result.EMPTY, meeting.endedAt(), meeting.endedAt());
    }

    private static boolean awaitsJob(Meeting meeting, Instant now, Duration patience) {
        return meeting.pipelineAsked()
                && meeting.everActive()
                && now.isBefore(meeting.endedAt().plus(patience));
    }

    private static Face error(String message, Instant at) {
        return new Face(FaceStatus.ERROR, message, null, Result.NONE, at, at);
    }

    private Face in(String session) {
        return new Face(status, errorMessage, session, result, updatedAt, finishedAt);
    }

    private static FaceStatus ofLife(Status status) {
        return switch (status) {
            case REQUESTED -> FaceStatus.INITIALIZED;
            case JOINING, AWAITING_ADMISSION -> FaceStatus.CONNECTING;
            case ACTIVE, STOPPING -> FaceStatus.CONNECTED;
            case COMPLETED, FAILED -> throw new IllegalArgumentException("over, and not on its way");
        };
    }

    /**
     * Whether a report changes anything. It moves forward only, an end is an end, and while a job of ours is there it
     * alone says how far it is; but the result that belongs to an end may come after it.
     */
    boolean isMovedBy(FaceStatus reported, boolean withResult, Facts facts) {
        if (facts.job() != null
                || facts.report() != null && facts.report().status().isFinal()) {
            return false;
        }
        if (status.isFinal()) {
            return status == FaceStatus.DONE && reported == FaceStatus.DONE && withResult;
        }
        return status.isBehind(reported);
    }
}
