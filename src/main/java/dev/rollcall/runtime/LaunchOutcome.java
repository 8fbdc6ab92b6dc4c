package dev.rollcall.runtime;

/** How a launch ended. */
public sealed interface LaunchOutcome {

    /** It is there: created now, or found under the same handle. */
    record Launched() implements LaunchOutcome {}

    /** No later try can succeed: a missing image, an invalid specification. Nothing was created. */
    record Refused(String reason) implements LaunchOutcome {}

    /** The platform is full or busy; nothing was created, a later try may succeed. */
    record Busy(String reason) implements LaunchOutcome {}

    /** A time-out or a broken connection: it may be there or not. Look for it before trying again. */
    record Ambiguous(String reason) implements LaunchOutcome {}
}
