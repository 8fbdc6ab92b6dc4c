package dev.rollcall.transition;

import dev.rollcall.lifecycle.CommandDraft;
import dev.rollcall.lifecycle.Decision;
import dev.rollcall.lifecycle.Effect;
import dev.rollcall.lifecycle.HistoryEntry;
import dev.rollcall.lifecycle.MeetingState;
import dev.rollcall.lifecycle.Source;
import dev.rollcall.lifecycle.Status;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A decision that is committed: what it was made on, what became of it, and what is to be done now.
 *
 * @param sequence the place in the user's event feed; null when the status did not change
 */
public record TransitionRecord(MeetingRow before, Decision decision, List<IssuedCommand> commands, Long sequence) {

    /** A command with the id that it travels under. */
    public record IssuedCommand(UUID id, CommandDraft draft) {}

    public long meetingId() {
        return before.id();
    }

    /** The state after the decision. */
    public MeetingState state() {
        return decision.next();
    }

    /** The status before; null for a reservation. */
    public Status from() {
        List<HistoryEntry> history = decision.history();
        return history.isEmpty() ? to() : history.get(0).from();
    }

    public Status to() {
        return decision.next().status();
    }

    public boolean statusChanged() {
        return decision.answer() == Decision.Answer.APPLIED && from() != to();
    }

    /** Who caused it, by the last row of its history. */
    public Source source() {
        return lastEntry().source();
    }

    public String reason() {
        return lastEntry().reason();
    }

    private HistoryEntry lastEntry() {
        List<HistoryEntry> history = decision.history();
        return history.get(history.size() - 1);
    }

    public Instant at() {
        return before.now();
    }

    public boolean wants(Class<? extends Effect> kind) {
        return decision.effects().stream().anyMatch(kind::isInstance);
    }
}
