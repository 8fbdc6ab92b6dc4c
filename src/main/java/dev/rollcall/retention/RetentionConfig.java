package dev.rollcall.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * How long what is over is kept. {@code 0s} keeps it for ever. What belongs to a meeting that is not over is never
 * dropped, whatever its age.
 */
@ConfigMapping(prefix = "rollcall.retention")
interface RetentionConfig {

    /**
     * The steps of ended meetings: as long as the meeting by default, since they are part of what the API shows of it,
     * and an adopted database brings years of them.
     */
    @WithDefault("0s")
    Duration history();

    /**
     * The feed of live events: longer than any follower is away. They go by whole weeks, so up to a week later;
     * {@code 0s}: for ever.
     */
    @WithDefault("30d")
    Duration events();

    /** Commands to bots of ended meetings: nobody takes them any more. {@code 0s}: for ever. */
    @WithDefault("30d")
    Duration commands();

    /** The last log lines of bots, as long as an incident is looked into. {@code 0s}: for ever. */
    @WithDefault("90d")
    Duration logs();

    /** What was said in ended meetings: as long as the meeting by default, since it is the users'. */
    @WithDefault("0s")
    Duration transcripts();

    /** Summaries and tasks of ended meetings: as long as the meeting by default, since they are the users'. */
    @WithDefault("0s")
    Duration tasks();

    /** Deliveries of webhooks, sent or not: the log, and what waits for a paused receiver. {@code 0s}: for ever. */
    @WithDefault("30d")
    Duration deliveries();

    /** How standing bots were connected: as long as an incident is looked into. {@code 0s}: for ever. */
    @WithDefault("90d")
    Duration connections();

    /** Ended meetings with all that belongs to them, transcripts too: never by default, since they are the users'. */
    @WithDefault("0s")
    Duration meetings();

    /** How often a replica looks; one at a time does the work. */
    @WithDefault("1h")
    Duration every();

    /** Rows deleted by one statement: short enough that nobody waits for it. */
    @WithDefault("1000")
    int batch();

    /** Statements for one kind of row in one run: bounds its length, the rest is taken by the next. */
    @WithDefault("100")
    int batches();

    /** How long a change of the partitions of events may wait, and others behind it; then it is tried next time. */
    @WithDefault("500ms")
    Duration patience();
}
