package dev.rollcall.platform;

import dev.rollcall.platform.RedisChannels.Subscription;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * One channel, heard on a connection of its own out of the pool that also carries the commands. The connection goes back
 * whatever happens and however late: Quarkus' own subscriber keeps it when nobody waits for it any more, and also when the
 * server confirms before it listens, and with six of those nothing reaches Redis again.
 */
final class RedisSubscription implements Subscription {

    private final Consumer<JsonObject> listener;
    private final Promise<Void> confirmed = Promise.promise();
    private final Future<RedisConnection> asked;
    private volatile boolean ended;

    private RedisSubscription(Redis redis, String channel, Consumer<JsonObject> listener) {
        this.listener = listener;
        this.asked = redis.connect().compose(connection -> ask(connection, channel));
        asked.onFailure(confirmed::tryFail);
    }

    /** Fails when Redis has not confirmed within {@code timeout}. */
    static Uni<Subscription> to(Redis redis, String channel, Consumer<JsonObject> listener, Duration timeout) {
        return Uni.createFrom().deferred(() -> new RedisSubscription(redis, channel, listener).established(timeout));
    }

    private Uni<Subscription> established(Duration timeout) {
        return Uni.createFrom()
                .completionStage(confirmed.future().toCompletionStage())
                .ifNoItem()
                .after(timeout)
                .fail()
                .onFailure()
                .call(this::end)
                .replaceWith(this);
    }

    private Future<RedisConnection> ask(RedisConnection connection, String channel) {
        if (ended) {
            return connection.close().compose(closed -> Future.failedFuture("No longer wanted"));
        }
        connection.handler(this::hear); // first: the answer may be there at once
        return connection
                .send(Request.cmd(Command.SUBSCRIBE).arg(channel))
                .onFailure(failure -> connection.close())
                .map(connection);
    }

    private void hear(Response message) {
        switch (message.get(0).toString()) {
            case "subscribe" -> confirmed.tryComplete();
            case "message" -> listener.accept(new JsonObject(message.get(2).toString()));
            default -> {
                // the end of a subscription
            }
        }
    }

    /** Does not wait: a connection that is not there yet is closed when it comes. */
    @Override
    public Uni<Void> end() {
        ended = true;
        asked.onSuccess(RedisConnection::close); // which also ends what it hears
        return Uni.createFrom().voidItem();
    }
}
