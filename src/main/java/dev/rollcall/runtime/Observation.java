package dev.rollcall.runtime;

/** The runtime's word on one workload. Unknown is never gone: only Ended and Gone are evidence of an end. */
public sealed interface Observation {

    /** It is there and runs, or is still being started. */
    record Running() implements Observation {}

    /**
     * It has run and ended, and can still be looked at.
     *
     * @param exitCode the exit code, null when the platform did not keep it; 128 + n for signal n
     * @param reason one word of the platform (Exited, OOMKilled, Evicted …)
     * @param evidence the last output lines, at most 8 KiB, or null
     */
    record Ended(Integer exitCode, String reason, String evidence) implements Observation {}

    /** The platform answered, and has nothing under this handle. */
    record Gone() implements Observation {}

    /** The platform did not answer, or not clearly. */
    record Unknown(String why) implements Observation {}
}
