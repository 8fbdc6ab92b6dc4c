package dev.rollcall.webhook;

import dev.rollcall.access.WebhookConfig;
import dev.rollcall.platform.Addresses;
import dev.rollcall.platform.Seal;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import dev.rollcall.tracing.Tracing;
import io.quarkus.arc.Arc;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Couriers as replicas have them, with short pauses, which may call this machine. The service's own are switched off in
 * tests.
 */
public final class Post implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final long TICK_MILLIS = 50;

    private final List<Courier> couriers = new ArrayList<>();
    private final List<FanOut> fanOuts = new ArrayList<>();
    private final ScheduledExecutorService ticks = Executors.newScheduledThreadPool(1);

    private Post(int replicas, Map<String, Object> settings) {
        DeliveryConfig config = config(settings);
        for (int i = 0; i < replicas; i++) {
            Courier courier = new Courier(
                    bean(Outbox.class),
                    new Letters(bean(Seal.class), anywhere(), config, bean(Clock.class)),
                    new Sender(bean(Vertx.class), bean(Addresses.class), config),
                    config,
                    bean(WebhookMeters.class),
                    bean(Tracing.class),
                    bean(RandomGenerator.class),
                    bean(Clock.class));
            couriers.add(courier);
            fanOuts.add(new FanOut(bean(Pool.class), courier, config));
        }
        ticks.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** One replica that nobody else left work for. */
    public static Post open(Object... settings) {
        return replicas(1, settings);
    }

    public static Post replicas(int replicas, Object... settings) {
        clear();
        return new Post(replicas, map(settings));
    }

    /** One more replica, that takes what there is. */
    static Post join(Object... settings) {
        return new Post(1, map(settings));
    }

    static void clear() {
        Database.run("delete from webhook_deliveries");
        Database.run("delete from webhook_endpoints where user_id is not null");
        Database.run("delete from webhook_cursors");
        Database.run("""
                update webhook_endpoints
                set due_at = null, claim = null, claimed_until = null, failures = 0, failing_since = null,
                    not_before = null, paused_at = null, pause_reason = null
                """);
    }

    private static Map<String, Object> map(Object... settings) {
        Map<String, Object> map = new HashMap<>(Map.of(
                "enabled", true,
                "backoff", Duration.ofMillis(40),
                "longestBackoff", Duration.ofMillis(200),
                "timeout", Duration.ofSeconds(2)));
        for (int i = 0; i < settings.length; i += 2) {
            map.put((String) settings[i], settings[i + 1]);
        }
        return map;
    }

    static DeliveryConfig config(Object... settings) {
        return config(map(settings));
    }

    /** The service's settings but for these. */
    private static DeliveryConfig config(Map<String, Object> settings) {
        DeliveryConfig ours = bean(DeliveryConfig.class);
        return (DeliveryConfig) Proxy.newProxyInstance(
                DeliveryConfig.class.getClassLoader(),
                new Class<?>[] {DeliveryConfig.class},
                (proxy, method, arguments) -> settings.containsKey(method.getName())
                        ? settings.get(method.getName())
                        : method.invoke(ours, arguments));
    }

    private static WebhookConfig anywhere() {
        return new WebhookConfig() {
            @Override
            public boolean allowHttp() {
                return true;
            }

            @Override
            public boolean allowPrivateHosts() {
                return true;
            }
        };
    }

    /** The user is told at this address, of these events, signed with this secret. */
    public static void follow(User user, String url, String secret, String... events) {
        StringBuilder wanted = new StringBuilder("{");
        for (String event : events) {
            wanted.append(wanted.length() > 1 ? ", " : "")
                    .append("\"")
                    .append(event)
                    .append("\": true");
        }
        user.request()
                .body(
                        "{\"webhook_url\": \"https://example.org/hook\", \"webhook_secret\": \"%s\", \"webhook_events\": %s}"
                                .formatted(secret, wanted + "}"))
                .put("/user/webhook")
                .then()
                .statusCode(200);
        // the settings take no address of this machine
        Database.run("update users set webhook_url = $2 where id = $1", user.id(), url);
    }

    /** What is new becomes deliveries, and nobody sends them. */
    static void fanOut() {
        quietly(FanOut::look);
    }

    static void adopt() {
        quietly(FanOut::adopt);
    }

    private static void quietly(Function<FanOut, Uni<Void>> work) {
        FanOut fanOut = new FanOut(bean(Pool.class), bean(Courier.class), config());
        done(work.apply(fanOut));
        fanOut.stop(null);
    }

    private void tick() {
        for (int i = 0; i < couriers.size(); i++) {
            fanOuts.get(i).look().subscribe().with(done -> {}, failure -> {});
            couriers.get(i).look().subscribe().with(done -> {}, failure -> {});
        }
    }

    static <T> T done(Uni<T> work) {
        return work.await().atMost(TIMEOUT);
    }

    static <T> T bean(Class<T> type) {
        return Arc.container().instance(type).get();
    }

    @Override
    public void close() {
        ticks.shutdownNow();
        try {
            for (Courier courier : couriers) {
                courier.stop(null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        fanOuts.forEach(fanOut -> fanOut.stop(null));
        clear();
    }
}
