package dev.rollcall.fleet;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How an admin's "stop all" is carried out. */
@ConfigMapping(prefix = "rollcall.fleet")
interface FleetConfig {

    /** Stops written at the same time: less than half of the connection pool, so that users are served meanwhile. */
    @WithDefault("8")
    int stopsAtOnce();

    /** Meetings read at once. */
    @WithDefault("500")
    int stopBatch();

    /** When a "stop all" answers with what it did so far; callers give up at ten seconds. */
    @WithDefault("5s")
    Duration stopFor();
}
