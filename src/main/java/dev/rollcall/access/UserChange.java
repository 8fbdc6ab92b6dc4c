package dev.rollcall.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.rollcall.platform.FieldErrors;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A change of a user. A field that is absent (null here) stays as it is; JSON's null (a node here) clears it. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
record UserChange(
        @Schema(implementation = String.class, description = "Cannot be changed; may be repeated.")
        JsonNode email,

        @Schema(implementation = String.class, nullable = true)
        JsonNode name,

        @Schema(implementation = String.class, nullable = true)
        JsonNode imageUrl,

        @Schema(
                implementation = Integer.class,
                nullable = true,
                minimum = "0",
                description = "Bots at once. null: no limit. 0: none. Absent: unchanged.")
        JsonNode maxConcurrentBots,

        @Schema(
                implementation = Boolean.class,
                description = "Whether meetings that end from now on get summary and tasks. Absent: unchanged.")
        JsonNode postMeetingTasks,

        @Schema(implementation = Object.class, description = "Replaces the whole of the former data.")
        JsonNode data,

        @Schema(
                implementation = String.class,
                nullable = true,
                maxLength = 255,
                description = "What your own login calls this user: the sub of its tokens.")
        JsonNode externalId) {

    /** Null: no limit. */
    static UserChange ofLimit(Integer limit) {
        JsonNode node = limit == null ? NullNode.getInstance() : IntNode.valueOf(limit);
        return new UserChange(null, null, null, node, null, null, null);
    }

    void check() {
        FieldErrors errors = new FieldErrors();
        checkText(errors, "email", email, NewUser.LONGEST_EMAIL);
        checkText(errors, "name", name, NewUser.LONGEST_NAME);
        checkText(errors, "image_url", imageUrl, NewUser.LONGEST_URL);
        checkText(errors, "external_id", externalId, NewUser.LONGEST_EXTERNAL_ID);
        NewUser.checkExternalId(errors, text(externalId));
        checkLimit(errors);
        if (isGiven(postMeetingTasks) && !postMeetingTasks.isBoolean()) {
            errors.add("post_meeting_tasks", "post_meeting_tasks must be true or false.");
        }
        if (isGiven(data) && !data.isObject()) {
            errors.add("data", "data must be an object.");
        }
        errors.throwIfAny();
    }

    private static void checkText(FieldErrors errors, String field, JsonNode value, int longest) {
        if (isGiven(value) && !value.isTextual()) {
            errors.add(field, field + " must be a text.");
        } else {
            errors.checkText(field, text(value), longest);
        }
    }

    private void checkLimit(FieldErrors errors) {
        if (isGiven(maxConcurrentBots) && !maxConcurrentBots.canConvertToInt()
                || isGiven(maxConcurrentBots) && !maxConcurrentBots.isIntegralNumber()) {
            errors.add("max_concurrent_bots", "max_concurrent_bots must be a whole number or null.");
        } else {
            NewUser.checkLimit(errors, limit());
        }
    }

    /** After {@link #check}. */
    User applyTo(User user, Instant now) {
        return new User(
                user.id(),
                user.email(),
                name == null ? user.name() : text(name),
                externalId == null ? user.externalId() : text(externalId),
                imageUrl == null ? user.imageUrl() : text(imageUrl),
                maxConcurrentBots == null ? user.maxConcurrentBots() : limit(),
                data == null ? user.data() : User.kept(object(data)),
                user.webhookUrl(),
                user.webhookEvents(),
                postMeetingTasks == null ? user.postMeetingSince() : postMeetingSince(user, now),
                user.createdAt(),
                now);
    }

    /** Since when: what is on already stays on since then. */
    private Instant postMeetingSince(User user, Instant now) {
        if (!postMeetingTasks.booleanValue()) { // JSON's null is none either
            return null;
        }
        return user.postMeetingSince() == null ? now : user.postMeetingSince();
    }

    private static JsonObject object(JsonNode data) {
        return data.isNull() ? new JsonObject() : new JsonObject(data.toString());
    }

    boolean changesEmailOf(User user) {
        return isGiven(email) && !text(email).equalsIgnoreCase(user.email());
    }

    private Integer limit() {
        return isGiven(maxConcurrentBots) ? Integer.valueOf(maxConcurrentBots.intValue()) : null;
    }

    private static String text(JsonNode value) {
        return isGiven(value) ? value.textValue() : null;
    }

    private static boolean isGiven(JsonNode value) {
        return value != null && !value.isNull();
    }
}
