package dev.rollcall.lifecycle;

import dev.rollcall.lifecycle.Event.LaunchFailed;
import dev.rollcall.lifecycle.Event.LaunchRetried;
import dev.rollcall.lifecycle.Event.LaunchUnclear;
import dev.rollcall.lifecycle.Event.WorkloadGone;
import dev.rollcall.lifecycle.HistoryEntry.Kind;
import java.time.Instant;
import java.util.List;

/** The workload, from its launch to its end: what the launcher and the runtime say of it. */
final class Launching {

    private Launching() {}

    static Decision failed(MeetingState state, LaunchFailed event, Instant now) {
        boolean stoppedMeanwhile = state.status() == Status.STOPPING
                && state.stopRequested()
                && state.stage() == Status.REQUESTED; // no word of a bot that could be doing well
        if (!launchPending(state) && !stoppedMeanwhile) {
            return Lifecycle.recorded(state, state.status(), event);
        }
        Ending ending = Classifier.classify(state, Status.FAILED, event.report());
        return Lifecycle.end(state, ending, event, event.report().reason(), now, List.of());
    }

    /** A launch can still fail. One that is confirmed cannot: another launcher, whose claim ran out, speaks late. */
    private static boolean launchPending(MeetingState state) {
        return state.status() == Status.REQUESTED && state.launchAt() != null;
    }

    /** A try after the deadline would be none: then the runtime's reason is told now, and the slot is free. */
    static Decision retried(MeetingState state, LaunchRetried event, Instant now) {
        if (!launchPending(state)) {
            return Lifecycle.recorded(state, state.status(), event);
        }
        if (!event.notBefore().isBefore(state.deadline().at())) {
            Ending ending = Classifier.classify(state, Status.FAILED, event.report());
            return Lifecycle.end(state, ending, event, event.report().reason(), now, List.of());
        }
        return Decision.applied(
                state.relaunched(event.notBefore()),
                List.of(anotherTry(Kind.RELAUNCH, state, event)),
                List.of(),
                List.of(new Effect.Launch()));
    }

    static Decision unclear(MeetingState state, LaunchUnclear event) {
        if (!launchPending(state)) {
            return Lifecycle.recorded(state, state.status(), event);
        }
        return Decision.applied(
                state.triedAgain(event.notBefore()),
                List.of(anotherTry(Kind.RETRY, state, event)),
                List.of(),
                List.of());
    }

    private static HistoryEntry anotherTry(Kind kind, MeetingState state, Event event) {
        return new HistoryEntry(
                kind,
                state.status(),
                state.status(),
                event.source(),
                event.report().reason(),
                event.report());
    }

    /** The runtime's word is final: it ends any meeting that has not ended (lesson 19). */
    static Decision workloadEnded(MeetingState state, Event event, Instant now) {
        if (state.status().terminal()) {
            return Decision.repeated(state);
        }
        boolean inTime = now.isBefore(state.deadline().at());
        if (inTime && event instanceof WorkloadGone && launchPending(state)) {
            return Decision.repeated(state); // it may be about to appear (lesson 18)
        }
        if (inTime && state.nothingLaunched()) {
            return Lifecycle.recorded(state, state.status(), event); // what was not launched cannot have ended
        }
        Ending ending = Classifier.classify(state, null, event.report());
        return Lifecycle.end(state, ending, event, event.report().reason(), now, List.of());
    }
}
