package dev.rollcall.access;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.rollcall.platform.FieldErrors;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A wish for a user.
 *
 * @param maxConcurrentBots absent or null: the default of this installation
 * @param data what the admin wants to keep; a webhook_secret in it is dropped, see {@link User#kept}
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
record NewUser(
        @Schema(required = true, examples = "ada@example.org")
        String email,

        String name,
        String imageUrl,

        @Schema(minimum = "0", description = "Bots at once. Absent or null: the default. 0: none.")
        Integer maxConcurrentBots,

        Map<String, Object> data,

        @Schema(maxLength = 255, description = "What your own login calls this user: the sub of its tokens.")
        String externalId) {

    static final int LONGEST_EMAIL = 255;
    static final int LONGEST_NAME = 100;
    static final int LONGEST_URL = 2048;
    static final int LONGEST_EXTERNAL_ID = 255;

    /** Enough to catch a slip; whether somebody reads it, only a letter would tell. */
    private static final Pattern EMAIL = Pattern.compile(
            "[^\\s@\\p{Cntrl}\"(),:;<>\\[\\]\\\\]{1,64}@([\\p{L}\\p{N}-]{1,63}\\.)+[\\p{L}\\p{N}-]{2,63}");

    void check() {
        FieldErrors errors = new FieldErrors();
        check(errors);
        errors.throwIfAny();
    }

    void check(FieldErrors errors) {
        checkEmail(errors, email);
        errors.checkText("name", name, LONGEST_NAME);
        errors.checkText("image_url", imageUrl, LONGEST_URL);
        checkLimit(errors, maxConcurrentBots);
        checkExternalId(errors, externalId);
    }

    static void checkExternalId(FieldErrors errors, String externalId) {
        errors.checkText("external_id", externalId, LONGEST_EXTERNAL_ID);
        errors.addUnless(externalId == null || !externalId.isBlank(), "external_id", "external_id must not be empty.");
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

    static void checkLimit(FieldErrors errors, Integer limit) {
        if (limit != null && limit < 0) {
            errors.add("max_concurrent_bots", "max_concurrent_bots must be 0 or more.");
        }
    }
}
