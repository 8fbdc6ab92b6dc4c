package dev.rollcall.standing.racetime;

import dev.rollcall.standing.ConnectionBackoff;
import java.time.Duration;

/**
 * The times that racetime.gg's behaviour sets; none is the operator's to choose, and tests run them faster.
 *
 * @param scan between two looks at the category's races
 * @param longestScan no announced cache time makes it longer
 * @param request until a request must be answered
 * @param handshake until a room must be open; the server takes up to 20 s to refuse one that it does not know
 * @param ping between two pings in a room
 * @param pong until a ping must be answered
 * @param action until an action must be answered; waiting for a room's WebSocket counts, and the API waits a little longer
 * @param farewell until a WebSocket must have closed
 * @param spread over which the rooms of one bot are opened anew with a new token
 * @param freshToken see {@link Classification}
 * @param routineAge see {@link Classification}
 * @param room pauses before a room is opened again
 * @param api pauses before a failed look at the races is repeated
 * @param token pauses before a token is asked for again while the old one still holds
 */
record Pacing(
        Duration scan,
        Duration longestScan,
        Duration request,
        Duration handshake,
        Duration ping,
        Duration pong,
        Duration action,
        Duration farewell,
        Duration spread,
        Duration freshToken,
        Duration routineAge,
        ConnectionBackoff.Limits room,
        ConnectionBackoff.Limits api,
        ConnectionBackoff.Limits token) {

    static final Pacing STANDARD = new Pacing(
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(25),
            Duration.ofSeconds(25),
            Duration.ofSeconds(20),
            Duration.ofSeconds(8),
            Duration.ofSeconds(2),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            Duration.ofHours(23),
            ConnectionBackoff.Limits.CONNECTION,
            ConnectionBackoff.Limits.CONNECTION,
            ConnectionBackoff.Limits.TOKEN);

    /**
     * The usual pause, or what the server asks for, within bounds.
     *
     * @param interval within which all has to be proven again
     */
    Duration nextLook(Duration asked, Duration interval) {
        Duration pause = asked.compareTo(scan) > 0 ? asked : scan;
        Duration most = longestScan.compareTo(interval) < 0 ? longestScan : interval;
        return pause.compareTo(most) < 0 ? pause : most;
    }

    Classification classification() {
        return new Classification(freshToken, routineAge);
    }
}
