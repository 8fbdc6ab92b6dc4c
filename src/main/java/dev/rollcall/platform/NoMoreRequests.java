package dev.rollcall.platform;

/**
 * Fired when this replica ends: from now on requests are refused. What keeps one open for long, such as a socket or a
 * stream, ends it now; the service waits ten seconds for the last one.
 */
public record NoMoreRequests() {}
