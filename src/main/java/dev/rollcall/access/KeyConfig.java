package dev.rollcall.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How keys are checked. */
@ConfigMapping(prefix = "rollcall.keys")
interface KeyConfig {

    /** How long a request waits for its key to be looked up, then 503. Longer than a busy pool needs to free a place. */
    @WithDefault("5s")
    Duration lookupTimeout();
}
