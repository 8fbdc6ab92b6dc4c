package dev.rollcall.stage;

import io.quarkus.arc.Arc;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.datasource.pubsub.ReactivePubSubCommands.ReactiveRedisSubscriber;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A subscriber of Redis channels, on a connection of its own: a bot or a gateway. */
public final class Listener implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final List<JsonObject> heard = new CopyOnWriteArrayList<>();
    private final ReactiveRedisSubscriber subscriber;

    private Listener(String channel) {
        subscriber = Arc.container()
                .instance(ReactiveRedisDataSource.class)
                .get()
                .pubsub(String.class)
                .subscribe(channel, message -> heard.add(new JsonObject(message)))
                .await()
                .atMost(TIMEOUT);
    }

    /** Hears everything that is published there from now on. */
    public static Listener on(String channel) {
        return new Listener(channel);
    }

    public List<JsonObject> heard() {
        return heard;
    }

    @Override
    public void close() {
        subscriber.unsubscribe().await().atMost(TIMEOUT);
    }
}
