package dev.rollcall.polling;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** What frontends that poll see of bots, on {@code /api/v1/meet}. */
@ConfigMapping(prefix = "rollcall.polling")
interface PollingConfig {

    /** How long a bot that is done, or has failed, can still be asked for. One that is not is never forgotten. */
    @WithDefault("24h")
    Duration keep();

    /** How often those that are past it are removed. */
    @WithDefault("1h")
    Duration cleanupEvery();

    /**
     * How long after a meeting, or after the last word of whoever works on it, the next step is waited for: longer than any
     * recording takes to be transcribed. Then it is over, one way or the other.
     */
    @WithDefault("1h")
    Duration patience();

    /**
     * A service of your own that knows the bots by our {@code bot_id}: {@code /api/v1/bots/<bot_id>} is added. Default: none;
     * the bots themselves tell how far they are.
     */
    Optional<URI> externalUrl();

    /** What it is sent as a bearer token, where it wants one. */
    Optional<String> externalToken();

    /** How often it is asked for each bot that is not done: as often as frontends ask. */
    @WithDefault("3s")
    Duration syncEvery();

    /** While it is down, or does not know a bot, the interval doubles, up to this. */
    @WithDefault("1m")
    Duration longestPause();

    /** How long one of its answers may take. */
    @WithDefault("5s")
    Duration requestTimeout();
}
