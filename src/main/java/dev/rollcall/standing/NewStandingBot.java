package dev.rollcall.standing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.rollcall.platform.FieldErrors;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.json.JsonObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A wish for a standing bot, or for a change of one: then what is absent stays as it is.
 *
 * @param category may be absent where the connector has no such thing
 * @param credentials absent: none, or those that are stored; they are replaced as a whole
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
public record NewStandingBot(
        @Schema(required = true, examples = "racetime", description = "What it connects with; it cannot be changed.")
        String connector,

        @Schema(examples = "alttpr") String category,
        @Schema(examples = "Bot of the ladder") String name,
        @Schema(examples = "https://racetime.gg") String baseUrl,
        @Schema(defaultValue = "true") Boolean isActive,

        @Schema(
                implementation = Object.class,
                description = "Never shown again. racetime: client_id and client_secret. generic: headers, an object.")
        JsonNode credentials,

        @Schema(implementation = Object.class, description = "Of the connector's own, no secrets; replaced as a whole.")
        JsonNode settings) {

    private static final int LONGEST_NAME = 100;
    private static final int LARGEST_JSON = 16_384;

    /** What a new bot is made of. */
    Draft draft(Connectors connectors) {
        var draft = new Draft(
                connector,
                text(category),
                text(name),
                text(baseUrl),
                isActive == null || isActive,
                object(credentials, new JsonObject()),
                object(settings, new JsonObject()),
                null,
                null);
        check(draft, connectors, draft.credentials());
        return draft;
    }

    /** What a bot that is there becomes. */
    Draft over(Draft before, Connectors connectors) {
        var draft = new Draft(
                before.connector(),
                category == null ? before.category() : text(category),
                name == null ? before.name() : text(name),
                baseUrl == null ? before.baseUrl() : text(baseUrl),
                isActive == null ? before.isActive() : isActive,
                object(credentials, null),
                object(settings, before.settings()),
                before.stoppedAt(),
                before.pausedUntil());
        check(draft, connectors, draft.credentials());
        return draft;
    }

    private void check(Draft draft, Connectors connectors, JsonObject given) {
        var errors = new FieldErrors();
        errors.addUnless(
                connector == null || connector.equals(draft.connector()), "connector", "connector cannot be changed.");
        var known = connectors.named(draft.connector());
        errors.addUnless(
                known.isPresent(),
                "connector",
                "connector must be one of " + String.join(", ", connectors.names()) + ".");
        errors.addUnless(!draft.name().isEmpty(), "name", "name is required.");
        errors.checkText("name", draft.name(), LONGEST_NAME);
        errors.checkText("category", draft.category(), LONGEST_NAME);
        checkObject(errors, "credentials", credentials);
        checkObject(errors, "settings", settings);
        known.ifPresent(connects -> connects.check(
                new ConnectionSettings(draft.category(), draft.name(), draft.baseUrl(), given, draft.settings()),
                errors));
        errors.throwIfAny();
    }

    private static void checkObject(FieldErrors errors, String field, JsonNode value) {
        errors.addUnless(value == null || value.isNull() || value.isObject(), field, field + " must be an object.");
        errors.addUnless(
                value == null || value.toString().length() <= LARGEST_JSON,
                field,
                field + " must have at most " + LARGEST_JSON + " characters.");
    }

    private static String text(String given) {
        return given == null ? "" : given.strip();
    }

    private static JsonObject object(JsonNode given, JsonObject absent) {
        if (given == null) {
            return absent;
        }
        return given.isObject() ? new JsonObject(given.toString()) : new JsonObject();
    }

    /** Without credentials, address and settings. */
    @Override
    public String toString() {
        return "NewStandingBot[connector=" + connector + ", category=" + category + ", name=" + name + "]";
    }
}
