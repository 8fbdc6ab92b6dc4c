package dev.rollcall.transition;

import dev.rollcall.lifecycle.Limits;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long a bot may stay in each state. */
@ConfigMapping(prefix = "rollcall.deadlines")
interface LifecycleConfig {

    /** Image pull and start; the limit of older bot services. */
    @WithDefault("5m")
    Duration requested();

    /** A browser that opens a meeting page, with retries. */
    @WithDefault("10m")
    Duration joining();

    /** What a bot is told to wait in the lobby, unless the order says otherwise. */
    @WithDefault("15m")
    Duration lobby();

    /** So that the bot's own time-out is heard before ours. */
    @WithDefault("60s")
    Duration lobbyGrace();

    /** Four heartbeats of 30 s may get lost. */
    @WithDefault("2m")
    Duration lease();

    /** Longer than nearly every meeting; bounds the cost of a forgotten bot. */
    @WithDefault("4h")
    Duration maxDuration();

    /** From a stop to the termination: a bot that was in the meeting uploads its recording first. */
    @WithDefault("90s")
    Duration leave();

    /** The same before the meeting: nothing to upload, and some bots do not listen in the lobby. */
    @WithDefault("15s")
    Duration leaveBeforeActive();

    /** Between the polite and the forced end: uploads need it. */
    @WithDefault("60s")
    Duration terminateGrace();

    /** After this a stop ends either way. */
    @WithDefault("5m")
    Duration stopping();

    /** A bot that has reported its end exits within this, or is ended. */
    @WithDefault("60s")
    Duration linger();

    /** A command that nobody has taken by then is not wanted any more. */
    @WithDefault("5m")
    Duration commandLife();

    /** The same for what is said or shown in the meeting: it must outlive one heartbeat of 30 s, and not the moment. */
    @WithDefault("45s")
    Duration liveCommandLife();

    default Limits limits() {
        return new Limits(
                requested(),
                joining(),
                lobby(),
                lobbyGrace(),
                lease(),
                maxDuration(),
                leave(),
                leaveBeforeActive(),
                terminateGrace(),
                stopping(),
                linger(),
                commandLife(),
                liveCommandLife());
    }
}
