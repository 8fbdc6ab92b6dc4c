package dev.rollcall.runtime;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;

/**
 * Where bots run. All methods are non-blocking, end in bounded time and are safe to repeat; none holds a database
 * transaction open. Results may come on a worker thread. A failure is trouble of the platform: nothing is known then, and
 * the same call may succeed later. One conformance suite runs against every implementation (design section 6).
 */
public interface BotRuntime {

    /** The value of {@code rollcall.runtime} that chooses this one. */
    String name();

    /** Starts the workload, or finds it already there under the same handle. Never fails: trouble is an outcome. */
    Uni<LaunchOutcome> launch(Workload workload);

    /**
     * Asks the workload to end (SIGTERM) and ends it by force when {@code grace} has passed. Completes when the request
     * is made, not when the workload is gone. What is not there any more is success. Of several requests the one that
     * ends it earliest counts.
     */
    Uni<Void> terminate(String handle, Duration grace);

    /** Ends the workload at once and forgets it, evidence included: store that first. What is not there is success. */
    Uni<Void> delete(String handle);

    /** What is true of the workload now. Never fails: what cannot be learnt is {@link Observation.Unknown}. */
    Uni<Observation> observe(String handle);

    /**
     * Everything of ours, running or ended, also what an earlier process of this service launched. What is missing here
     * may have been launched a moment ago, or by a runtime that keeps no list: only {@link #observe} says Gone.
     */
    Uni<List<Observed>> list();

    /** Ends as they happen, from the subscription on. Never fails or completes. A nudge only: the sweeper finds the rest. */
    Multi<Observed> watch();

    /**
     * How far bots have come, where they do not call back and the platform knows it. Repeated while it is true, so that
     * what was missed comes again. Never fails or completes. Nothing by default: most bots tell by themselves.
     */
    default Multi<Progress> progress() {
        return Multi.createFrom().nothing();
    }
}
