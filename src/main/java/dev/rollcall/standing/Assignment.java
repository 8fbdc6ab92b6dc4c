package dev.rollcall.standing;

import java.time.Duration;

/**
 * A bot that this replica has to keep connected.
 *
 * @param generation of the lease under which it is kept
 * @param interval how often the connector proves that all is well, at least: what it has not proven for two intervals is
 *     unknown to everybody
 */
public record Assignment(long botId, long generation, ConnectionSettings settings, Duration interval) {}
