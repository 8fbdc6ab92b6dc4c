package dev.rollcall.runtime;

/** A workload of ours as the platform shows it. */
public record Observed(String handle, long meetingId, int attempt, Observation observation) {}
