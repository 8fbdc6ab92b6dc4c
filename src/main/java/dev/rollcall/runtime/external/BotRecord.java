package dev.rollcall.runtime.external;

import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Gone;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What is known of a bot without asking the service.
 *
 * @param botId the service's id for it
 * @param end how it ended, the last word on it; null while that is not known
 * @param deleted nothing more is to be known of it
 */
record BotRecord(String handle, String botId, Ended end, boolean deleted) {

    static BotRecord launched(String handle, String botId) {
        return new BotRecord(handle, botId, null, false);
    }

    BotRecord ended(Ended how) {
        return new BotRecord(handle, botId, how, deleted);
    }

    BotRecord forgotten() {
        return new BotRecord(handle, botId, null, true);
    }

    boolean over() {
        return deleted || end != null;
    }

    /** The last word, where there is one: then nobody needs to be asked. */
    Optional<Observation> lastWord() {
        return deleted ? Optional.of(new Gone()) : Optional.ofNullable(end);
    }

    JsonObject json() {
        JsonObject json = new JsonObject().put("bot_id", botId).put("deleted", deleted);
        return end == null
                ? json
                : json.put("exit_code", end.exitCode())
                        .put("reason", end.reason())
                        .put("evidence", end.evidence());
    }

    static BotRecord of(String handle, JsonObject json) {
        Ended end = json.getString("reason") == null
                ? null
                : new Ended(json.getInteger("exit_code"), json.getString("reason"), json.getString("evidence"));
        return new BotRecord(handle, json.getString("bot_id"), end, json.getBoolean("deleted", false));
    }
}
