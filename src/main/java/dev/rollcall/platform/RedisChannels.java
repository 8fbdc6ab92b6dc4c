package dev.rollcall.platform;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Consumer;

/** Publishes and hears over Redis. What goes this way is a nudge: it must also get through when Redis is down. */
@ApplicationScoped
public class RedisChannels {

    /** Longer than any healthy publish, shorter than anybody's patience. */
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final ReactiveRedisDataSource redis;

    RedisChannels(ReactiveRedisDataSource redis) {
        this.redis = redis;
    }

    /** How many subscribers got it. Fails within a second when Redis does not answer. */
    public Uni<Integer> publish(String channel, JsonObject message) {
        return redis.execute("PUBLISH", channel, message.encode())
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .map(receivers -> receivers.toInteger());
    }

    /** Somebody who hears what is published on a channel, until this is ended or its connection breaks. */
    public interface Subscription {

        /** Never fails: what is left of a broken one is let go. */
        Uni<Void> end();
    }

    /** Hears what is published from now on. Fails within a second when Redis does not answer. */
    public Uni<Subscription> subscribe(String channel, Consumer<JsonObject> listener) {
        return RedisSubscription.to(redis.getRedis().getDelegate(), channel, listener, TIMEOUT);
    }

    /** Whether Redis answers; never fails. */
    public Uni<Boolean> isUp() {
        return redis.execute("PING")
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .map(pong -> true)
                .onFailure()
                .recoverWithItem(false);
    }
}
