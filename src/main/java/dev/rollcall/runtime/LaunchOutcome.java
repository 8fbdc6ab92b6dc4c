package dev.rollcall.runtime;

/** How a launch ended. What follows from each is told in docs/architecture.md, section "Launches". */
public sealed interface LaunchOutcome {

    /** One for each outcome, for a switch that the compiler keeps complete. */
    enum Kind {
        LAUNCHED,
        REFUSED,
        BUSY,
        QUOTA,
        AMBIGUOUS
    }

    Kind kind();

    /** Why, in the platform's words; empty when it went well. */
    default String reason() {
        return "";
    }

    /** It is there: created now, or found under the same handle. */
    record Launched() implements LaunchOutcome {
        @Override
        public Kind kind() {
            return Kind.LAUNCHED;
        }
    }

    /** No later try can succeed: a missing image, an invalid specification. Nothing was created. */
    record Refused(String reason) implements LaunchOutcome {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }
    }

    /** The platform is full or busy; nothing was created, a later try may succeed. */
    record Busy(String reason) implements LaunchOutcome {
        @Override
        public Kind kind() {
            return Kind.BUSY;
        }
    }

    /** What the platform grants us is used up; nothing was created, a later try may succeed when others have ended. */
    record Quota(String reason) implements LaunchOutcome {
        @Override
        public Kind kind() {
            return Kind.QUOTA;
        }
    }

    /** A time-out or a broken connection: it may be there or not. Look for it before trying again. */
    record Ambiguous(String reason) implements LaunchOutcome {
        @Override
        public Kind kind() {
            return Kind.AMBIGUOUS;
        }
    }
}
