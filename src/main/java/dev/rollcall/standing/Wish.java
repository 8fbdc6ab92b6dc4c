package dev.rollcall.standing;

import dev.rollcall.platform.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** What an operator wants of a bot that is there, and what status it has from then on. Pure: the time is given. */
sealed interface Wish {

    /** How a bot stands at once, until its replica has something to report. */
    record Outcome(Draft draft, Status status, String code, String message) {

        private static Outcome tried(Draft draft) {
            return new Outcome(draft, Status.UNKNOWN, null, null);
        }
    }

    /** @param before as it was */
    Outcome on(Draft before, Instant now);

    /** Whether there is nothing to do. */
    default boolean isSo(Draft before, Instant now) {
        return false;
    }

    record Start() implements Wish {

        @Override
        public Outcome on(Draft before, Instant now) {
            refuseInactive(before);
            return Outcome.tried(before.running());
        }

        @Override
        public boolean isSo(Draft before, Instant now) {
            return before.isActive() && !standsStill(before, now);
        }
    }

    /** Connects anew, also what is connected or waits. */
    record Restart() implements Wish {

        @Override
        public Outcome on(Draft before, Instant now) {
            refuseInactive(before);
            return Outcome.tried(before.running());
        }
    }

    record Stop() implements Wish {

        @Override
        public Outcome on(Draft before, Instant now) {
            return still(before.stopped(now), now);
        }

        @Override
        public boolean isSo(Draft before, Instant now) {
            return before.stoppedAt() != null;
        }
    }

    record Pause(Duration time) implements Wish {

        @Override
        public Outcome on(Draft before, Instant now) {
            refuseInactive(before);
            if (before.stoppedAt() != null) {
                throw Problem.of(409, "The bot is stopped; start it first.");
            }
            return still(before.paused(now.plus(time).truncatedTo(ChronoUnit.SECONDS)), now);
        }
    }

    /** Other fields; the connection is made anew with them. */
    record Change(Draft draft) implements Wish {

        @Override
        public Outcome on(Draft before, Instant now) {
            return standsStill(draft, now) ? still(draft, now) : Outcome.tried(draft);
        }
    }

    private static void refuseInactive(Draft before) {
        if (!before.isActive()) {
            throw Problem.of(409, "The bot is not active; set is_active to true first.");
        }
    }

    private static boolean standsStill(Draft draft, Instant now) {
        return !draft.isActive()
                || draft.stoppedAt() != null
                || Optional.ofNullable(draft.pausedUntil())
                        .filter(now::isBefore)
                        .isPresent();
    }

    /** Where several reasons hold, the one that lasts longest is told. */
    static Outcome still(Draft draft, Instant now) {
        if (!draft.isActive()) {
            return new Outcome(draft, Status.DISCONNECTED, "inactive", "Bot is not active");
        }
        if (draft.stoppedAt() != null) {
            return new Outcome(draft, Status.DISCONNECTED, "stopped", "Bot stopped manually");
        }
        return new Outcome(draft, Status.DISCONNECTED, "paused", "Bot paused until " + draft.pausedUntil());
    }
}
