package dev.rollcall.sweep;

import dev.rollcall.lifecycle.Status;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Gone;
import dev.rollcall.runtime.Observed;

/** What is to be done about a workload: (what the runtime says of it, what the database knows of it) → one of these. */
enum Settlement {
    /** Nothing: a live bot, or one that its meeting's cleanup sees to. */
    LEAVE,
    /** Its meeting goes on and does not know of its end. */
    TELL_END,
    /** Its meeting goes on, and the platform says that it has nothing of it any more. */
    CONFIRM_GONE,
    /** Its meeting is over, and so is it. */
    REMOVE,
    /** No live meeting wants it. */
    REMOVE_ORPHAN,
    /** Nobody knows its meeting: not ours to judge. */
    HOLD_STRAY,
    /** Its meeting has not had so many launches: the same. */
    HOLD_NEWER_LAUNCH,
    /** Nobody knows it, and an admin has released it. */
    REMOVE_STRAY;

    /**
     * What the database knows of a workload.
     *
     * @param status of its meeting; null when there is no such meeting
     * @param attempt the present launch of the meeting
     * @param toBeCleanedUp the meeting is over and its cleanup is to come
     * @param stray null unless it is known as a stray, then whether it was released
     */
    record Known(Status status, int attempt, boolean toBeCleanedUp, Boolean stray) {

        static final Known NOTHING = new Known(null, 0, false, null);

        Known asStray(Boolean released) {
            return new Known(status, attempt, toBeCleanedUp, released);
        }

        boolean over() {
            return status.terminal();
        }
    }

    /** {@code known} was read after the runtime was asked: no meeting is younger than its workload. */
    static Settlement of(Observed observed, Known known) {
        if (observed.observation() instanceof Gone) {
            return known.status() != null && !known.over() && observed.attempt() == known.attempt()
                    ? CONFIRM_GONE
                    : LEAVE;
        }
        if (known.stray() != null) {
            return known.stray() ? REMOVE_STRAY : HOLD_STRAY;
        }
        if (known.status() == null) {
            return HOLD_STRAY;
        }
        if (observed.attempt() != known.attempt()) {
            return observed.attempt() > known.attempt() ? HOLD_NEWER_LAUNCH : REMOVE_ORPHAN;
        }
        if (observed.observation() instanceof Ended) {
            return known.over() ? REMOVE : TELL_END;
        }
        return known.over() && !known.toBeCleanedUp() ? REMOVE_ORPHAN : LEAVE;
    }
}
