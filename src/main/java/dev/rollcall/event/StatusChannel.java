package dev.rollcall.event;

import dev.rollcall.platform.RedisChannels;
import dev.rollcall.transition.EffectHandler;
import dev.rollcall.transition.TransitionRecord;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Tells gateways of a new status, on the channels that they know (contract D). Nothing depends on it: what is lost here
 * stands in the event table.
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
        StatusMessage message = StatusMessage.of(record);
        String byName =
                "bm:meeting:%d:%s:%s:status".formatted(message.userId(), message.platform(), message.nativeId());
        return redis.publish(byName, message.ofMeeting())
                .chain(() -> redis.publish("bm:meeting:" + message.meetingId() + ":status", message.ofMeeting()))
                .chain(() -> redis.publish("u:" + message.userId() + ":meetings", message.ofUser()))
                .replaceWithVoid();
    }
}
