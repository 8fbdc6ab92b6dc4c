package dev.rollcall.runtime;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;

/**
 * Where bots run. All methods are non-blocking and safe to repeat; none holds a database transaction open. One
 * conformance suite runs against every implementation (design section 6).
 */
public interface BotRuntime {

    /** The value of {@code rollcall.runtime} that chooses this one. */
    String name();

    /** Starts the workload, or finds it already there under the same handle. Never fails: trouble is an outcome. */
    Uni<LaunchOutcome> launch(Workload workload);

    /**
     * Asks the workload to end (SIGTERM) and ends it by force when {@code grace} has passed. Completes when the request
     * is made, not when the workload is gone. What is not there any more is success.
     */
    Uni<Void> terminate(String handle, Duration grace);

    /** Ends the workload at once and forgets it, evidence included: store that first. What is not there is success. */
    Uni<Void> delete(String handle);

    /** What is true of the workload now. Never fails: what cannot be learnt is {@link Observation.Unknown}. */
    Uni<Observation> observe(String handle);

    /** Everything of ours, running or ended, also what an earlier process of this service launched. */
    Uni<List<Observed>> list();

    /** Changes as they happen. A nudge only: the sweeper finds what was missed. */
    Multi<Observed> watch();
}
