package dev.rollcall.transcript;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the API tells of transcripts (contract A.6). */
final class TranscriptApi {

    private TranscriptApi() {}

    /**
     * @param recordings none are kept here
     * @param notes what the user noted on the meeting
     * @param segments in the order in which they were said
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Transcript(
            @Schema(examples = "42") long id,
            @Schema(examples = "google_meet") String platform,
            @Schema(examples = "abc-defg-hij") String nativeMeetingId,

            @Schema(examples = "https://meet.google.com/abc-defg-hij")
            String constructedMeetingUrl,

            @Schema(examples = "completed") String status,
            Instant startTime,
            Instant endTime,
            List<Object> recordings,
            String notes,
            List<Line> segments) {

        /** Neither the link, which may hold a passcode, nor the words. */
        @Override
        public String toString() {
            return "Transcript[id=" + id + "]";
        }
    }

    /**
     * @param start seconds since its session began, as {@code end}
     * @param completed whether it will not change any more
     * @param segmentId the sender's own name for it, where it has one
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Line(
            @Schema(examples = "12.5") double start,
            @Schema(examples = "15.25") double end,
            @Schema(examples = "Let us begin.") String text,
            @Schema(examples = "en") String language,
            Instant createdAt,
            @Schema(examples = "Ada") String speaker,
            boolean completed,
            Instant absoluteStartTime,
            Instant absoluteEndTime,
            String sessionUid,
            String segmentId) {

        /** Words stay out of logs. */
        @Override
        public String toString() {
            return "Line[start=" + start + ", end=" + end + "]";
        }
    }

    /** @param nextCursor for the next page; null on the last one */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Found(List<Hit> results, String nextCursor) {}

    /** @param snippet a part of the text as HTML: what was found stands in {@code <mark>}, the rest is escaped */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Hit(
            @Schema(examples = "42") long meetingId,
            @Schema(examples = "google_meet") String platform,
            @Schema(examples = "abc-defg-hij") String nativeMeetingId,

            @Schema(examples = "We <mark>begin</mark> on Monday.")
            String snippet,

            Line segment) {

        @Override
        public String toString() {
            return "Hit[meetingId=" + meetingId + "]";
        }
    }

    /**
     * What became of posted segments.
     *
     * @param status processed
     * @param stored how many are new, or newer than what was there
     * @param ignored how many have no text, or no start in seconds
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Taken(String status, long meetingId, int stored, int ignored) {}
}
