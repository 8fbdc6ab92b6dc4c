package dev.rollcall.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The session of somebody who logged in with a key, in a browser. */
@ConfigMapping(prefix = "rollcall.session")
interface SessionConfig {

    /** After so long one logs in again: a working day, so that a forgotten tab is shut by the next. */
    @WithDefault("12h")
    Duration lasts();
}
