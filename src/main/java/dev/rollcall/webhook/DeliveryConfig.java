package dev.rollcall.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How webhooks are delivered. */
@ConfigMapping(prefix = "rollcall.webhooks")
interface DeliveryConfig {

    /** Off, nothing is sent and nothing is lost: what happens meanwhile is sent when it is on again. */
    @WithDefault("true")
    boolean enabled();

    /** What receivers get who have not said what they want; others of their kind send this alone, too. */
    @WithDefault("meeting.completed")
    List<String> defaultEvents();

    /** Deliveries under way at once on one replica, never two to one receiver. */
    @WithDefault("64")
    int concurrency();

    /** Until the connection stands, its name looked up and TLS included. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** For one whole try: who needs longer takes the event down and works later. */
    @WithDefault("10s")
    Duration timeout();

    /** A claim that is older belongs to a replica that died; longer than the time-out. */
    @WithDefault("60s")
    Duration claim();

    /** Before the second try; doubled for each further one, with jitter. */
    @WithDefault("5s")
    Duration backoff();

    /** The backoff grows no further: a receiver that is back is noticed within this time. */
    @WithDefault("2h")
    Duration longestBackoff();

    /** How long an event is tried, and how long a receiver may fail before it is paused: a long weekend. */
    @WithDefault("72h")
    Duration retryFor();

    /** Whether the secret is sent as a bearer token, too, as some receivers of older systems want it. No: it signs. */
    @WithDefault("false")
    boolean bearerSecret();

    /** Where operators are told of the fleet: the breaker, failing launches, a late sweeper, Redis. Any address. */
    Optional<String> systemUrl();

    /** Signs what is sent there. */
    Optional<String> systemSecret();

    /** An alert that has not been seen for so long is over: what flutters is told of once. */
    @WithDefault("1m")
    Duration alertCalm();
}
