package dev.rollcall.platform;

import io.smallrye.mutiny.Uni;

/** One line of GET /health. Packages above this one tell of themselves. */
public interface HealthPart {

    String name();

    /** Never fails: trouble is an answer. */
    Uni<Fact> ask();

    /**
     * @param healthy whether all is well
     * @param needed whether the service can do nothing without it
     * @param shown what GET /health shows under the name
     */
    record Fact(boolean healthy, boolean needed, Object shown) {}
}
