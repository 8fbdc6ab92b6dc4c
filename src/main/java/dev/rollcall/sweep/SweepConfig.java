package dev.rollcall.sweep;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What the sweeper may do, and how cautiously. */
@ConfigMapping(prefix = "rollcall.sweep")
interface SweepConfig {

    /** Every replica passes this often; passes further apart than twice this are a gap of our own. */
    @WithDefault("60s")
    Duration every();

    /** Meetings taken in one pass: bounds its length, the rest is taken by the next. */
    @WithDefault("1000")
    int batch();

    /** Workloads that the runtime is asked about, or told to remove, at the same time. */
    @WithDefault("8")
    int concurrency();

    /** How long a runtime may be unable to say what became of a workload before our own deadlines count alone. */
    @WithDefault("10m")
    Duration unknownWindow();

    /** How long listing or looking at workloads may take. */
    @WithDefault("20s")
    Duration runtimeTimeout();

    /** Ends by silence above this share of the fleet are more likely our trouble than the bots'. */
    @WithDefault("0.2")
    double breakerShare();

    /** In a small fleet a share means little. */
    @WithDefault("10")
    int breakerMinimum();

    /** A picture that has not changed for so long is believed. */
    @WithDefault("10m")
    Duration breakerRelease();

    /**
     * How long after a meeting's end its workload is looked for, at growing intervals. A runtime that can never say
     * that it is gone would otherwise be asked for ever; a workload that shows up later is removed as an orphan.
     */
    @WithDefault("24h")
    Duration cleanupFor();

    /** Logs what a pass would do, shows it at {@code GET /admin/sweeper}, and does nothing. */
    @WithDefault("false")
    boolean dryRun();

    /** Between two passes, or within one; beyond this it is a gap of our own. */
    default Duration longestPause() {
        return every().multipliedBy(2);
    }
}
