package dev.rollcall.polling;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Masking;
import dev.rollcall.platform.Problem;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A valid report of how far a bot is.
 *
 * @param error what went wrong, without secrets; null unless it did
 * @param result a JSON object; null unless it is done, and without one
 */
record StatusReport(String botId, FaceStatus status, String error, JsonObject result) {

    /** More than any list of tasks takes; the column is read whole with every poll. */
    private static final int LARGEST_RESULT = 256 * 1024;

    private static final int LONGEST_ERROR = 2000;
    private static final int LONGEST_ID = 40;

    /** @throws Problem 422 with every wrong field */
    static StatusReport of(JsonNode body) {
        var errors = new FieldErrors();
        String botId = text(body, "bot_id", errors);
        String word = text(body, "status", errors);
        String error = text(body, "error_message", errors);
        JsonObject result = result(body, errors);
        errors.addUnless(botId != null && botId.length() <= LONGEST_ID, "bot_id", "bot_id is required.");
        errors.addUnless(FaceStatus.of(word).isPresent(), "status", "status must be one of " + words() + ".");
        errors.throwIfAny();
        FaceStatus status = FaceStatus.of(word).orElseThrow();
        return new StatusReport(
                botId,
                status,
                status == FaceStatus.ERROR ? sentence(error) : null,
                status == FaceStatus.DONE ? result : null);
    }

    /** What failed, as the face shows it. */
    static StatusReport failed(String botId, String error) {
        return new StatusReport(botId, FaceStatus.ERROR, sentence(error), null);
    }

    private static String text(JsonNode body, String field, FieldErrors errors) {
        JsonNode value = body.path(field);
        errors.addUnless(
                value.isTextual() || value.isNull() || value.isMissingNode(), field, field + " must be a string.");
        return value.textValue();
    }

    private static JsonObject result(JsonNode body, FieldErrors errors) {
        JsonNode value = body.path("result_data");
        if (value.isNull() || value.isMissingNode()) {
            return null;
        }
        String text = value.toString();
        if (!value.isObject()) {
            errors.add("result_data", "result_data must be a JSON object.");
        } else if (text.contains("\\u0000")) {
            errors.add("result_data", "result_data must not contain the character NUL.");
        } else if (text.getBytes(StandardCharsets.UTF_8).length > LARGEST_RESULT) {
            errors.add("result_data", "result_data must have at most " + LARGEST_RESULT + " bytes.");
        } else {
            return new JsonObject(text);
        }
        return null;
    }

    private static String sentence(String error) {
        if (error == null || error.isBlank()) {
            return "The bot has failed, and nobody said why.";
        }
        String masked = Masking.ofPatterns().text(error.replace("\u0000", ""));
        return masked.length() <= LONGEST_ERROR ? masked : masked.substring(0, LONGEST_ERROR);
    }

    private static String words() {
        return Arrays.stream(FaceStatus.values()).map(FaceStatus::wire).collect(Collectors.joining(", "));
    }

    /** Without the words. */
    @Override
    public String toString() {
        return "StatusReport[botId=" + botId + ", status=" + status + "]";
    }
}
