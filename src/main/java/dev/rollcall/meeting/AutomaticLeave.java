package dev.rollcall.meeting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Printable;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * When a bot leaves by itself; null where the service's own default holds. Milliseconds on the wire, each from 1 to 24
 * hours.
 *
 * @param maxBotTime how long the bot may run at all
 * @param maxWaitForAdmission how long it waits in the lobby
 * @param maxTimeLeftAlone how long it stays after everybody else has left
 * @param noOneJoinedTimeout how long it waits for the first other participant
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
record AutomaticLeave(
        @Schema(implementation = Long.class, minimum = "1", maximum = "86400000")
        Duration maxBotTime,

        @Schema(implementation = Long.class, minimum = "1", maximum = "86400000")
        Duration maxWaitForAdmission,

        @Schema(implementation = Long.class, minimum = "1", maximum = "86400000")
        Duration maxTimeLeftAlone,

        @Schema(implementation = Long.class, minimum = "1", maximum = "86400000")
        Duration noOneJoinedTimeout) {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    static final Duration LONGEST = Duration.ofHours(24);

    private static final List<String> KEYS = List.of(
            "max_bot_time",
            "max_wait_for_admission",
            "waiting_room_timeout",
            "max_time_left_alone",
            "everyone_left_timeout",
            "no_one_joined_timeout");
    private static final int SHOWN_OF_A_KEY = 40;

    /** Unlike elsewhere an unknown key is a fault: a misspelt limit would silently not hold. */
    static AutomaticLeave from(JsonNode object, FieldErrors faults) {
        var fields = new JsonFields(object, "automatic_leave.", faults);
        refuseUnknownKeys(object, faults);
        return new AutomaticLeave(
                fields.millis("max_bot_time", SHORTEST, LONGEST),
                either(fields, "max_wait_for_admission", "waiting_room_timeout"),
                either(fields, "max_time_left_alone", "everyone_left_timeout"),
                fields.millis("no_one_joined_timeout", SHORTEST, LONGEST));
    }

    private static void refuseUnknownKeys(JsonNode object, FieldErrors faults) {
        for (String key : (Iterable<String>) object::fieldNames) {
            if (!KEYS.contains(key)) {
                boolean printable = key.length() <= SHOWN_OF_A_KEY && !Printable.hasControl(key);
                faults.add(
                        printable ? "automatic_leave." + key : "automatic_leave",
                        "automatic_leave knows only " + String.join(", ", KEYS) + ".");
                return; // one is enough: a body may hold thousands
            }
        }
    }

    private static Duration either(JsonFields fields, String name, String alias) {
        Duration own = fields.millis(name, SHORTEST, LONGEST);
        Duration other = fields.millis(alias, SHORTEST, LONGEST);
        fields.faults()
                .addUnless(
                        own == null || other == null || own.equals(other),
                        fields.prefix() + alias,
                        alias + " is another name of " + name + ": give one of them.");
        return own != null ? own : other;
    }
}
