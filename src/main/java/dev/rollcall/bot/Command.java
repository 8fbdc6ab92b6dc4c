package dev.rollcall.bot;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Something the bot is told to do.
 *
 * @param id names the command on all its ways to the bot; older control planes send none
 * @param meetingId the meeting that is meant; absent means the bot's own
 */
record Command(
        String action,
        Optional<String> id,
        Optional<Long> meetingId,
        Optional<String> language,
        Optional<String> task) {

    static Command of(JsonNode json) {
        return new Command(
                json.path("action").asText(),
                text(json, "command_id"),
                Optional.of(json.path("meeting_id"))
                        .filter(JsonNode::isIntegralNumber)
                        .map(JsonNode::longValue),
                text(json, "language"),
                text(json, "task"));
    }

    /** Lenient, other than for BOT_CONFIG: a command that is partly strange still counts. */
    private static Optional<String> text(JsonNode json, String name) {
        return Optional.ofNullable(json.path(name).textValue());
    }

    boolean isFor(long meeting) {
        return meetingId.isEmpty() || meetingId.get() == meeting;
    }
}
