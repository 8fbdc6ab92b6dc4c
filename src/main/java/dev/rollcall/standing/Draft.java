package dev.rollcall.standing;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * What operators have said of a bot: all that a wish can change.
 *
 * @param credentials null for those that are stored, whatever they are
 */
record Draft(
        String connector,
        String category,
        String name,
        String baseUrl,
        boolean isActive,
        JsonObject credentials,
        JsonObject settings,
        Instant stoppedAt,
        Instant pausedUntil) {

    Draft stopped(Instant at) {
        return new Draft(connector, category, name, baseUrl, isActive, credentials, settings, at, null);
    }

    Draft paused(Instant until) {
        return new Draft(connector, category, name, baseUrl, isActive, credentials, settings, null, until);
    }

    Draft running() {
        return new Draft(connector, category, name, baseUrl, isActive, credentials, settings, null, null);
    }

    /** Without credentials, address and settings. */
    @Override
    public String toString() {
        return "Draft[connector=" + connector + ", category=" + category + ", name=" + name + "]";
    }
}
