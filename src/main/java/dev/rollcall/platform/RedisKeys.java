package dev.rollcall.platform;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/** The keys that gateways and bots look at in Redis. None of them is state of ours. Everything fails within a second. */
@ApplicationScoped
public class RedisKeys {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final String DELETE_IF_EQUAL =
            "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end";

    private final ReactiveRedisDataSource redis;

    RedisKeys(ReactiveRedisDataSource redis) {
        this.redis = redis;
    }

    public Uni<Void> set(String key, String value, Duration life) {
        return execute("SET", key, value, "EX", Long.toString(life.toSeconds())).replaceWithVoid();
    }

    /** Leaves the key alone when somebody else has set it since. */
    public Uni<Void> deleteIfEqual(String key, String value) {
        return execute("EVAL", DELETE_IF_EQUAL, "1", key, value).replaceWithVoid();
    }

    /** The last elements of a list, at most so many, in their order; empty when there is no such list. */
    public Uni<List<String>> newest(String list, int most) {
        return execute("LRANGE", list, Integer.toString(-most), "-1")
                .map(elements -> StreamSupport.stream(elements.spliterator(), false)
                        .map(Response::toString)
                        .toList());
    }

    private Uni<Response> execute(String command, String... arguments) {
        return redis.execute(command, arguments).ifNoItem().after(TIMEOUT).fail();
    }
}
