package dev.rollcall.access;

import io.vertx.core.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;

/** Somebody who may send bots. */
@Entity
@Table(name = "users")
class User {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(updatable = false)
    String email;

    String name;

    /** What another system calls this user: the sub of its tokens. */
    @Column(name = "external_id")
    String externalId;

    @Column(name = "image_url")
    String imageUrl;

    /** null: no limit; 0: none allowed. */
    @Column(name = "max_concurrent_bots")
    Integer maxConcurrentBots;

    JsonObject data;

    /** Written by {@link WebhookSettings} alone. The secret has no field here, so that no list can show it. */
    @Column(name = "webhook_url", insertable = false, updatable = false)
    String webhookUrl;

    @Column(name = "webhook_events", insertable = false, updatable = false)
    JsonObject webhookEvents;

    /** Meetings that end from then on get summary and tasks; null: only those that are asked for. */
    @Column(name = "post_meeting_since")
    Instant postMeetingSince;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    /** A secret in clear is not kept: {@link WebhookSettings} has a place where it is sealed. */
    void keep(JsonObject wanted) {
        data = wanted.copy();
        data.remove("webhook_secret");
    }

    /** What was stored, and the webhook where existing clients look for it. */
    Map<String, Object> shownData() {
        return WebhookSettings.shownIn(data, webhookUrl, webhookEvents);
    }
}
