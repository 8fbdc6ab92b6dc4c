package dev.rollcall.runtime.external;

import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Observation.Unknown;
import dev.rollcall.runtime.Progress;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What the service says of one bot: {@code status} (initialized, connecting, connected, done, error) and {@code
 * error_message}. A service may add {@code exit_code} and {@code last_output}.
 */
record BotStatus(String word, String error, Integer exitCode, String lastOutput) {

    private static final Set<String> RUNNING = Set.of("initialized", "connecting", "connected");

    /** The first three are what the work after a meeting is called: then the bot has left it. */
    private static final Set<String> DONE = Set.of(
            "transcribing",
            "analyzing_meeting",
            "creating_tasks",
            "done",
            "completed",
            "finished",
            "stopped",
            "disconnected");

    private static final Set<String> ERROR = Set.of("error", "failed");

    private static final int LONGEST_EVIDENCE = 8 * 1024;

    static BotStatus of(JsonObject json) {
        Object exitCode = json.getValue("exit_code");
        return new BotStatus(
                String.valueOf(json.getValue("status")).toLowerCase(Locale.ROOT),
                json.getString("error_message"),
                exitCode instanceof Number number ? number.intValue() : null,
                json.getString("last_output"));
    }

    Observation observation() {
        if (RUNNING.contains(word)) {
            return new Running();
        }
        if (DONE.contains(word)) {
            return new Ended(exitCode == null ? 0 : exitCode, reason(), evidence());
        }
        return ERROR.contains(word)
                ? new Ended(exitCode == null ? 1 : exitCode, reason(), evidence())
                : new Unknown("The bot service says '" + word + "', and nobody knows what that means.");
    }

    /** The step that the bot has reached, where the word names one. */
    Optional<Progress.Step> step() {
        return switch (word) {
            case "connecting" -> Optional.of(Progress.Step.JOINING);
            case "connected" -> Optional.of(Progress.Step.ACTIVE);
            default -> Optional.empty();
        };
    }

    /** As other platforms say it; where there is no exit code, the service's own word. */
    private String reason() {
        if (exitCode == null) {
            return word;
        }
        return exitCode > 128 && exitCode <= 128 + 64 ? "Killed" : "Exited";
    }

    private String evidence() {
        String text = lastOutput == null ? error : error == null ? lastOutput : lastOutput + "\n" + error;
        if (text == null || text.getBytes(StandardCharsets.UTF_8).length <= LONGEST_EVIDENCE) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new String(bytes, bytes.length - LONGEST_EVIDENCE, LONGEST_EVIDENCE, StandardCharsets.UTF_8);
    }
}
