package dev.rollcall.meeting;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Problem.FieldError;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of PATCH /meetings/{platform}/{native_meeting_id}: what people note about a meeting. What is absent or null
 * stays as it is; unknown fields are ignored.
 */
@RegisterForReflection
record MeetingEdit(
        Data data, @JsonIgnore @Schema(hidden = true) List<FieldError> faults) {

    static final int LONGEST_NAME = 255;
    static final int LONGEST_NOTES = 20_000;
    static final int MOST_PARTICIPANTS = 500;
    static final int MOST_LANGUAGES = 100;

    /**
     * @param name at most 255 characters
     * @param participants at most 500 names of at most 255 characters
     * @param languages codes that whisper knows
     * @param notes at most 20,000 characters, on any number of lines
     */
    @Schema(name = "MeetingData")
    record Data(
            @Schema(examples = "Weekly planning") String name,
            List<String> participants,
            List<String> languages,
            String notes) {

        private static Data from(JsonNode object, FieldErrors faults) {
            var fields = new JsonFields(object, "data.", faults);
            List<String> languages = fields.texts("languages", MOST_LANGUAGES);
            Data data = new Data(
                    fields.text("name"),
                    fields.texts("participants", MOST_PARTICIPANTS),
                    languages == null
                            ? null
                            : languages.stream()
                                    .map(code -> code.strip().toLowerCase(Locale.ROOT))
                                    .toList(),
                    fields.text("notes"));
            data.check(faults);
            return data;
        }

        private void check(FieldErrors faults) {
            faults.checkText("data.name", name, LONGEST_NAME);
            if (participants != null) {
                participants.forEach(participant -> faults.checkText("data.participants", participant, LONGEST_NAME));
            }
            faults.addUnless(
                    languages == null || languages.stream().allMatch(Languages::isKnown),
                    "data.languages",
                    "data.languages must hold codes that whisper knows, such as en, de or yue.");
            if (notes != null) {
                // lines and tabs are how notes are written; other control characters are not
                faults.checkText("data.notes", notes.replaceAll("[\\n\\r\\t\\u2028\\u2029]", " "), LONGEST_NOTES);
            }
        }

        private JsonObject json() {
            JsonObject json = new JsonObject();
            put(json, "name", name);
            put(json, "participants", participants == null ? null : new JsonArray(participants));
            put(json, "languages", languages == null ? null : new JsonArray(languages));
            put(json, "notes", notes);
            return json;
        }

        private static void put(JsonObject json, String key, Object value) {
            if (value != null) {
                json.put(key, value);
            }
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static MeetingEdit from(JsonNode body) {
        var faults = new FieldErrors();
        faults.addUnless(body.isObject(), "body", "The request body must be a JSON object.");
        JsonNode data = new JsonFields(body, "", faults).object("data");
        return new MeetingEdit(Data.from(data == null ? MissingNode.getInstance() : data, faults), faults.list());
    }

    /**
     * The keys to change and their new values.
     *
     * @throws Problem 422 with every wrong field, 400 when there is nothing to change
     */
    JsonObject changes() {
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        JsonObject changes = data.json();
        if (changes.isEmpty()) {
            throw Problem.of(400, "No data provided for update.");
        }
        return changes;
    }
}
