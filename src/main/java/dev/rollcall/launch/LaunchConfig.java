package dev.rollcall.launch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The launch queue. */
@ConfigMapping(prefix = "rollcall.launch")
interface LaunchConfig {

    /** Launches under way at once on one replica: enough to hide a slow runtime, too few to drown it. */
    @WithDefault("16")
    int concurrency();

    /** After this a launch counts as ambiguous. */
    @WithDefault("30s")
    Duration timeout();

    /** A claim that is older belongs to a replica that died; longer than the time-out. */
    @WithDefault("60s")
    Duration claim();

    /** Before the second attempt; doubled for each further one, with jitter. */
    @WithDefault("1s")
    Duration backoff();

    /** The backoff grows no further. */
    @WithDefault("30s")
    Duration longestBackoff();
}
