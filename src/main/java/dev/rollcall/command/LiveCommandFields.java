package dev.rollcall.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Printable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * Reads the fields of a live command and gathers what is wrong with them. Absent, null and empty are the same: null.
 * The bounds keep the answer to a heartbeat, which carries what is pending, to a size that a bot can read.
 */
final class LiveCommandFields {

    /** Five minutes of speech, and more than any chat takes. */
    private static final int LONGEST_TEXT = 5_000;

    private static final int LONGEST_WORD = 100;
    private static final int LONGEST_LINK = 2_000;
    private static final int LONGEST_HTML = 100 * 1024;

    /** A minute of compressed speech, ten seconds of raw. */
    private static final int LONGEST_AUDIO = 512 * 1024;

    private static final Set<String> SCHEMES = Set.of("http", "https");

    private final JsonNode body;
    private final FieldErrors faults = new FieldErrors();

    LiveCommandFields(JsonNode body) {
        this.body = body;
        faults.addUnless(body.isObject(), "body", "The request body must be a JSON object.");
    }

    FieldErrors faults() {
        return faults;
    }

    /** Text for people: lines and tabs are fine. */
    String text(String name) {
        return withoutControl(name, bounded(name, LONGEST_TEXT));
    }

    String html(String name) {
        return withoutControl(name, bounded(name, LONGEST_HTML));
    }

    String word(String name) {
        String text = bounded(name, LONGEST_WORD);
        faults.checkText(name, text, LONGEST_WORD);
        return text;
    }

    /** An http or https address with a host; who may fetch what is the bot's affair. */
    String link(String name) {
        String text = bounded(name, LONGEST_LINK);
        faults.addUnless(text == null || isLink(text), name, name + " must be an http or https link.");
        return text;
    }

    String base64(String name) {
        String text = bounded(name, LONGEST_AUDIO);
        faults.addUnless(
                text == null || text.chars().allMatch(LiveCommandFields::isBase64), name, name + " must be base64.");
        return text;
    }

    Integer number(String name, int least, int most) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        boolean right = value.isIntegralNumber() && value.canConvertToInt();
        faults.addUnless(
                right && value.intValue() >= least && value.intValue() <= most,
                name,
                name + " must be a whole number from " + least + " to " + most + ".");
        return value.intValue();
    }

    Boolean flag(String name) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        faults.addUnless(value.isBoolean(), name, name + " must be true or false.");
        return value.booleanValue();
    }

    String required(String name, String value) {
        faults.addUnless(value != null, name, name + " is missing.");
        return value;
    }

    private String bounded(String name, int longest) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            faults.add(name, name + " must be a text.");
            return null;
        }
        String text = value.textValue();
        faults.addUnless(text.length() <= longest, name, name + " must be at most " + longest + " characters long.");
        return text.isBlank() ? null : text;
    }

    private String withoutControl(String name, String text) {
        boolean clean = text == null || !Printable.hasControl(text.replaceAll("[\n\r\t]", " "));
        faults.addUnless(clean, name, name + " must not contain control characters.");
        return text;
    }

    private static boolean isLink(String text) {
        try {
            URI link = new URI(text);
            return link.getScheme() != null
                    && SCHEMES.contains(link.getScheme().toLowerCase(Locale.ROOT))
                    && link.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Either alphabet: some encoders use that of URLs. */
    private static boolean isBase64(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "+/-_=\r\n".indexOf(c) >= 0;
    }
}
