package dev.rollcall.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** What a new user may do until an admin says otherwise. */
@ConfigMapping(prefix = "rollcall.limits")
interface UserLimits {

    /** Bots at once for a user created without a limit. One: enough to try it out, and a mistake costs one bot. */
    @WithName("default")
    @WithDefault("1")
    int perUser();
}
