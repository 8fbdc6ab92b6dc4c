package dev.rollcall.event;

import dev.rollcall.platform.HeardChannel;
import dev.rollcall.platform.RedisChannels;
import dev.rollcall.transition.EffectHandler;
import dev.rollcall.transition.TransitionRecord;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Tells the tails of all replicas that a user has a new event: the own one directly, the others over Redis. What gets
 * lost costs a second, until the tail looks by itself.
 */
@ApplicationScoped
public class FeedNudges implements EffectHandler {

    private static final String CHANNEL = "rollcall:events";

    private final EventTail tail;
    private final HeardChannel channel;

    FeedNudges(EventTail tail, RedisChannels redis) {
        this.tail = tail;
        this.channel = new HeardChannel(redis, CHANNEL, this::hear);
    }

    @Override
    public boolean concerns(TransitionRecord record) {
        return record.sequence() != null;
    }

    @Override
    public Uni<Void> handle(TransitionRecord record) {
        return tell(record.before().userId());
    }

    /** The user has a new event, which is committed. Never fails. */
    public Uni<Void> tell(long userId) {
        tail.wake(userId);
        return channel.tell(new JsonObject().put("user_id", userId)); // without it the others look within a second
    }

    private void hear(JsonObject message) {
        Long userId = message.getLong("user_id");
        if (userId != null) {
            tail.wake(userId);
        }
    }

    @Scheduled(identity = "feed-nudges", every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> watch() {
        return channel.watch();
    }
}
