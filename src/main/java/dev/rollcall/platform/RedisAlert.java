package dev.rollcall.platform;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Redis down: commands go by heartbeat answers, and live events come late. */
@ApplicationScoped
class RedisAlert implements FleetAlert {

    private final RedisChannels redis;

    RedisAlert(RedisChannels redis) {
        this.redis = redis;
    }

    @Override
    public String name() {
        return "redis_down";
    }

    @Override
    public String nameOfEnd() {
        return "redis_up";
    }

    @Override
    public Uni<Look> look() {
        return redis.isUp().map(up -> new Look(!up, Map.of()));
    }
}
