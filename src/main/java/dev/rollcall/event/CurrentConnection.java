package dev.rollcall.event;

import dev.rollcall.platform.RedisKeys;
import dev.rollcall.transition.EffectHandler;
import dev.rollcall.transition.MeetingRow;
import dev.rollcall.transition.TransitionRecord;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * The key by which older gateways find the bot of a meeting (contract D). It does not name the user: of two users in the
 * same meeting the last one wins, as it always has; our own commands never look here.
 */
@ApplicationScoped
class CurrentConnection implements EffectHandler {

    private static final Duration LIFE = Duration.ofHours(24);

    private final RedisKeys redis;

    CurrentConnection(RedisKeys redis) {
        this.redis = redis;
    }

    @Override
    public boolean concerns(TransitionRecord record) {
        return record.statusChanged() && (record.from() == null || record.to().terminal());
    }

    @Override
    public Uni<Void> handle(TransitionRecord record) {
        MeetingRow meeting = record.before();
        String key = "bm:meeting:%s:%s:current_uid".formatted(meeting.platform(), meeting.nativeId());
        String connection = meeting.connectionId().toString();
        Uni<Void> done =
                record.to().terminal() ? redis.deleteIfEqual(key, connection) : redis.set(key, connection, LIFE);
        return done.onFailure().recoverWithNull(); // it expires by itself, and /health tells that Redis is down
    }
}
