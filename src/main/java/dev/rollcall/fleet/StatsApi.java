package dev.rollcall.fleet;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What goes over the wire of GET /admin/stats/meetings-users. */
final class StatsApi {

    private StatsApi() {}

    /**
     * @param total all meetings, as {@code totalMeetings}: existing clients page by it
     * @param items a page of meetings, the newest first
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record MeetingsAndUsers(
            long total,
            List<MeetingOfUser> items,
            long totalMeetings,
            long totalUsers,
            Map<String, Long> meetingsByStatus) {}

    /**
     * A meeting in the fields that clients of every era read. Statistics are no way to what users keep to themselves:
     * the link comes without its passcode, and data holds how the meeting ended and nothing else.
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record MeetingOfUser(
            @Schema(examples = "42") long id,
            @Schema(examples = "7") long userId,
            @Schema(examples = "google_meet") String platform,
            @Schema(examples = "abc-defg-hij") String nativeMeetingId,

            @Schema(examples = "https://meet.google.com/abc-defg-hij")
            String constructedMeetingUrl,

            @Schema(examples = "completed") String status,
            @Schema(examples = "rollcall-bot-42-1") String botContainerId,
            Instant startTime,
            Instant endTime,
            Map<String, Object> data,
            Instant createdAt,
            Instant updatedAt,
            Owner user) {

        @Override
        public String toString() {
            return "MeetingOfUser[id=" + id + ", status=" + status + "]";
        }
    }

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Owner(
            @Schema(examples = "7") long id,
            @Schema(examples = "ada@example.org") String email,
            String name,
            String imageUrl,
            Integer maxConcurrentBots,
            Instant createdAt) {}
}
