package dev.rollcall.platform;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a replica ends when it is asked to (SIGTERM). All of it together must be shorter than what the platform grants. */
@ConfigMapping(prefix = "rollcall.shutdown")
interface ShutdownConfig {

    /**
     * How long it goes on serving, not ready any more, until balancers have learned of it. With a balancer that probes
     * every 2 s and gives up after two failures, set 5s.
     */
    @WithDefault("0s")
    Duration delay();

    /** How long it then waits for requests under way. Every request is answered within nine seconds. */
    @WithDefault("10s")
    Duration timeout();
}
