package dev.rollcall.standing;

/**
 * A standing bot has changed, on any replica: fired as a CDI event on each of them. A nudge: it may get lost, and says
 * nothing of what has changed.
 */
public record StandingChange(long botId) {}
