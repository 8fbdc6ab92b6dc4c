package dev.rollcall.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.platform.RedisChannels.Subscription;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A subscription has a connection of its own out of the few that carry the commands to bots: none may be lost. */
@QuarkusTest
class RedisChannelsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final JsonObject MESSAGE = new JsonObject().put("n", 1);

    @Inject
    RedisChannels redis;

    @Inject
    ReactiveRedisDataSource server;

    private final String channel = "test:" + UUID.randomUUID();
    private final Queue<JsonObject> heard = new ConcurrentLinkedQueue<>();

    @Test
    void what_is_published_is_heard_until_the_subscription_ends() {
        Subscription subscription = subscribe();

        assertThat(publish()).isEqualTo(1);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(heard).containsExactly(MESSAGE));
        subscription.end().await().atMost(PATIENCE);
        await().atMost(PATIENCE).until(() -> publish() == 0);
    }

    @Test
    void many_subscriptions_one_after_another_use_up_no_connections() {
        for (int i = 0; i < 100; i++) {
            subscribe().end().await().atMost(PATIENCE);
        }

        assertThat(isUp()).isTrue();
    }

    @Test
    void subscriptions_that_a_frozen_server_never_confirmed_keep_no_connection() {
        server.execute("CLIENT", "PAUSE", "2500", "ALL").await().atMost(PATIENCE);

        List<CompletableFuture<Subscription>> given = IntStream.range(0, 12)
                .mapToObj(i -> redis.subscribe(channel, heard::add).subscribeAsCompletionStage())
                .toList();

        assertThat(given).allSatisfy(one -> assertThatThrownBy(one::join).hasCauseInstanceOf(TimeoutException.class));
        await().atMost(PATIENCE).until(this::isUp);
        await().atMost(PATIENCE).until(() -> publish() == 0);
        Uni.join()
                .all(IntStream.range(0, 50)
                        .mapToObj(i -> redis.publish(channel, MESSAGE))
                        .toList())
                .andFailFast()
                .await()
                .atMost(PATIENCE);
    }

    private Subscription subscribe() {
        return redis.subscribe(channel, heard::add).await().atMost(PATIENCE);
    }

    private int publish() {
        return redis.publish(channel, MESSAGE).await().atMost(PATIENCE);
    }

    private boolean isUp() {
        return redis.isUp().await().atMost(PATIENCE);
    }
}
