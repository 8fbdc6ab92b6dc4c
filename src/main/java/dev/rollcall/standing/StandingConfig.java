package dev.rollcall.standing;

import dev.rollcall.platform.OutboundUrl;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How standing bots are kept connected. */
@ConfigMapping(prefix = "rollcall.standing")
public interface StandingConfig {

    /** Off, this replica keeps none: others do, or nobody, and then every status runs out. */
    @WithDefault("true")
    boolean enabled();

    /** Bots that one replica keeps. A connection costs little; the rest is for other replicas. */
    @WithDefault("500")
    int atOnce();

    /** How often a connection proves that it works. What was not proven for two of these is UNKNOWN. */
    @WithDefault("30s")
    Duration interval();

    /**
     * How long a replica keeps a bot without saying so again: a killed one is replaced within this time. It says so
     * four times as often, and closes the connection when only a third of it is left.
     */
    @WithDefault("20s")
    Duration lease();

    /** A connection that has told nothing by then is closed and tried again. */
    @WithDefault("60s")
    Duration connectTimeout();

    /** How long refused credentials are left alone, unless new ones come: nothing else would make them right. */
    @WithDefault("15m")
    Duration afterRefusal();

    /** Bound of the first pause between two tries; it doubles with each, and the pause is anything below. */
    @WithDefault("1s")
    Duration backoff();

    /** The bound grows no further: a service that is back is noticed within this time. */
    @WithDefault("60s")
    Duration longestBackoff();

    /** How long a connection has to stand before the next pause is a short one again. */
    @WithDefault("60s")
    Duration stable();

    /** The same for requests for a token, which services watch more closely. */
    @WithDefault("5s")
    Duration tokenBackoff();

    @WithDefault("5m")
    Duration longestTokenBackoff();

    /** How long POST /standing-bots/{id}/check waits for what comes of it. */
    @WithDefault("20s")
    Duration checkTimeout();

    /** How long POST /standing-bots/{id}/actions waits for the replica that keeps the bot, and the service. */
    @WithDefault("10s")
    Duration actionTimeout();

    /** How long an active bot may be unhealthy, wrong credentials apart, before operators are told. */
    @WithDefault("1m")
    Duration alertAfter();

    /** Whether http and ws are taken, too. No: credentials go along. */
    @WithDefault("false")
    boolean allowHttp();

    /** Whether a bot may connect to this machine or a private network. No: it would ask what only insiders may. */
    @WithDefault("false")
    boolean allowPrivateHosts();

    default OutboundUrl.Rules rules() {
        return new OutboundUrl.Rules(allowHttp(), allowPrivateHosts());
    }
}
