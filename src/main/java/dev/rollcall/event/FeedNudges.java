package dev.rollcall.event;

import dev.rollcall.platform.Printable;
import dev.rollcall.platform.RedisChannels;
import dev.rollcall.platform.RedisChannels.Subscription;
import dev.rollcall.transition.EffectHandler;
import dev.rollcall.transition.TransitionRecord;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * Tells the tails of all replicas that a user has a new event: the own one directly, the others over Redis. What gets
 * lost costs a second, until the tail looks by itself.
 */
@ApplicationScoped
public class FeedNudges implements EffectHandler {

    private static final Logger LOG = Logger.getLogger(FeedNudges.class);
    private static final String CHANNEL = "rollcall:events";

    /** What a replica sends to hear itself: subscriptions have been known to die without a word. */
    private static final JsonObject PROBE = new JsonObject().put("probe", true);

    private final EventTail tail;
    private final RedisChannels redis;
    private volatile Subscription subscription;
    private volatile boolean heard;

    FeedNudges(EventTail tail, RedisChannels redis) {
        this.tail = tail;
        this.redis = redis;
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
        return redis.publish(CHANNEL, new JsonObject().put("user_id", userId))
                .replaceWithVoid()
                .onFailure()
                .recoverWithNull(); // the others look within a second
    }

    private void hear(JsonObject message) {
        heard = true;
        Long userId = message.getLong("user_id");
        if (userId != null) {
            tail.wake(userId);
        }
    }

    /** Subscribes, and again when nothing has been heard since the last look, not even the own probe. */
    @Scheduled(identity = "feed-nudges", every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> watch() {
        Uni<Void> subscribed = heard ? Uni.createFrom().voidItem() : subscribeAgain();
        heard = false;
        return subscribed
                .chain(() -> redis.publish(CHANNEL, PROBE))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.debugf("feed=deaf error=%s", Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> subscribeAgain() {
        Subscription dead = subscription;
        subscription = null;
        return (dead == null ? Uni.createFrom().voidItem() : dead.end())
                .chain(() -> redis.subscribe(CHANNEL, this::hear))
                .invoke(alive -> subscription = alive)
                .replaceWithVoid();
    }
}
