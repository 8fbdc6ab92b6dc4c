package dev.rollcall.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.OutboundUrl;
import dev.rollcall.platform.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What goes over the wire about a user's webhook. */
final class WebhookApi {

    private WebhookApi() {}

    /** A secret or events that are absent (null here) stay as they are; JSON's null (a node here) clears them. */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record WebhookChange(
            @Schema(required = true, examples = "https://example.org/hook")
            String webhookUrl,

            @Schema(
                    implementation = String.class,
                    nullable = true,
                    maxLength = 512,
                    description = "Signs what is sent. Empty or null: none. Absent: unchanged. Never shown again.")
            JsonNode webhookSecret,

            @Schema(
                    implementation = Object.class,
                    nullable = true,
                    description = "Event names with true or false. null: what is sent by default. Absent: unchanged.")
            JsonNode webhookEvents) {

        private static final int LONGEST_SECRET = 512;
        private static final int MOST_EVENTS = 50;
        private static final Pattern EVENT = Pattern.compile("[a-z][a-z0-9_.]{0,63}");

        /** @throws Problem 422 for what has the wrong form, 400 for an address that we do not call */
        void check(OutboundUrl.Rules rules) {
            FieldErrors errors = new FieldErrors();
            errors.addUnless(webhookUrl != null && !webhookUrl.isBlank(), "webhook_url", "webhook_url is required.");
            checkSecret(errors);
            checkEvents(errors);
            errors.throwIfAny();
            OutboundUrl.refusal("webhook_url", url(), rules).ifPresent(sentence -> {
                throw Problem.of(400, sentence);
            });
        }

        private void checkSecret(FieldErrors errors) {
            if (isGiven(webhookSecret) && !webhookSecret.isTextual()) {
                errors.add("webhook_secret", "webhook_secret must be a text.");
            } else {
                errors.checkText("webhook_secret", secret(), LONGEST_SECRET);
            }
        }

        private void checkEvents(FieldErrors errors) {
            if (!isGiven(webhookEvents)) {
                return;
            }
            boolean wellFormed = webhookEvents.isObject()
                    && webhookEvents.size() <= MOST_EVENTS
                    && webhookEvents.properties().stream()
                            .allMatch(event -> EVENT.matcher(event.getKey()).matches()
                                    && event.getValue().isBoolean());
            errors.addUnless(
                    wellFormed,
                    "webhook_events",
                    "webhook_events must be an object of at most " + MOST_EVENTS
                            + " events, as in {\"meeting.completed\": true}.");
        }

        String url() {
            return webhookUrl.strip();
        }

        boolean changesSecret() {
            return webhookSecret != null;
        }

        /** Null for none. */
        String secret() {
            return isGiven(webhookSecret) && !webhookSecret.textValue().isEmpty() ? webhookSecret.textValue() : null;
        }

        boolean changesEvents() {
            return webhookEvents != null;
        }

        String events() {
            return isGiven(webhookEvents) ? webhookEvents.toString() : "{}";
        }

        private static boolean isGiven(JsonNode value) {
            return value != null && !value.isNull();
        }

        /** Without the secret, and the address, which may be one too. */
        @Override
        public String toString() {
            return "WebhookChange[webhookEvents=" + webhookEvents + "]";
        }
    }

    /**
     * @param webhookUrl null when none is set
     * @param webhookEvents empty: what is sent by default
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record WebhookView(
            @Schema(nullable = true, examples = "https://example.org/hook")
            String webhookUrl,

            @Schema(nullable = true, description = "******** where one is set; null where none is.")
            String webhookSecret,

            Map<String, Object> webhookEvents,
            @Schema(nullable = true) Instant updatedAt) {

        private static final String MASK = "********";

        static WebhookView of(String url, boolean hasSecret, Map<String, Object> events, Instant updatedAt) {
            return new WebhookView(url, hasSecret ? MASK : null, events, updatedAt);
        }

        /** Without the address, which may be a secret. */
        @Override
        public String toString() {
            return "WebhookView[webhookEvents=" + webhookEvents + "]";
        }
    }
}
