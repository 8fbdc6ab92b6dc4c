package dev.rollcall.standing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What goes over the wire about standing bots. */
public final class StandingApi {

    private StandingApi() {}

    /**
     * A standing bot as it is by the database's clock: a status that nobody has confirmed in time reads as UNKNOWN.
     *
     * @param hasCredentials whether there are any; they are never shown again
     * @param statusCode what kind of trouble, one word; null without
     * @param statusMessage what people should know of it; null without
     * @param isHealthy active and CONNECTED
     * @param flapCount how often it fell out of CONNECTED by trouble
     * @param attempts tries since it was last stable
     * @param nextAttemptAt null when none is waiting
     * @param owner the replica that keeps it; null for none at present
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record StandingBot(
            @Schema(examples = "3") long id,
            @Schema(examples = "racetime") String connector,
            @Schema(examples = "alttpr") String category,
            @Schema(examples = "Bot of the ladder") String name,
            @Schema(examples = "https://racetime.gg") String baseUrl,
            boolean isActive,
            boolean hasCredentials,
            Map<String, Object> settings,
            @Schema(examples = "1") int status,
            @Schema(examples = "CONNECTED") Status statusName,

            @Schema(nullable = true, examples = "invalid_client")
            String statusCode,

            @Schema(nullable = true) String statusMessage,
            Instant statusSince,
            boolean isHealthy,
            @Schema(nullable = true) Instant lastConnectedAt,
            @Schema(nullable = true) Instant lastStatusCheckAt,
            FoundFacts facts,
            @Schema(examples = "0") long flapCount,
            @Schema(examples = "0") int attempts,
            @Schema(nullable = true) Instant nextAttemptAt,
            @Schema(nullable = true) String owner,
            @Schema(nullable = true) Instant stoppedAt,
            @Schema(nullable = true) Instant pausedUntil,
            Instant createdAt,
            Instant updatedAt) {

        /** Without the address and the settings. */
        @Override
        public String toString() {
            return "StandingBot[id=" + id + ", connector=" + connector + ", status=" + statusName + "]";
        }
    }

    /** What was found, each with the time when it was looked at; null: never. */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record FoundFacts(
            @Schema(nullable = true) Boolean credentialsOk,
            @Schema(nullable = true) Instant credentialsCheckedAt,
            @Schema(nullable = true) Boolean apiReachable,
            @Schema(nullable = true) Instant apiCheckedAt,
            @Schema(nullable = true) Integer roomsOpen,
            @Schema(nullable = true) Integer roomsKnown,
            @Schema(nullable = true) Instant roomsCheckedAt) {}

    /** @param total of all that the filters match */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record StandingBots(List<StandingBot> bots, long total) {}

    /** @param source connector (a report), operator (somebody asked for it) or lease (nobody reported in time) */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record Change(
            @Schema(examples = "17") long id,
            Instant at,
            int fromStatus,
            Status fromStatusName,
            int status,
            Status statusName,
            @Schema(nullable = true) String code,
            @Schema(nullable = true) String message,
            @Schema(examples = "connector") String source) {}

    /** @param next what to give as {@code before} for the next page; null on the last */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record History(
            List<Change> changes,
            boolean hasMore,
            @Schema(nullable = true) Long next) {}

    /** @param result what the service has answered; most actions are not acknowledged by their services */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record ActionDone(@Schema(examples = "done") String status, Map<String, Object> result) {

        /** Without what was answered. */
        @Override
        public String toString() {
            return "ActionDone[status=" + status + "]";
        }
    }

    /**
     * For monitors.
     *
     * @param status healthy, or unhealthy: an active bot is not connected
     * @param unhealthy active bots that are not connected, by their names, without messages
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Health(
            @Schema(examples = "healthy") String status,
            @Schema(examples = "4") long active,
            List<UnhealthyBot> unhealthy) {}

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record UnhealthyBot(
            long id,
            String connector,
            String category,
            String name,
            int status,
            Status statusName,
            Instant statusSince) {}
}
