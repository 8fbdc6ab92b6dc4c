package dev.rollcall.transcript;

import java.time.Instant;
import java.util.List;

/**
 * What a transcriber says at once.
 *
 * @param token who says it: a MeetingToken, or the key of a user; null when it came another way
 * @param platform the meeting that it says it is of, as {@code meetingId}; either may be null
 * @param sessionUid null when it does not say
 * @param startedAt when second 0 of its session was; null when it does not say
 * @param endedAt when its session ended; null when it does not say
 * @param wrong how many segments were not fit to be kept
 */
record TranscriptMessage(
        Type type,
        String token,
        String platform,
        String meetingId,
        String sessionUid,
        Instant startedAt,
        Instant endedAt,
        List<Segment> segments,
        int wrong) {

    enum Type {
        SESSION_START,
        TRANSCRIPTION,
        SESSION_END
    }

    double latest() {
        return segments.stream().mapToDouble(Segment::end).max().orElse(0);
    }

    /** Neither the token nor the words. */
    @Override
    public String toString() {
        return "TranscriptMessage[type=" + type + ", segments=" + segments.size() + ", wrong=" + wrong + "]";
    }
}
