package dev.rollcall.runtime.nomad;

import dev.rollcall.runtime.Workload;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * What a dispatch carries. The environment, secrets included, is the payload: Nomad writes it into the task's own folder,
 * and the job's first command reads it and takes it away. The meta is for people, in Nomad's words, without a secret.
 */
final class DispatchPayload {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private DispatchPayload() {}

    /** Why this environment cannot be handed over, in a sentence without its values. */
    static Optional<String> problemWith(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(entry -> !NAME.matcher(entry.getKey()).matches()
                        || entry.getValue().indexOf('\0') >= 0)
                .findFirst()
                .map(entry -> "The environment variable '" + entry.getKey()
                        + "' cannot be set by a shell: its name needs letters, digits and _, its value no NUL.");
    }

    /** A shell script that exports each variable, zipped: Nomad takes no more than 16 KiB (newer ones 64 KiB). */
    static byte[] of(Map<String, String> environment) {
        StringBuilder script = new StringBuilder();
        new TreeMap<>(environment)
                .forEach((name, value) -> script.append("export ")
                        .append(name)
                        .append("='")
                        .append(value.replace("'", "'\\''"))
                        .append("'\n"));
        return zipped(script.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] zipped(byte[] plain) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(plain);
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble); // memory alone: it cannot happen
        }
        return zipped.toByteArray();
    }

    /** All strings, and "" for what is not known, as jobs made for Vexa are used to. */
    static JsonObject meta(Workload workload) {
        JsonObject config = botConfig(workload.environment());
        return new JsonObject()
                .put("handle", workload.handle())
                .put("meeting_id", String.valueOf(workload.meetingId()))
                .put("attempt", String.valueOf(workload.attempt()))
                .put("user_id", String.valueOf(workload.userId()))
                .put("platform", workload.platform())
                .put("native_meeting_id", word(config, "nativeMeetingId"))
                .put("connection_id", word(config, "connectionId"))
                .put("bot_name", word(config, "botName"))
                .put("language", word(config, "language"))
                .put("task", word(config, "task"));
    }

    private static JsonObject botConfig(Map<String, String> environment) {
        try {
            return new JsonObject(environment.getOrDefault("BOT_CONFIG", "{}"));
        } catch (DecodeException none) {
            return new JsonObject();
        }
    }

    private static String word(JsonObject config, String key) {
        Object value = config.getValue(key);
        return value == null ? "" : value.toString();
    }
}
