package dev.rollcall.platform;

import dev.rollcall.platform.RedisChannels.Subscription;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * A channel on which replicas nudge each other. Subscriptions have been known to die without a word, so each replica sends
 * itself a probe, and subscribes again when it has not heard it. What is nudged about must also be found without.
 */
public final class HeardChannel {

    private static final Logger LOG = Logger.getLogger(HeardChannel.class);
    private static final JsonObject PROBE = new JsonObject().put("probe", true);

    private final RedisChannels redis;
    private final String channel;
    private final Consumer<JsonObject> listener;
    private volatile Subscription subscription;
    private volatile boolean heard;

    /** @param listener hears what replicas tell, this one included; probes too, which hold nothing but {@code probe} */
    public HeardChannel(RedisChannels redis, String channel, Consumer<JsonObject> listener) {
        this.redis = redis;
        this.channel = channel;
        this.listener = listener;
    }

    /** Never fails: it is a nudge. */
    public Uni<Void> tell(JsonObject message) {
        return redis.publish(channel, message).replaceWithVoid().onFailure().recoverWithNull();
    }

    /** To be called every few seconds. Subscribes, and again when nothing has been heard since, not even the own probe. */
    public Uni<Void> watch() {
        Uni<Void> subscribed = heard ? Uni.createFrom().voidItem() : subscribeAgain();
        heard = false;
        return subscribed
                .chain(() -> redis.publish(channel, PROBE))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure ->
                        LOG.debugf("channel=deaf name=%s error=%s", channel, Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> subscribeAgain() {
        Subscription dead = subscription;
        subscription = null;
        return (dead == null ? Uni.createFrom().voidItem() : dead.end())
                .chain(() -> redis.subscribe(channel, this::hear))
                .invoke(alive -> subscription = alive)
                .replaceWithVoid();
    }

    private void hear(JsonObject message) {
        heard = true;
        listener.accept(message);
    }
}
