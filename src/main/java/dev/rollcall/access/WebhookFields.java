package dev.rollcall.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.OutboundUrl;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A webhook as somebody asks for it, found right: that of a user, or that of one bot.
 *
 * @param secret signs what is sent; null for none
 * @param events names with true or false; empty: what is sent by default
 */
public record WebhookFields(String url, String secret, Map<String, Object> events) {

    public static final int LONGEST_SECRET = 512;
    private static final int MOST_EVENTS = 50;
    private static final Pattern EVENT = Pattern.compile("[a-z][a-z0-9_.]{0,63}");

    /** Null when neither field is given; every fault is named, also that there is no address. */
    public static WebhookFields of(
            String url, String secret, JsonNode events, FieldErrors errors, OutboundUrl.Rules rules) {
        if (url == null && secret == null && events == null) {
            return null;
        }
        String address = url == null ? null : url.strip();
        OutboundUrl.refusal("webhook_url", address, rules).ifPresent(sentence -> errors.add("webhook_url", sentence));
        errors.checkText("webhook_secret", secret, LONGEST_SECRET);
        checkEvents(events, errors);
        Map<String, Object> wanted = new TreeMap<>();
        if (events != null) {
            events.properties()
                    .forEach(
                            event -> wanted.put(event.getKey(), event.getValue().booleanValue()));
        }
        return new WebhookFields(address, secret, wanted);
    }

    /** Null is fine: nothing is said. */
    static void checkEvents(JsonNode events, FieldErrors errors) {
        if (events == null || events.isNull()) {
            return;
        }
        boolean wellFormed = events.isObject()
                && events.size() <= MOST_EVENTS
                && events.properties().stream()
                        .allMatch(event -> EVENT.matcher(event.getKey()).matches()
                                && event.getValue().isBoolean());
        errors.addUnless(
                wellFormed,
                "webhook_events",
                "webhook_events must be an object of at most " + MOST_EVENTS
                        + " events, as in {\"meeting.completed\": true}.");
    }

    /** Where the secret of a bot's webhook is sealed for. */
    public static String placeOfBot(long meetingId) {
        return "webhook_endpoints/meeting/" + meetingId + "/secret";
    }

    /** Without the secret, and the address, which may be one too. */
    @Override
    public String toString() {
        return "WebhookFields[events=" + events + "]";
    }
}
