package dev.rollcall.launch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What every bot is told. */
@ConfigMapping(prefix = "rollcall.bot")
public interface BotConfig {

    /**
     * In which words bots are told what to do: {@code rollcall} (our own bots), {@code classic} (Vexa 0.6 to 0.9),
     * {@code m10} (0.10) or {@code h} (0.12 and newer). Has to fit the image that is launched, see bots.md.
     */
    @WithDefault("rollcall")
    LaunchProfile profile();

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

    /** Put into every bot's environment as it is, and wins over what the profile sets: WHISPER_LIVE_URL and the like. */
    Map<String, String> env();

    /**
     * What a bot is told to wait in the lobby, unless the order says otherwise. Never more than
     * {@code rollcall.deadlines.lobby}, after which the meeting is ended. Default: that deadline, or what bots of the
     * profile's era were told (classic 5m, m10 and h 15m).
     */
    Optional<Duration> waitingRoomTimeout();

    /**
     * What a bot is told to wait when nobody else is there, unless the order says otherwise. Default: 2m; h bots are not
     * told, and know themselves.
     */
    Optional<Duration> noOneJoinedTimeout();

    /**
     * What a bot is told to wait when everybody has left, unless the order says otherwise. Default: 1m, m10 15m; h bots
     * are not told, and know themselves.
     */
    Optional<Duration> everyoneLeftTimeout();
}
