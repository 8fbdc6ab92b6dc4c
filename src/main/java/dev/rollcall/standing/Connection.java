package dev.rollcall.standing;

import io.smallrye.mutiny.Uni;

/** A connection that is kept up, with all its rooms, until it is closed or has told {@link Report.Over}. */
public interface Connection {

    /**
     * Closes every socket and lets nothing be opened any more. Never fails; may be called again; done within five seconds.
     * After it no report counts.
     */
    Uni<Void> close();

    /** Tries everything now and tells what it found; the same is not told to {@link Reports} as well. */
    Uni<Report> check();

    /** Never fails: what cannot be done is an outcome. The caller gives up after a few seconds. */
    Uni<ActionOutcome> act(Action action);
}
