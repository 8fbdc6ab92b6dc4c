package dev.rollcall.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.rollcall.pipeline.PipelineApi.ResultData;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.OutboundUrl;
import dev.rollcall.platform.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A request for the work after a meeting, as bot services send it. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
record CreateTasks(
        @Schema(
                implementation = String.class,
                required = true,
                examples = "user_123",
                description = "The user's external_id, or number")
        JsonNode userId,

        @Schema(implementation = String.class, required = true, examples = "bot_123")
        JsonNode botId,

        @Schema(
                nullable = true,
                maxLength = 2048,
                examples = "https://storage.example.org/call.mp3",
                description =
                        "A recording: https and a public host. It is fetched once, and redirects are not followed")
        String audioUrl,

        @Schema(
                nullable = true,
                maxLength = LONGEST_TEXT,
                description = "What was said, in place of a recording. Without either: the transcript that is there")
        String text) {

    static final int LONGEST_TEXT = 1_000_000;
    private static final int LONGEST_ID = 255;

    /** @throws Problem 422 that names every wrong field */
    void check(OutboundUrl.Rules rules, boolean canTranscribe) {
        FieldErrors errors = new FieldErrors();
        checkId(errors, "user_id", userId);
        checkId(errors, "bot_id", botId);
        if (audioUrl != null) {
            OutboundUrl.refusal("audio_url", audioUrl, rules).ifPresent(sentence -> errors.add("audio_url", sentence));
            errors.addUnless(text == null, "audio_url", "Send audio_url or text, not both.");
            errors.addUnless(canTranscribe, "audio_url", Transcription.MISSING);
        }
        errors.addUnless(
                text == null || text.length() <= LONGEST_TEXT,
                "text",
                "text must have at most " + LONGEST_TEXT + " characters.");
        errors.addUnless(text == null || !text.isBlank(), "text", "text must not be empty.");
        errors.throwIfAny();
    }

    private static void checkId(FieldErrors errors, String field, JsonNode id) {
        boolean there = id != null && (id.isTextual() && !id.textValue().isBlank() || id.isIntegralNumber());
        errors.addUnless(there, field, field + " is required: a text or a number.");
        if (there) {
            errors.checkText(field, id.asText(), LONGEST_ID);
        }
    }

    String user() {
        return userId.asText().strip();
    }

    String bot() {
        return botId.asText().strip();
    }

    /** After {@link #check}. */
    Input input() {
        if (audioUrl != null) {
            return new Input.Audio(audioUrl.strip());
        }
        return text == null ? new Input.Transcript() : new Input.Text(text.replace("\0", ""));
    }

    /** Without the words, and the address, which may hold a signature. */
    @Override
    public String toString() {
        return "CreateTasks[userId=" + userId + ", botId=" + botId + "]";
    }

    /**
     * What became of it.
     *
     * @param resultData null until it is done
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Accepted(
            @Schema(examples = "bot_123") String botId,
            @Schema(examples = "transcribing") String status,
            @Schema(examples = "user_123") String userId,

            @Schema(nullable = true, examples = "session_8d1c6f")
            String sessionId,

            @Schema(nullable = true) String errorMessage,
            String message,
            @Schema(nullable = true) ResultData resultData) {}
}
