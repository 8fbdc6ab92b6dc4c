package dev.rollcall.lifecycle;

import dev.rollcall.lifecycle.Decision.Answer;
import dev.rollcall.lifecycle.Event.BotAt;
import dev.rollcall.lifecycle.Event.BotEnded;
import dev.rollcall.lifecycle.Event.BotHeard;
import dev.rollcall.lifecycle.Event.BotNeedsHelp;
import dev.rollcall.lifecycle.Event.BotSaid;
import dev.rollcall.lifecycle.Event.BotStarted;
import dev.rollcall.lifecycle.Event.CommandRequested;
import dev.rollcall.lifecycle.Event.Continued;
import dev.rollcall.lifecycle.Event.DeadlinePassed;
import dev.rollcall.lifecycle.Event.HeartbeatsStopped;
import dev.rollcall.lifecycle.Event.LaunchFailed;
import dev.rollcall.lifecycle.Event.LaunchRetried;
import dev.rollcall.lifecycle.Event.LaunchUnclear;
import dev.rollcall.lifecycle.Event.ReconfigureRequested;
import dev.rollcall.lifecycle.Event.StopRequested;
import dev.rollcall.lifecycle.Event.WorkloadEnded;
import dev.rollcall.lifecycle.Event.WorkloadGone;
import dev.rollcall.lifecycle.HistoryEntry.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of a bot's life: what follows from an event in a state. Pure, and total: every well-formed event has a
 * decision. Forward only, out of a terminal status only when its owner continues the meeting, and every status before
 * that has a deadline. The table in docs/lifecycle.md is written from this class by a test.
 */
public final class Lifecycle {

    /** The way of a bot; skipped steps are legal and written into the history as implied. */
    private static final List<Status> WAY =
            List.of(Status.REQUESTED, Status.JOINING, Status.AWAITING_ADMISSION, Status.ACTIVE);

    private Lifecycle() {}

    /** Decides what follows; {@code now} is the database's clock, on which all replicas agree. */
    public static Decision decide(MeetingState state, Event event, Limits limits, Instant now) {
        if (isFenced(state, event)) {
            return evidence(Answer.FENCED, Kind.FENCED, state, reportedStatus(event), event);
        }
        if (event instanceof BotAt at) {
            return botAt(state, at, limits, now);
        } else if (event instanceof BotStarted started) {
            return botAt(state, meaning(started, state), limits, now);
        } else if (event instanceof BotEnded end) {
            return botEnded(state, end, limits, now);
        } else if (event instanceof BotNeedsHelp help) {
            return botNeedsHelp(state, help);
        } else if (event instanceof BotSaid said) {
            return recorded(state, null, said);
        } else if (event instanceof BotHeard) {
            return Decision.repeated(state);
        } else if (event instanceof StopRequested stop) {
            return Stopping.requested(state, stop, limits, now);
        } else if (event instanceof Continued) {
            return continued(state, event, limits, now);
        } else if (event instanceof ReconfigureRequested change) {
            return reconfigure(state, change, limits, now);
        } else if (event instanceof CommandRequested wanted) {
            return command(state, wanted, limits, now);
        } else if (event instanceof LaunchFailed failed) {
            return Launching.failed(state, failed, now);
        } else if (event instanceof LaunchRetried retried) {
            return Launching.retried(state, retried, now);
        } else if (event instanceof LaunchUnclear unclear) {
            return Launching.unclear(state, unclear);
        } else if (event instanceof WorkloadEnded || event instanceof WorkloadGone) {
            return Launching.workloadEnded(state, event, now);
        } else if (event instanceof DeadlinePassed passed) {
            return Overdue.deadlinePassed(state, passed, limits, now);
        } else if (event instanceof HeartbeatsStopped silent) {
            return Overdue.heartbeatsStopped(state, silent, limits, now);
        }
        throw new IllegalStateException("no rule for " + event); // a test goes through every kind of event
    }

    /** Whether the event speaks for an older launch of the same meeting. */
    private static boolean isFenced(MeetingState state, Event event) {
        Integer attempt = event.report().attempt();
        return attempt != null && attempt != state.attempt();
    }

    /** What waits in the lobby has started long ago: there it can only mean that it was let in. */
    private static BotAt meaning(BotStarted started, MeetingState state) {
        boolean inside = state.everActive() || state.status() == Status.AWAITING_ADMISSION;
        return new BotAt(inside ? Status.ACTIVE : Status.JOINING, started.report());
    }

    private static Decision botAt(MeetingState state, BotAt event, Limits limits, Instant now) {
        Status reported = event.status();
        if (reported == state.status()) {
            return Decision.repeated(state);
        }
        if (reported == Status.STOPPING && state.status().holdsSlot()) {
            return Stopping.announcedByBot(state, event, limits, now);
        }
        if (!state.status().holdsSlot() || WAY.indexOf(reported) < WAY.indexOf(state.status())) {
            return recorded(state, reported, event);
        }
        MeetingState next = state.at(reported, Overdue.deadlineOf(reported, limits, now));
        return Decision.applied(next, steps(state.status(), reported, event), List.of(), List.of());
    }

    /** The history of a jump along the way: an implied row for each skipped step, then the real one. */
    private static List<HistoryEntry> steps(Status from, Status to, Event event) {
        List<HistoryEntry> rows = new ArrayList<>();
        Status last = from;
        for (Status step : WAY.subList(WAY.indexOf(from) + 1, WAY.indexOf(to))) {
            rows.add(new HistoryEntry(
                    Kind.IMPLIED, last, step, event.source(), "implied by " + to.word(), Report.NOTHING));
            last = step;
        }
        rows.add(new HistoryEntry(
                Kind.TRANSITION, last, to, event.source(), event.report().reason(), event.report()));
        return rows;
    }

    private static Decision botEnded(MeetingState state, BotEnded event, Limits limits, Instant now) {
        if (state.status().terminal()) {
            boolean same = event.verdict() == null || event.verdict() == state.status();
            return same ? Decision.repeated(state) : recorded(state, event.verdict(), event);
        }
        Ending ending = Classifier.classify(state, event.verdict(), event.report());
        return end(state, ending, event, event.report().reason(), now.plus(limits.linger()), List.of());
    }

    private static Decision botNeedsHelp(MeetingState state, BotNeedsHelp event) {
        if (!state.status().holdsSlot()) {
            return recorded(state, state.status(), event);
        }
        if (state.needsHelp()) {
            return Decision.repeated(state);
        }
        HistoryEntry row = new HistoryEntry(
                Kind.HELP,
                state.status(),
                state.status(),
                event.source(),
                event.report().reason(),
                event.report());
        return Decision.applied(state.helpNeeded(), List.of(row), List.of(), List.of());
    }

    /** A new launch of a meeting that is over. A stop is final: who wanted the bot out asks for a new one. */
    private static Decision continued(MeetingState state, Event event, Limits limits, Instant now) {
        if (!state.status().terminal() || state.stoppedByPerson()) {
            return Decision.refused(state);
        }
        MeetingState next = state.continued(Overdue.deadlineOf(Status.REQUESTED, limits, now), now);
        HistoryEntry row = new HistoryEntry(
                Kind.TRANSITION, state.status(), Status.REQUESTED, event.source(), "continued", Report.NOTHING);
        return Decision.applied(next, List.of(row), List.of(), List.of(new Effect.Launch()));
    }

    private static Decision reconfigure(MeetingState state, ReconfigureRequested change, Limits limits, Instant now) {
        if (state.status() != Status.ACTIVE) {
            return Decision.refused(state);
        }
        CommandDraft command =
                CommandDraft.reconfigure(change.language(), change.task(), now.plus(limits.commandLife()));
        return Decision.applied(state, List.of(), List.of(command), List.of());
    }

    private static Decision command(MeetingState state, CommandRequested wanted, Limits limits, Instant now) {
        if (state.status() != Status.ACTIVE) {
            return Decision.refused(state);
        }
        CommandDraft command = new CommandDraft(wanted.action(), wanted.payload(), now.plus(limits.liveCommandLife()));
        return Decision.applied(state, List.of(), List.of(command), List.of());
    }

    /**
     * Ends the meeting. What is left of the workload is looked at from {@code cleanupAt} on; where nothing was
     * launched, nothing is left and the effects are dropped.
     */
    static Decision end(
            MeetingState state, Ending ending, Event event, String reason, Instant cleanupAt, List<Effect> effects) {
        HistoryEntry row = new HistoryEntry(
                Kind.TRANSITION, state.status(), ending.status(), event.source(), reason, event.report());
        if (state.nothingLaunched()) {
            MeetingState next = state.ended(ending.status(), null);
            return new Decision(Answer.APPLIED, next, ending, List.of(row), List.of(), List.of());
        }
        MeetingState next = state.ended(ending.status(), cleanupAt);
        return new Decision(Answer.APPLIED, next, ending, List.of(row), List.of(), effects);
    }

    static Decision recorded(MeetingState state, Status reported, Event event) {
        return evidence(Answer.RECORDED, Kind.EVIDENCE, state, reported, event);
    }

    private static Decision evidence(Answer answer, Kind kind, MeetingState state, Status reported, Event event) {
        return Decision.evidence(
                answer,
                state,
                new HistoryEntry(kind, state.status(), reported, event.source(), reason(event), event.report()));
    }

    private static String reason(Event event) {
        if (event instanceof BotSaid said) {
            return "unknown status " + said.word();
        }
        return event instanceof BotHeard heard ? heard.by() : event.report().reason();
    }

    private static Status reportedStatus(Event event) {
        if (event instanceof BotAt at) {
            return at.status();
        }
        return event instanceof BotEnded end ? end.verdict() : null;
    }
}
