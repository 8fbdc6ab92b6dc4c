package dev.rollcall.polling;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollcall.platform.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What goes over the wire on the polling face. */
final class PollingApi {

    private PollingApi() {}

    /** The body of a trigger as it was sent. What else an order for a bot may hold, it may hold, too. */
    @RegisterForReflection
    @Schema(name = "Trigger")
    record Trigger(
            @Schema(
                    name = "meet_url",
                    required = true,
                    implementation = String.class,
                    examples = "https://meet.google.com/abc-defg-hij")
            JsonNode meetUrl,

            @Schema(name = "bot_name", implementation = String.class, examples = "My Bot")
            JsonNode botName,

            @Schema(hidden = true) ObjectNode body) {

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Trigger of(JsonNode body) {
            if (!(body instanceof ObjectNode object)) {
                throw Problem.invalid("body", "The request body must be a JSON object.");
            }
            return new Trigger(object.get("meet_url"), object.get("bot_name"), object);
        }

        /** Without the link, which may hold a passcode. */
        @Override
        public String toString() {
            return "Trigger[]";
        }
    }

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Triggered(
            @Schema(examples = "bot_8c2f51") String botId,
            @Schema(examples = "initialized") String status,

            @Schema(examples = "Bot bot_8c2f51 started successfully for meeting")
            String message) {

        static Triggered of(String botId) {
            return new Triggered(
                    botId, FaceStatus.INITIALIZED.wire(), "Bot %s started successfully for meeting".formatted(botId));
        }
    }

    /**
     * @param userId what the caller's own login calls the user, where it does; else our number
     * @param sessionId of the analysis; null before it
     * @param resultData what came of it: {@code {"tasks": [], "summary": null}} where nothing was asked for
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record BotStatus(
            @Schema(examples = "bot_8c2f51") String botId,

            @Schema(
                    enumeration = {
                        "initialized",
                        "connecting",
                        "connected",
                        "transcribing",
                        "analyzing_meeting",
                        "creating_tasks",
                        "done",
                        "error"
                    })
            String status,

            @Schema(examples = "user_123") String userId,
            Instant createdAt,
            Instant updatedAt,
            @Schema(nullable = true) String errorMessage,

            @Schema(nullable = true, examples = "session_8d1c6f")
            String sessionId,

            @Schema(nullable = true, implementation = Object.class)
            Object resultData) {

        /** Without the words. */
        @Override
        public String toString() {
            return "BotStatus[botId=" + botId + ", status=" + status + "]";
        }
    }

    /** @param message whether the report has changed anything */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Reported(String botId, String status, String message) {}
}
