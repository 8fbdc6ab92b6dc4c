package dev.rollcall.fleet;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What /q/metrics shows of the whole fleet. */
@ConfigMapping(prefix = "rollcall.metrics")
interface MetricsConfig {

    /** How often the bots in the database are counted: as often as Prometheus usually asks. */
    @WithDefault("15s")
    Duration countEvery();
}
