package dev.rollcall.event;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Live events: the tail of the event table, and the sockets and streams that hang on it. */
@ConfigMapping(prefix = "rollcall.live")
interface LiveConfig {

    /** How late an event may be when Redis tells nobody of it. */
    @WithDefault("1s")
    Duration pollEvery();

    /** Sockets and streams of one user on one replica: some people and their tabs, and no loop that opens them without end. */
    @WithDefault("50")
    int socketsPerUser();

    /** Meetings that one socket may follow: more than a user can have at once. */
    @WithDefault("500")
    int meetingsPerSocket();

    /** A socket that did not answer one ping when the next is due is closed; shorter than proxies' patience of a minute. */
    @WithDefault("30s")
    Duration pingEvery();

    /** How soon a revoked key closes the sockets and streams that it opened. */
    @WithDefault("20s")
    Duration checkKeysEvery();

    /** A client that has not taken a frame or event by then is cut off; it loses nothing that it cannot read again. */
    @WithDefault("10s")
    Duration sendTimeout();
}
