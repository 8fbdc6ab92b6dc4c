package dev.rollcall.lifecycle;

import java.util.List;

/**
 * What follows from an event.
 *
 * @param next the state to write; equal to the one decided on when nothing changes
 * @param ending how it ended; null unless this decision ends it
 * @param history rows to add to the audit trail, in order
 */
public record Decision(
        Answer answer,
        MeetingState next,
        Ending ending,
        List<HistoryEntry> history,
        List<CommandDraft> commands,
        List<Effect> effects) {

    public Decision {
        history = List.copyOf(history);
        commands = List.copyOf(commands);
        effects = List.copyOf(effects);
    }

    /** How the event was taken. */
    public enum Answer {
        /** Something changed. */
        APPLIED,
        /** It was so already; success without effect. */
        REPEATED,
        /** True once, too late now, or a word that nobody knows: kept as evidence, changes nothing. */
        RECORDED,
        /** From an older launch: kept as evidence, and the sender must stop. */
        FENCED,
        /** Not possible in this state. */
        REFUSED
    }

    /** Whether there is anything to write. */
    public boolean writes() {
        return answer == Answer.APPLIED || !history.isEmpty();
    }

    /** The beginning, which no event leads to: a reservation. */
    public static Decision reserved(MeetingState state) {
        HistoryEntry row = new HistoryEntry(
                HistoryEntry.Kind.TRANSITION, null, state.status(), Source.CREATION, null, Report.NOTHING);
        return applied(state, List.of(row), List.of(), List.of(new Effect.Launch()));
    }

    static Decision repeated(MeetingState state) {
        return new Decision(Answer.REPEATED, state, null, List.of(), List.of(), List.of());
    }

    static Decision refused(MeetingState state) {
        return new Decision(Answer.REFUSED, state, null, List.of(), List.of(), List.of());
    }

    static Decision evidence(Answer answer, MeetingState state, HistoryEntry entry) {
        return new Decision(answer, state, null, List.of(entry), List.of(), List.of());
    }

    static Decision applied(
            MeetingState next, List<HistoryEntry> history, List<CommandDraft> commands, List<Effect> effects) {
        return new Decision(Answer.APPLIED, next, null, history, commands, effects);
    }
}
