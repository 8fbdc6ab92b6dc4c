package dev.rollcall.launch;

import dev.rollcall.platform.Backoff;
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

    /** Before the second try; doubled for each further one, with jitter. */
    @WithDefault("1s")
    Duration backoff();

    /** The backoff grows no further. */
    @WithDefault("30s")
    Duration longestBackoff();

    /** The same where a quota is used up: it is free again when somebody's bot has left, which takes its time. */
    @WithDefault("10s")
    Duration quotaBackoff();

    /** Four or five tries in the five minutes that a launch has. */
    @WithDefault("90s")
    Duration longestQuotaBackoff();

    /** Operators are told when more than this share of launches fails ... */
    @WithDefault("0.2")
    double alertShare();

    /** ... and at least so many: in a small fleet a share means little ... */
    @WithDefault("5")
    int alertMinimum();

    /** ... in this time. */
    @WithDefault("10m")
    Duration alertWindow();

    default Backoff busyBackoff() {
        return new Backoff(backoff(), longestBackoff());
    }

    default Backoff backoffAtQuota() {
        return new Backoff(quotaBackoff(), longestQuotaBackoff());
    }
}
