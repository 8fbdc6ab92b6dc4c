package dev.rollcall.lifecycle;

import java.time.Duration;

/** What is to be done after the commit. Idempotent; the sweeper repairs one that was lost. */
public sealed interface Effect {

    /** The launch queue has work. */
    record Launch() implements Effect {}

    /** End the workload politely, by force after the grace. */
    record Terminate(Duration grace) implements Effect {}

    /** End the workload at once. */
    record Delete() implements Effect {}
}
