package dev.rollcall.event;

import dev.rollcall.platform.RedisChannels;
import dev.rollcall.transition.EffectHandler;
import dev.rollcall.transition.TransitionRecord;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Tells gateways of a new status, on the channels that they know (contract D). Two replicas may publish out of order,
 * so each message carries its sequence.
 */
@ApplicationScoped
class StatusChannel implements EffectHandler {

    private final RedisChannels redis;

    StatusChannel(RedisChannels redis) {
        this.redis = redis;
    }

    @Override
    public boolean concerns(TransitionRecord record) {
        return record.statusChanged();
    }

    @Override
    public Uni<Void> handle(TransitionRecord record) {
        var meeting = record.before();
        JsonObject message = new JsonObject()
                .put("type", "meeting.status")
                .put(
                        "meeting",
                        new JsonObject()
                                .put("id", meeting.id())
                                .put("platform", meeting.platform())
                                .put("native_id", meeting.nativeId()))
                .put("payload", new JsonObject().put("status", record.to().word()))
                .put("user_id", meeting.userId())
                .put("sequence", record.sequence())
                .put("ts", record.at().toString());
        String perUser =
                "bm:meeting:%d:%s:%s:status".formatted(meeting.userId(), meeting.platform(), meeting.nativeId());
        return redis.publish(perUser, message)
                .chain(() -> redis.publish("bm:meeting:" + meeting.id() + ":status", message))
                .replaceWithVoid();
    }
}
