package dev.rollcall.transcript;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.platform.Printable;
import dev.rollcall.transcript.TranscriptMessage.Type;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads what transcribers send (contract D): strictly where it decides whose words they are, and leniently in the words,
 * since one segment that makes no sense must not cost its neighbours.
 */
@ApplicationScoped
class MessageReader {

    /** A message that is refused, with a sentence for whoever looks after its sender. */
    static final class RefusedException extends Exception {
        private final Refusal refusal;

        RefusedException(Refusal refusal, String sentence) {
            super(sentence, null, false, false);
            this.refusal = refusal;
        }

        Refusal refusal() {
            return refusal;
        }
    }

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_LANGUAGE = 10;

    /** In seconds, a third of a year: beyond it is a clock's time and no offset, or nonsense. */
    private static final double LATEST = 1e7;

    private final ObjectMapper json;

    MessageReader(ObjectMapper json) {
        this.json = json.copy();
        // Python writes NaN into JSON; a segment with it is one bad segment and not a bad message
        this.json.getFactory().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS.mappedFeature());
        this.json.getFactory().disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature());
    }

    TranscriptMessage read(String text) throws RefusedException {
        JsonNode message = tree(text);
        if (!message.isObject()) {
            throw new RefusedException(Refusal.UNREADABLE, "The message must be a JSON object.");
        }
        Type type = type(message);
        List<Segment> segments = new ArrayList<>();
        int wrong = 0;
        JsonNode said = message.path("segments");
        for (JsonNode segment : said.isArray() ? said : List.<JsonNode>of()) {
            Optional<Segment> read = segment(segment);
            read.ifPresent(segments::add);
            wrong += read.isPresent() || isSilence(segment) ? 0 : 1;
        }
        return new TranscriptMessage(
                type,
                text(message, "token"),
                name(text(message, "platform"), LONGEST_NAME),
                name(text(message, "meeting_id"), LONGEST_NAME),
                name(text(message, "uid"), LONGEST_NAME),
                Moments.read(message.path("start_timestamp")),
                Moments.read(message.path("end_timestamp")),
                segments,
                wrong);
    }

    private JsonNode tree(String text) throws RefusedException {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            // its own message may quote the token
            throw new RefusedException(Refusal.UNREADABLE, "The message is not valid JSON.");
        }
    }

    private static Type type(JsonNode message) throws RefusedException {
        String word = text(message, "type");
        if (word == null) {
            return Type.TRANSCRIPTION;
        }
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "session_start" -> Type.SESSION_START;
            case "transcription" -> Type.TRANSCRIPTION;
            case "session_end" -> Type.SESSION_END;
            default ->
                throw new RefusedException(
                        Refusal.UNKNOWN_TYPE,
                        "type must be session_start, transcription or session_end, not " + Printable.of(word) + ".");
        };
    }

    private static Optional<Segment> segment(JsonNode segment) {
        double start = seconds(segment.path("start"));
        double end = segment.path("end").isMissingNode() ? start : seconds(segment.path("end"));
        JsonNode words = segment.path("text");
        String text = words.isTextual() ? SegmentText.clean(words.textValue(), SegmentText.LONGEST) : "";
        if (Double.isNaN(start) || text.isEmpty()) {
            return Optional.empty();
        }
        // an end that is missing, no number or before the start: the words and their start are still good
        double last = Double.isNaN(end) || end < start ? start : end;
        return Optional.of(new Segment(
                id(text(segment, "segment_id")),
                start,
                last,
                text,
                language(text(segment, "language")),
                name(text(segment, "speaker"), LONGEST_NAME),
                segment.path("completed").asBoolean(false)));
    }

    /** A recogniser that heard nothing says so; there is nothing to keep, and nothing wrong. */
    private static boolean isSilence(JsonNode segment) {
        return segment.path("text").isTextual()
                && SegmentText.clean(segment.path("text").textValue(), SegmentText.LONGEST)
                        .isEmpty();
    }

    /** Some send numbers and some text; NaN for what is neither. */
    private static double seconds(JsonNode value) {
        double seconds = Double.NaN;
        if (value.isNumber()) {
            seconds = value.doubleValue();
        } else if (value.isTextual()) {
            try {
                seconds = Double.parseDouble(value.textValue().strip());
            } catch (NumberFormatException e) {
                return Double.NaN;
            }
        }
        return Math.abs(seconds) < LATEST ? seconds : Double.NaN;
    }

    /** One that is too long to be stored whole could be taken for another. */
    private static String id(String id) {
        return id == null || id.isBlank() || id.length() > LONGEST_NAME || Printable.hasControl(id) ? null : id;
    }

    /** Any word, since recognisers learn new ones; what is longer than every code of a language is none. */
    private static String language(String language) {
        String clean = name(language, LONGEST_NAME);
        return clean == null || clean.length() > LONGEST_LANGUAGE ? null : clean;
    }

    private static String name(String name, int longest) {
        String clean = name == null ? "" : SegmentText.onOneLine(SegmentText.clean(name, longest));
        return clean.isEmpty() ? null : clean;
    }

    /** A number as its text: some send the id of a meeting so. */
    private static String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isTextual() || value.isIntegralNumber() ? value.asText() : null;
    }
}
