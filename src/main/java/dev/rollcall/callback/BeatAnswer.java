package dev.rollcall.callback;

import dev.rollcall.command.Command;
import java.util.List;

/**
 * What the database says to a heartbeat.
 *
 * @param fenced it speaks for an older launch, and was not written
 * @param busy somebody else holds its row, and it was not written
 * @param commands what the bot has not acknowledged yet, the oldest first
 */
record BeatAnswer(
        long meetingId,
        String meetingStatus,
        boolean stopRequested,
        boolean fenced,
        boolean busy,
        List<Command> commands) {}
