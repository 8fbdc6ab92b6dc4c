package dev.rollcall.launch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What every bot is told. */
@ConfigMapping(prefix = "rollcall.bot")
public interface BotConfig {

    /** Where bots reach this service. The default suits bots on the same machine. */
    @WithDefault("http://localhost:${quarkus.http.port:8080}")
    String callbackBaseUrl();

    /** The Redis that bots listen on; ours unless they see it under another name. */
    Optional<String> redisUrl();

    /** What bots of this kind have always done; a quarter of the lease. */
    @WithDefault("30s")
    Duration heartbeatInterval();

    /** The name that a bot shows when the order has none; six hex digits follow. */
    @WithDefault("Rollcall")
    String defaultName();

    /** Put into every bot's environment as it is: WHISPER_LIVE_URL and the like. */
    Map<String, String> env();

    /** What a bot is told to wait when nobody else is there, unless the order says otherwise. */
    @WithDefault("2m")
    Duration noOneJoinedTimeout();

    /** What a bot is told to wait when everybody has left, unless the order says otherwise. */
    @WithDefault("1m")
    Duration everyoneLeftTimeout();
}
