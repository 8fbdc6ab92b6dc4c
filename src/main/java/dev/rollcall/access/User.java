package dev.rollcall.access;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;

/**
 * Somebody who may send bots. The secret of the webhook has no place here, so that no list can show it.
 *
 * @param externalId what another system calls this user: the sub of its tokens
 * @param maxConcurrentBots null: no limit; 0: none allowed
 * @param webhookUrl written by {@link WebhookSettings} alone, as are the events
 * @param postMeetingSince meetings that end from then on get summary and tasks; null: only those that are asked for
 */
record User(
        long id,
        String email,
        String name,
        String externalId,
        String imageUrl,
        Integer maxConcurrentBots,
        JsonObject data,
        String webhookUrl,
        JsonObject webhookEvents,
        Instant postMeetingSince,
        Instant createdAt,
        Instant updatedAt) {

    /** A secret in clear is not kept: {@link WebhookSettings} has a place where it is sealed. */
    static JsonObject kept(JsonObject wanted) {
        JsonObject data = wanted.copy();
        data.remove("webhook_secret");
        return data;
    }

    /** What was stored, and the webhook where existing clients look for it. */
    Map<String, Object> shownData() {
        return WebhookSettings.shownIn(data, webhookUrl, webhookEvents);
    }

    /** Webhooks carry secrets in their addresses, and what an admin keeps is nobody's business. */
    @Override
    public String toString() {
        return "User[id=" + id + "]";
    }
}
