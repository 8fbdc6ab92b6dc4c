package dev.rollcall.access;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.rollcall.platform.FieldErrors;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What goes over the wire about users and their keys. */
final class UserApi {

    private static final int LONGEST_EMAIL = 255;
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_URL = 2048;

    /** Enough to catch a slip; whether somebody reads it, only a letter would tell. */
    private static final Pattern EMAIL = Pattern.compile(
            "[^\\s@\\p{Cntrl}\"(),:;<>\\[\\]\\\\]{1,64}@([\\p{L}\\p{N}-]{1,63}\\.)+[\\p{L}\\p{N}-]{2,63}");

    private UserApi() {}

    /** @param maxConcurrentBots absent or null: the default of this installation */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record NewUser(
            @Schema(required = true, examples = "ada@example.org")
            String email,

            String name,
            String imageUrl,

            @Schema(minimum = "0", description = "Bots at once. Absent or null: the default. 0: none.")
            Integer maxConcurrentBots,

            Map<String, Object> data) {

        void check() {
            FieldErrors errors = new FieldErrors();
            checkEmail(errors, email);
            errors.checkText("name", name, LONGEST_NAME);
            errors.checkText("image_url", imageUrl, LONGEST_URL);
            checkLimit(errors, maxConcurrentBots);
            errors.throwIfAny();
        }

        private static void checkEmail(FieldErrors errors, String email) {
            if (email == null || email.isBlank()) {
                errors.add("email", "email is required.");
            } else if (email.strip().length() > LONGEST_EMAIL) {
                errors.add("email", "email must have at most " + LONGEST_EMAIL + " characters.");
            } else if (!EMAIL.matcher(email.strip()).matches()) {
                errors.add("email", "email must be an address such as ada@example.org.");
            }
        }
    }

    /** A field that is absent (null here) stays as it is; JSON's null (a node here) clears it. */
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

            @Schema(implementation = Object.class, description = "Replaces the whole of the former data.")
            JsonNode data) {

        void check() {
            FieldErrors errors = new FieldErrors();
            checkText(errors, "email", email, LONGEST_EMAIL);
            checkText(errors, "name", name, LONGEST_NAME);
            checkText(errors, "image_url", imageUrl, LONGEST_URL);
            checkLimit(errors);
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
                UserApi.checkLimit(errors, limit());
            }
        }

        /** After {@link #check}. */
        void applyTo(User user) {
            if (name != null) {
                user.name = text(name);
            }
            if (imageUrl != null) {
                user.imageUrl = text(imageUrl);
            }
            if (maxConcurrentBots != null) {
                user.maxConcurrentBots = limit();
            }
            if (data != null) {
                user.data = data.isNull() ? new JsonObject() : new JsonObject(data.toString());
            }
        }

        boolean changesEmailOf(User user) {
            return isGiven(email) && !text(email).equalsIgnoreCase(user.email);
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

    private static void checkLimit(FieldErrors errors, Integer limit) {
        if (limit != null && limit < 0) {
            errors.add("max_concurrent_bots", "max_concurrent_bots must be 0 or more.");
        }
    }

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record UserResponse(
            String email,
            String name,
            String imageUrl,

            @Schema(nullable = true, description = "null: no limit. 0: none.")
            Integer maxConcurrentBots,

            Map<String, Object> data,
            long id,
            Instant createdAt,
            Instant updatedAt) {

        static UserResponse of(User user) {
            return new UserResponse(
                    user.email,
                    user.name,
                    user.imageUrl,
                    user.maxConcurrentBots,
                    shown(user.data),
                    user.id,
                    user.createdAt,
                    user.updatedAt);
        }
    }

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record UserWithTokens(
            String email,
            String name,
            String imageUrl,
            Integer maxConcurrentBots,
            Map<String, Object> data,
            long id,
            Instant createdAt,
            Instant updatedAt,
            List<TokenResponse> apiTokens) {

        static UserWithTokens of(User user, List<ApiToken> tokens) {
            return new UserWithTokens(
                    user.email,
                    user.name,
                    user.imageUrl,
                    user.maxConcurrentBots,
                    shown(user.data),
                    user.id,
                    user.createdAt,
                    user.updatedAt,
                    tokens.stream().map(TokenResponse::masked).toList());
        }
    }

    /** Secrets go in and never come out. */
    private static Map<String, Object> shown(JsonObject data) {
        Map<String, Object> shown = new TreeMap<>(data.getMap());
        shown.remove("webhook_secret");
        return shown;
    }

    /**
     * Each of these may be a query parameter as well.
     *
     * @param scopes a list, or one text with commas; with {@code scope} they add up
     * @param expiresIn seconds
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record NewToken(
            String scope,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            List<String> scopes,

            String name,
            Long expiresIn) {}

    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record TokenResponse(
            long userId,
            long id,

            @Schema(description = "The key itself once, in the answer that creates it; later only ********.")
            String token,

            Instant createdAt,
            List<String> scopes,
            String name,
            Instant lastUsedAt,
            Instant expiresAt) {

        /** Existing clients want a text here, and the key is not known any more. */
        private static final String MASK = "********";

        static TokenResponse withKey(ApiToken token, String key) {
            return new TokenResponse(
                    token.userId,
                    token.id,
                    key,
                    token.createdAt,
                    List.of(token.scopes),
                    token.name,
                    token.lastUsedAt,
                    token.expiresAt);
        }

        static TokenResponse masked(ApiToken token) {
            return withKey(token, MASK);
        }

        /** The key is shown to the client and to nobody else. */
        @Override
        public String toString() {
            return "TokenResponse[userId=" + userId + ", id=" + id + "]";
        }
    }
}
