package dev.rollcall.lifecycle;

import dev.rollcall.lifecycle.Event.DeadlinePassed;
import dev.rollcall.lifecycle.Event.HeartbeatsStopped;
import dev.rollcall.lifecycle.MeetingState.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What our own clock ends: every status before the last has a deadline, so no seat is held for ever (lesson 4). */
final class Overdue {

    private Overdue() {}

    /** The timed exit of a status on the way; a stop has steps of its own. */
    static Deadline deadlineOf(Status status, Limits limits, Instant now) {
        return switch (status) {
            case REQUESTED -> new Deadline(now.plus(limits.requested()), OnDeadline.FAIL);
            case JOINING -> new Deadline(now.plus(limits.joining()), OnDeadline.FAIL);
            case AWAITING_ADMISSION ->
                new Deadline(now.plus(limits.lobby()).plus(limits.lobbyGrace()), OnDeadline.FAIL);
            case ACTIVE -> new Deadline(now.plus(limits.maxDuration()), OnDeadline.STOP);
            case STOPPING, COMPLETED, FAILED -> throw new IllegalArgumentException(status + " is not on the way");
        };
    }

    /** The event is only a hint: the deadline in the row decides, since the row may have moved on meanwhile. */
    static Decision deadlinePassed(MeetingState state, DeadlinePassed event, Limits limits, Instant now) {
        Deadline deadline = state.deadline();
        if (deadline == null || now.isBefore(deadline.at())) {
            return Decision.repeated(state);
        }
        return switch (deadline.then()) {
            case FAIL -> tooSlow(state, event, limits, now);
            case STOP -> Stopping.afterMaxDuration(state, event, limits, now);
            case TERMINATE, DELETE, GIVE_UP -> Stopping.nextStep(state, event, limits, now);
        };
    }

    private static Decision tooSlow(MeetingState state, DeadlinePassed event, Limits limits, Instant now) {
        String why = "No progress from " + state.status().word() + " in time.";
        String reason = switch (state.status()) {
            case REQUESTED -> CompletionReason.START_FAILED;
            case JOINING -> CompletionReason.JOIN_FAILURE;
            default -> CompletionReason.AWAITING_ADMISSION_TIMEOUT;
        };
        Ending ending = Classifier.failed(state, reason, Report.because(why));
        return endByForce(state, ending, event, "deadline_" + state.status().word(), limits, now);
    }

    static Decision heartbeatsStopped(MeetingState state, HeartbeatsStopped event, Limits limits, Instant now) {
        Instant leaseEnd = event.leaseStart().plus(limits.lease());
        if (state.status() != Status.ACTIVE || now.isBefore(leaseEnd)) {
            return Decision.repeated(state);
        }
        long silence = Duration.between(event.leaseStart(), now).toSeconds();
        Ending ending = Classifier.failed(state, null, Report.because("No heartbeat for " + silence + " seconds."));
        return endByForce(state, ending, event, "heartbeat_lost", limits, now);
    }

    private static Decision endByForce(
            MeetingState state, Ending ending, Event event, String reason, Limits limits, Instant now) {
        Duration grace = limits.terminateGrace();
        return Lifecycle.end(state, ending, event, reason, now.plus(grace), List.of(new Effect.Terminate(grace)));
    }
}
