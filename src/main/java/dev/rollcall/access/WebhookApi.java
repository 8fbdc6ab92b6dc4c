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
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What goes over the wire about a user's webhook. */
public final class WebhookApi {

    private WebhookApi() {}

    /** A secret or events that are absent (null here) stay as they are; JSON's null (a node here) clears them. */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record WebhookChange(
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

        /** @throws Problem 422 for what has the wrong form, 400 for an address that we do not call */
        public void check(OutboundUrl.Rules rules) {
            FieldErrors errors = new FieldErrors();
            errors.addUnless(webhookUrl != null && !webhookUrl.isBlank(), "webhook_url", "webhook_url is required.");
            checkSecret(errors);
            WebhookFields.checkEvents(webhookEvents, errors);
            errors.throwIfAny();
            OutboundUrl.refusal("webhook_url", url(), rules).ifPresent(sentence -> {
                throw Problem.of(400, sentence);
            });
        }

        private void checkSecret(FieldErrors errors) {
            if (isGiven(webhookSecret) && !webhookSecret.isTextual()) {
                errors.add("webhook_secret", "webhook_secret must be a text.");
            } else {
                errors.checkText("webhook_secret", secret(), WebhookFields.LONGEST_SECRET);
            }
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
     * @param status none (no address), ok, failing (it is tried again) or paused
     * @param failingSince when the first of its failures in a row was
     * @param pausedReason gone (it answered 410) or failing (for too long)
     * @param waiting deliveries that are not sent yet, also those for its bots; at most 1,000 are counted
     * @param formerSecretUntil how long the secret before this one signs, too
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record WebhookView(
            @Schema(nullable = true, examples = "https://example.org/hook")
            String webhookUrl,

            @Schema(nullable = true, description = "******** where one is set; null where none is.")
            String webhookSecret,

            Map<String, Object> webhookEvents,
            @Schema(nullable = true) Instant updatedAt,
            @Schema(examples = "ok") String status,
            @Schema(nullable = true) Instant failingSince,
            @Schema(nullable = true) Instant pausedAt,
            @Schema(nullable = true) String pausedReason,
            int waiting,
            @Schema(nullable = true) Instant formerSecretUntil) {

        static final String MASK = "********";

        /** Without the address, which may be a secret. */
        @Override
        public String toString() {
            return "WebhookView[webhookEvents=" + webhookEvents + ", status=" + status + "]";
        }
    }

    /** Nothing said of the secret: a new one is made. */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record SecretChange(
            @Schema(implementation = String.class, maxLength = 512, description = "Absent: a new one is made.")
            JsonNode webhookSecret,

            @Schema(
                    implementation = Integer.class,
                    minimum = "0",
                    maximum = "168",
                    description = "How long the one before signs, too. Absent: 24.")
            JsonNode overlapHours) {

        private static final int LONGEST_OVERLAP = 168;
        private static final int USUAL_OVERLAP = 24;

        /** @throws Problem 422 for what has the wrong form */
        public void check() {
            FieldErrors errors = new FieldErrors();
            errors.addUnless(
                    secret() == null || webhookSecret.isTextual(), "webhook_secret", "webhook_secret must be a text.");
            if (secret() != null) {
                errors.addUnless(!secret().isEmpty(), "webhook_secret", "webhook_secret must not be empty.");
                errors.checkText("webhook_secret", secret(), WebhookFields.LONGEST_SECRET);
            }
            boolean fits = !isGiven(overlapHours)
                    || overlapHours.isIntegralNumber()
                            && overlapHours.canConvertToInt()
                            && overlapHours.intValue() >= 0
                            && overlapHours.intValue() <= LONGEST_OVERLAP;
            errors.addUnless(fits, "overlap_hours", "overlap_hours must be a whole number from 0 to 168.");
            errors.throwIfAny();
        }

        /** Null: make one. */
        String secret() {
            return isGiven(webhookSecret) ? webhookSecret.asText() : null;
        }

        int hours() {
            return isGiven(overlapHours) ? overlapHours.intValue() : USUAL_OVERLAP;
        }

        private static boolean isGiven(JsonNode value) {
            return value != null && !value.isNull();
        }

        @Override
        public String toString() {
            return "SecretChange[overlapHours=" + overlapHours + "]";
        }
    }

    /** @param webhookSecret the new one if we made it, shown this once; else masked */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    public record NewSecret(
            String webhookSecret, @Schema(nullable = true) Instant formerSecretUntil) {

        @Override
        public String toString() {
            return "NewSecret[formerSecretUntil=" + formerSecretUntil + "]";
        }
    }
}
