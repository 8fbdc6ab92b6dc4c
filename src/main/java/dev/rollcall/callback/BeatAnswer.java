package dev.rollcall.callback;

import dev.rollcall.command.Command;
import java.util.List;

/**
 * What the database says to a heartbeat.
 *
 * @param fenced it speaks for an older launch, and was not written
 * @param busy somebody else holds its row, and it was not written
 * @param commanded it was written, and there are commands that the bot has not acknowledged yet
 * @param commands those, the oldest first, once they are read
 */
record BeatAnswer(
        long meetingId,
        String meetingStatus,
        boolean stopRequested,
        boolean fenced,
        boolean busy,
        boolean commanded,
        List<Command> commands) {

    BeatAnswer with(List<Command> read) {
        return new BeatAnswer(meetingId, meetingStatus, stopRequested, fenced, busy, commanded, read);
    }
}
