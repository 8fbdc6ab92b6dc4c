package dev.rollcall.lifecycle;

import java.time.Instant;

/**
 * What the life cycle needs to know of a meeting, and all that it may change.
 *
 * @param launchClaimed a launcher has taken it: from now on a workload may exist
 * @param launchAt when the launch queue takes it next; null once the launch is confirmed, and when none is wanted
 * @param everActive the bot has been in the meeting
 * @param stop null unless it is, or was, being stopped
 * @param needsHelp the bot asks for a person; over when it is in the meeting, leaves or ends
 * @param deadline null only when terminal
 * @param cleanupAt when to look whether the workload is gone; null when nothing is left
 */
public record MeetingState(
        long id,
        Status status,
        int attempt,
        boolean launchClaimed,
        Instant launchAt,
        boolean everActive,
        Stop stop,
        boolean needsHelp,
        Deadline deadline,
        Instant cleanupAt) {

    /** When something happens by itself, and what. */
    public record Deadline(Instant at, OnDeadline then) {}

    /**
     * A stop under way.
     *
     * @param reason why it was asked for; null when the bot leaves by itself
     * @param since when it began: its steps are counted from here
     * @param stage where the bot was then
     */
    public record Stop(String reason, Instant since, Status stage) {}

    /** As the reservation makes it: attempt 1, to be launched now. */
    public static MeetingState requested(long id, Limits limits, Instant now) {
        Deadline deadline = Overdue.deadlineOf(Status.REQUESTED, limits, now);
        return new MeetingState(id, Status.REQUESTED, 1, false, now, false, null, false, deadline, null);
    }

    /** Somebody wants it to end; its end is then what they wanted, whatever the bot says of it. */
    public boolean stopRequested() {
        return stop != null && stop.reason() != null;
    }

    /** Not only that it should end, but that a person said so: such a meeting is not continued. */
    public boolean stoppedByPerson() {
        return stop != null && CompletionReason.STOPPED.equals(stop.reason());
    }

    /** The furthest stage that the bot reached: what a failure is filed under. */
    public Status stage() {
        return stop == null ? status : stop.stage();
    }

    /** No launcher has taken it, so there is no workload that could be stopped, end or be left behind. */
    boolean nothingLaunched() {
        return status == Status.REQUESTED && !launchClaimed;
    }

    MeetingState at(Status next, Deadline until) {
        boolean active = next == Status.ACTIVE;
        return new MeetingState(
                id, next, attempt, launchClaimed, null, everActive || active, stop, needsHelp && !active, until, null);
    }

    MeetingState stopping(Stop how, Deadline until) {
        return new MeetingState(id, Status.STOPPING, attempt, launchClaimed, null, everActive, how, false, until, null);
    }

    MeetingState ended(Status terminal, Instant cleanup) {
        return new MeetingState(id, terminal, attempt, launchClaimed, null, everActive, stop, false, null, cleanup);
    }

    MeetingState until(Deadline until) {
        return new MeetingState(
                id, status, attempt, launchClaimed, launchAt, everActive, stop, needsHelp, until, cleanupAt);
    }

    MeetingState wantedToStop(Stop how) {
        return new MeetingState(
                id, status, attempt, launchClaimed, launchAt, everActive, how, needsHelp, deadline, cleanupAt);
    }

    MeetingState relaunched(Instant notBefore) {
        return new MeetingState(
                id, status, attempt + 1, false, notBefore, everActive, stop, false, deadline, cleanupAt);
    }

    MeetingState triedAgain(Instant notBefore) {
        return new MeetingState(
                id, status, attempt, launchClaimed, notBefore, everActive, stop, needsHelp, deadline, cleanupAt);
    }

    /** As at the reservation, with a launch of its own: what the launches before it say is fenced. */
    MeetingState continued(Deadline until, Instant launch) {
        return new MeetingState(id, Status.REQUESTED, attempt + 1, false, launch, false, null, false, until, null);
    }

    MeetingState helpNeeded() {
        return new MeetingState(
                id, status, attempt, launchClaimed, launchAt, everActive, stop, true, deadline, cleanupAt);
    }
}
