package dev.rollcall.pipeline;

/**
 * A recording on our disk.
 *
 * @param name what to call it to others: its ending tells its form
 */
record AudioFile(String path, String name, long size) {}
