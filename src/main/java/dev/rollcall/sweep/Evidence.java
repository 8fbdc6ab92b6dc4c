package dev.rollcall.sweep;

import dev.rollcall.lifecycle.Report;
import dev.rollcall.platform.Masking;
import dev.rollcall.runtime.Observation.Ended;
import io.vertx.core.json.JsonObject;

/** What a runtime says of an end, as it is kept in the history. */
final class Evidence {

    private Evidence() {}

    static Report report(int attempt, Ended ended) {
        return new Report(
                attempt,
                "workload_ended",
                null,
                null,
                ended.exitCode(),
                json(ended, Masking.ofPatterns()).encode(),
                null);
    }

    static JsonObject json(Ended ended, Masking masking) {
        JsonObject json = new JsonObject();
        if (ended.exitCode() != null) {
            json.put("exit_code", ended.exitCode());
        }
        json.put("reason", ended.reason());
        if (ended.evidence() != null) {
            json.put("last_output", masking.text(ended.evidence()).replace('\0', ' '));
        }
        return json;
    }
}
