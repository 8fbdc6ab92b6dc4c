package dev.rollcall.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the log of deliveries looks like. */
public final class DeliveryApi {

    private DeliveryApi() {}

    /**
     * @param receiver user, bot (it came with the order of one) or system
     * @param status pending, delivered, failed (given up) or dropped (not wanted any more)
     * @param statusCode of the last answer; null when there was none
     * @param response its first 1,024 characters
     * @param error why there was no answer
     * @param nextAttemptAt null unless pending
     * @param redeliveryOf which delivery this repeats
     * @param payload what was sent; only where one delivery is asked for
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record Delivery(
            @Schema(examples = "17") long id,

            @Schema(examples = "evt_0f1e2d3c4b5a69788796a5b4c3d2e1f0")
            String eventId,

            @Schema(examples = "meeting.completed") String eventType,
            @Schema(nullable = true) Long sequence,
            @Schema(nullable = true) Long meetingId,
            @Schema(examples = "user") String receiver,
            @Schema(examples = "delivered") String status,
            @Schema(examples = "1") int attempts,
            @Schema(nullable = true) Integer statusCode,
            @Schema(nullable = true) String response,
            @Schema(nullable = true) String error,
            @Schema(nullable = true) Integer durationMs,
            Instant createdAt,
            @Schema(nullable = true) Instant lastAttemptAt,
            @Schema(nullable = true) Instant nextAttemptAt,
            @Schema(nullable = true) Instant settledAt,
            @Schema(nullable = true) Long redeliveryOf,
            @JsonInclude(JsonInclude.Include.NON_NULL) Map<String, Object> payload) {}

    /** @param next what to give as {@code before} for the next page; null on the last */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record DeliveryPage(
            List<Delivery> deliveries,
            boolean hasMore,
            @Schema(nullable = true) Long next) {}
}
