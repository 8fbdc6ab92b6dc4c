package dev.rollcall.bot;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/** Reads the optional fields of BOT_CONFIG; null and an empty text count as absent. */
final class Fields {

    private Fields() {}

    static Optional<String> text(JsonNode object, String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw InvalidSettings.because("The " + name + " in BOT_CONFIG is not a text.");
        }
        return Optional.of(value.textValue()).filter(text -> !text.isBlank());
    }

    static Optional<Duration> millis(JsonNode object, String name, long least) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < least) {
            throw InvalidSettings.because(
                    "The " + name + " in BOT_CONFIG is not a whole number of milliseconds from " + least + " on.");
        }
        Duration duration = Duration.ofMillis(value.longValue());
        return Optional.of(duration.compareTo(BotSettings.FOREVER) < 0 ? duration : BotSettings.FOREVER);
    }
}
