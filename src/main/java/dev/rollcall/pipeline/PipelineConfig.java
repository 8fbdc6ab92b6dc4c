package dev.rollcall.pipeline;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The work after a meeting: transcribe, analyse, create tasks. See pipeline.md. */
@ConfigMapping(prefix = "rollcall.pipeline")
interface PipelineConfig {

    /** Off, nothing is worked on and nothing is lost: what waits is done when it is on again. */
    @WithDefault("true")
    boolean enabled();

    /** Jobs under way at once on one replica: each mostly waits for a service. */
    @WithDefault("4")
    int concurrency();

    /** A claim that nobody renewed for so long belongs to a replica that died; renewed three times in that time. */
    @WithDefault("60s")
    Duration lease();

    /** Tries of one step before the job ends in error. With these pauses: up to twenty minutes. */
    @WithDefault("8")
    int attempts();

    /** Before the second try; doubled for each further one, with jitter. A longer Retry-After is honoured. */
    @WithDefault("10s")
    Duration backoff();

    /** The backoff grows no further. */
    @WithDefault("10m")
    Duration longestBackoff();

    /** How long after a meeting's end the work begins: the last words are still on their way. */
    @WithDefault("10s")
    Duration settle();

    /** How often a replica looks for ended meetings that got no job, since their replica died at that moment. */
    @WithDefault("15s")
    Duration repairEvery();
}
