package dev.rollcall.meeting;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.platform.FieldErrors;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Reads the fields of a JSON object without guessing: a field of another type is a fault, never converted, and reading
 * goes on, so that a client learns all its faults at once. Null and a missing field are the same.
 *
 * @param prefix what stands before a name in messages: empty, or the name of the object with a dot
 */
record JsonFields(JsonNode object, String prefix, FieldErrors faults) {

    String text(String name) {
        JsonNode value = object.path(name);
        return expect(value.isTextual(), name, "must be a string") ? value.textValue() : null;
    }

    Boolean flag(String name) {
        JsonNode value = object.path(name);
        return expect(value.isBoolean(), name, "must be true or false") ? value.booleanValue() : null;
    }

    /** A whole number of milliseconds within these bounds. */
    Duration millis(String name, Duration shortest, Duration longest) {
        JsonNode value = object.path(name);
        boolean fits = value.isIntegralNumber()
                && value.canConvertToLong()
                && value.longValue() >= shortest.toMillis()
                && value.longValue() <= longest.toMillis();
        String rule =
                "must be a whole number of milliseconds from " + shortest.toMillis() + " to " + longest.toMillis();
        return expect(fits, name, rule) ? Duration.ofMillis(value.longValue()) : null;
    }

    /** The strings of the list of this name, or null. */
    List<String> texts(String name, int most) {
        JsonNode value = object.path(name);
        boolean fits = value.isArray()
                && value.size() <= most
                && StreamSupport.stream(value.spliterator(), false).allMatch(JsonNode::isTextual);
        return expect(fits, name, "must be a list of at most " + most + " strings")
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(JsonNode::textValue)
                        .toList()
                : null;
    }

    /** The object of this name, or null. */
    JsonNode object(String name) {
        JsonNode value = object.path(name);
        return expect(value.isObject(), name, "must be a JSON object") ? value : null;
    }

    /** Whether there is a value of the right kind; records a fault when there is one of another kind. */
    private boolean expect(boolean right, String name, String rule) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        faults.addUnless(right, prefix + name, prefix + name + " " + rule + ".");
        return right;
    }
}
