package dev.rollcall.standing;

import io.vertx.core.json.JsonObject;

/**
 * What a connector needs to know of a bot.
 *
 * @param category what the service sorts its bots by; may be empty where a connector has no such thing
 * @param baseUrl as the operator wrote it
 * @param credentials empty for none; never in a log, an answer or an error. In a check null for those that are stored
 * @param settings of the connector's own, no secrets
 */
public record ConnectionSettings(
        String category, String name, String baseUrl, JsonObject credentials, JsonObject settings) {

    /** Without the credentials and the address, which may hold one. */
    @Override
    public String toString() {
        return "ConnectionSettings[category=" + category + ", name=" + name + "]";
    }
}
