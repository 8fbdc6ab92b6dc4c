package dev.rollcall.lifecycle;

import dev.rollcall.lifecycle.Event.BotAt;
import dev.rollcall.lifecycle.Event.DeadlinePassed;
import dev.rollcall.lifecycle.Event.StopRequested;
import dev.rollcall.lifecycle.HistoryEntry.Kind;
import dev.rollcall.lifecycle.MeetingState.Deadline;
import dev.rollcall.lifecycle.MeetingState.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A stop: leave at once, terminate, delete, give up. Each step is a deadline in the row, so a restart of the service
 * loses none of them (lesson 11).
 */
final class Stopping {

    /** Between the deletion and the give-up at least, however late the steps are. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private Stopping() {}

    static Decision requested(MeetingState state, StopRequested event, Limits limits, Instant now) {
        if (state.status().terminal() || state.stopRequested()) {
            return Decision.repeated(state);
        }
        if (state.status() == Status.STOPPING) {
            return whileLeaving(state, event, limits, now);
        }
        Stop stop = new Stop(CompletionReason.STOPPED, now, state.status());
        return state.status() == Status.REQUESTED
                ? beforeTheBotIsUp(state, stop, event, limits, now)
                : leave(state, stop, event, CompletionReason.STOPPED, limits, now);
    }

    /** The bot leaves by itself already. From now on that is what the user wanted; the steps go on as they are. */
    private static Decision whileLeaving(MeetingState state, StopRequested event, Limits limits, Instant now) {
        Stop stop = new Stop(
                CompletionReason.STOPPED, state.stop().since(), state.stop().stage());
        HistoryEntry row = new HistoryEntry(
                Kind.ESCALATION,
                Status.STOPPING,
                Status.STOPPING,
                event.source(),
                "asked to stop while leaving",
                Report.NOTHING);
        CommandDraft leave = CommandDraft.leave(now.plus(limits.stopping()));
        return Decision.applied(state.wantedToStop(stop), List.of(row), List.of(leave), List.of());
    }

    /** Nothing listens yet: the runtime stops it (lesson 13). Where no launcher took it, there is nothing to stop. */
    private static Decision beforeTheBotIsUp(
            MeetingState state, Stop stop, StopRequested event, Limits limits, Instant now) {
        if (state.nothingLaunched()) {
            Ending ending = Ending.completed(stop.reason(), null);
            return Lifecycle.end(state.wantedToStop(stop), ending, event, "stopped before the launch", now, List.of());
        }
        Deadline delete = new Deadline(now.plus(limits.terminateGrace()), OnDeadline.DELETE);
        Decision leaving = leave(state, stop, event, CompletionReason.STOPPED, limits, now);
        List<Effect> effects = List.of(new Effect.Terminate(limits.terminateGrace()));
        return Decision.applied(leaving.next().until(delete), leaving.history(), leaving.commands(), effects);
    }

    static Decision afterMaxDuration(MeetingState state, DeadlinePassed event, Limits limits, Instant now) {
        Stop stop = new Stop(CompletionReason.MAX_BOT_TIME_EXCEEDED, now, state.status());
        return leave(state, stop, event, CompletionReason.MAX_BOT_TIME_EXCEEDED, limits, now);
    }

    /** The bot says that it leaves by itself: nobody asked, so its own end decides. */
    static Decision announcedByBot(MeetingState state, BotAt event, Limits limits, Instant now) {
        Stop stop = new Stop(null, now, state.status());
        Decision leaving = leave(state, stop, event, event.report().reason(), limits, now);
        return Decision.applied(leaving.next(), leaving.history(), List.of(), List.of());
    }

    private static Decision leave(
            MeetingState state, Stop stop, Event event, String reason, Limits limits, Instant now) {
        Duration patience = state.everActive() ? limits.leave() : limits.leaveBeforeActive();
        Deadline terminate = new Deadline(now.plus(patience), OnDeadline.TERMINATE);
        HistoryEntry row = new HistoryEntry(
                Kind.TRANSITION, state.status(), Status.STOPPING, event.source(), reason, event.report());
        CommandDraft leave = CommandDraft.leave(now.plus(limits.stopping()));
        return Decision.applied(state.stopping(stop, terminate), List.of(row), List.of(leave), List.of());
    }

    static Decision nextStep(MeetingState state, DeadlinePassed event, Limits limits, Instant now) {
        Instant end = state.stop().since().plus(limits.stopping());
        return switch (state.deadline().then()) {
            case TERMINATE -> {
                Deadline delete = new Deadline(now.plus(limits.terminateGrace()), OnDeadline.DELETE);
                yield escalate(state, delete, event, new Effect.Terminate(limits.terminateGrace()));
            }
            case DELETE -> {
                // Never a give-up in the past: the deletion gets a moment to show.
                Instant soonest = now.plus(MOMENT);
                Deadline giveUp = new Deadline(end.isAfter(soonest) ? end : soonest, OnDeadline.GIVE_UP);
                yield escalate(state, giveUp, event, new Effect.Delete());
            }
            default -> giveUp(state, event, now);
        };
    }

    private static Decision escalate(MeetingState state, Deadline next, DeadlinePassed event, Effect effect) {
        HistoryEntry row = new HistoryEntry(
                Kind.ESCALATION,
                state.status(),
                state.status(),
                event.source(),
                state.deadline().then().word(),
                Report.NOTHING);
        return Decision.applied(state.until(next), List.of(row), List.of(), List.of(effect));
    }

    /** The workload is not confirmed gone; had it been, the runtime's word would have ended the meeting. */
    private static Decision giveUp(MeetingState state, DeadlinePassed event, Instant now) {
        String why = "The bot was asked to leave, but the end of its workload could not be confirmed.";
        Ending ending = Classifier.failed(state, null, Report.because(why));
        return Lifecycle.end(state, ending, event, "stop_unconfirmed", now, List.of(new Effect.Delete()));
    }
}
