package dev.rollcall.access;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Who may report the progress of bots beside the bots themselves. */
@ConfigMapping(prefix = "rollcall.polling")
public interface ServiceTokenConfig {

    /**
     * The bearer token with which a service of your own reports how far a bot is (POST
     * /api/v1/meet/callback/update-status): at least 32 random characters. Default: only bots report, with their own.
     */
    Optional<String> callbackToken();
}
