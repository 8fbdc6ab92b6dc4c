package dev.rollcall.standing.racetime;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bots on racetime.gg. */
@ConfigMapping(prefix = "rollcall.racetime")
public interface RacetimeConfig {

    /** Rooms that one bot opens. The busiest categories have some twenty races at a time. */
    @WithDefault("100")
    int maxRooms();
}
