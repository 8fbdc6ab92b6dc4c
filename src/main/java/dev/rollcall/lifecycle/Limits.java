package dev.rollcall.lifecycle;

import java.time.Duration;

/**
 * How long a bot may stay in each state (design section 2). All positive.
 *
 * @param requested from the reservation to the bot's first word
 * @param joining from the first word to the lobby or the meeting
 * @param lobby what the bot itself was told to wait in the lobby
 * @param lobbyGrace our patience beyond that, so that the bot's own time-out is heard first
 * @param lease silence after the last heartbeat, for a bot that has sent one
 * @param maxDuration in the meeting
 * @param leave from a stop to the termination, for a bot that was in the meeting and may upload
 * @param leaveBeforeActive the same for a bot that never was in the meeting and has nothing to upload
 * @param terminateGrace between the polite and the forced end of the workload
 * @param stopping from the stop to its end either way
 * @param linger how long a bot that has reported its end may take to exit
 * @param commandLife how long a command is delivered
 * @param liveCommandLife the same for what belongs to the moment, such as a spoken sentence
 */
public record Limits(
        Duration requested,
        Duration joining,
        Duration lobby,
        Duration lobbyGrace,
        Duration lease,
        Duration maxDuration,
        Duration leave,
        Duration leaveBeforeActive,
        Duration terminateGrace,
        Duration stopping,
        Duration linger,
        Duration commandLife,
        Duration liveCommandLife) {

    /** These limits with what the user asked for this one meeting; null keeps ours. */
    public Limits with(Duration askedLobby, Duration askedMaxDuration) {
        return new Limits(
                requested,
                joining,
                askedLobby == null ? lobby : askedLobby,
                lobbyGrace,
                lease,
                askedMaxDuration == null ? maxDuration : askedMaxDuration,
                leave,
                leaveBeforeActive,
                terminateGrace,
                stopping,
                linger,
                commandLife,
                liveCommandLife);
    }
}
