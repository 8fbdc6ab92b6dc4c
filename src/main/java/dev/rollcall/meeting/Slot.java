package dev.rollcall.meeting;

import dev.rollcall.platform.Problem;
import dev.rollcall.transition.TransitionRecord;

/** What became of a {@link SlotRequest}. */
sealed interface Slot {

    /** @throws Problem why there is none */
    TransitionRecord orThrow();

    /** The meeting is written; the record is performed after the commit. */
    record Taken(TransitionRecord record) implements Slot {
        @Override
        public TransitionRecord orThrow() {
            return record;
        }
    }

    /** Nothing is written of it. */
    record Refused(Problem problem) implements Slot {
        @Override
        public TransitionRecord orThrow() {
            throw problem;
        }
    }
}
