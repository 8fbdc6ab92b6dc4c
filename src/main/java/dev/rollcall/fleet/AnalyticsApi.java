package dev.rollcall.fleet;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.rollcall.fleet.FleetApi.Slots;
import dev.rollcall.fleet.StatsApi.MeetingOfUser;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What goes over the wire below /admin/analytics. All durations are seconds. */
final class AnalyticsApi {

    private AnalyticsApi() {}

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record UserLine(
            @Schema(examples = "7") long id,
            @Schema(examples = "ada@example.org") String email,
            String name,
            String imageUrl,
            Instant createdAt,
            Instant updatedAt,

            @Schema(nullable = true, description = "null: no limit. 0: none.")
            Integer maxConcurrentBots) {}

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record MeetingLine(
            @Schema(examples = "42") long id,
            @Schema(examples = "7") long userId,
            @Schema(examples = "google_meet") String platform,
            @Schema(examples = "abc-defg-hij") String nativeMeetingId,
            @Schema(examples = "completed") String status,
            Instant startTime,
            Instant endTime,
            Instant createdAt,
            Instant updatedAt,
            @Schema(examples = "left_alone") String completionReason,
            @Schema(examples = "joining") String failureStage) {}

    /**
     * What is measured of one meeting: when and for how long, never what was said.
     *
     * @param sessions one for each launch of a bot, the newest 100
     * @param transcriptionStats null unless asked for, and without a transcript
     * @param performanceMetrics null until the meeting has begun and ended
     * @param stages in their order; without the end, which lasts for ever
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Telematics(
            MeetingOfUser meeting,
            List<Session> sessions,
            TranscriptionStats transcriptionStats,
            PerformanceMetrics performanceMetrics,
            List<Stage> stages,
            Heartbeats heartbeats,
            List<Transition> transitions) {}

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Session(
            long id,
            @Schema(examples = "42") long meetingId,

            @Schema(examples = "0e7c4a3e-5a2f-4b8e-9c55-0f1d8f6f1c11")
            String sessionUid,

            Instant sessionStartTime) {}

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record TranscriptionStats(
            @Schema(examples = "120") long totalTranscriptions,
            @Schema(examples = "1734.5") double totalDuration,
            @Schema(examples = "3") long uniqueSpeakers,
            List<String> languagesDetected) {}

    /**
     * @param joinTime from the order until the bot was at the door, or in
     * @param admissionTime at the door, until it was let in
     * @param totalDuration of the meeting
     * @param botUptime from its first word to its end
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record PerformanceMetrics(
            @Schema(examples = "7.2") Double joinTime,
            @Schema(examples = "31.9") Double admissionTime,
            @Schema(examples = "1800.4") Double totalDuration,
            @Schema(examples = "1839.6") Double botUptime) {}

    /**
     * @param leftAt null while it lasts
     * @param seconds until now while it lasts
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Stage(
            @Schema(examples = "active") String status,
            Instant enteredAt,
            Instant leftAt,
            @Schema(examples = "1800.4") double seconds) {}

    /**
     * @param lastHeartbeatAt null for a bot that never sent one
     * @param silentSeconds since then; null for a meeting that is over
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Heartbeats(
            Instant firstHeartbeatAt,
            Instant lastHeartbeatAt,
            @Schema(examples = "12") Double silentSeconds) {}

    /** A change of status without the words of the bot, which are in the meeting's history. */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Transition(
            @Schema(examples = "joining") String from,
            @Schema(examples = "active") String to,
            Instant timestamp,
            @Schema(examples = "bot_callback") String source,
            @Schema(examples = "1") int attempt,
            String completionReason,
            String failureStage,
            Integer exitCode) {}

    /** @param apiTokens the newest 100 */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record UserDetails(
            UserFacts user,
            MeetingStats meetingStats,
            UsagePatterns usagePatterns,
            Slots slots,
            List<TokenLine> apiTokens) {}

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record UserFacts(
            @Schema(examples = "7") long id,
            @Schema(examples = "ada@example.org") String email,
            String name,
            String imageUrl,

            @Schema(nullable = true, description = "null: no limit. 0: none.")
            Integer maxConcurrentBots,

            @Schema(description = "Empty for the analytics token: only an admin reads what is stored with a user.")
            Map<String, Object> data,

            Instant createdAt,
            Instant updatedAt) {}

    /**
     * Of the user's newest 100,000 meetings.
     *
     * @param activeMeetings those that hold a slot
     * @param totalDuration of the completed ones; null without any
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record MeetingStats(
            @Schema(examples = "40") long totalMeetings,
            @Schema(examples = "35") long completedMeetings,
            @Schema(examples = "3") long failedMeetings,
            @Schema(examples = "2") long activeMeetings,
            @Schema(examples = "0") long stoppingMeetings,
            @Schema(examples = "63000.5") Double totalDuration,
            @Schema(examples = "1800.01") Double averageDuration) {}

    /**
     * Of the same meetings.
     *
     * @param meetingsPerDay since the first of them
     * @param peakUsageHours the three hours of the day, in UTC, in which most of them were ordered
     * @param lastActivity when the last of them was ordered
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record UsagePatterns(
            @Schema(examples = "google_meet") String mostUsedPlatform,
            @Schema(examples = "1.6") double meetingsPerDay,
            List<Integer> peakUsageHours,
            Instant lastActivity) {}

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record TokenLine(
            long userId,
            long id,

            @Schema(description = "Always ********: the key itself is kept nowhere.")
            String token,

            Instant createdAt,
            List<String> scopes,
            String name,
            Instant lastUsedAt,
            Instant expiresAt) {

        @Override
        public String toString() {
            return "TokenLine[userId=" + userId + ", id=" + id + "]";
        }
    }
}
