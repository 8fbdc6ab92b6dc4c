package dev.rollcall.platform;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Redis down is worth knowing, and no reason to stop serving: commands go by heartbeat answers then. */
@ApplicationScoped
class RedisHealth implements HealthPart {

    private final RedisChannels redis;

    RedisHealth(RedisChannels redis) {
        this.redis = redis;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Uni<Fact> ask() {
        return redis.isUp().map(up -> new Fact(up, false, up ? "up" : "down"));
    }
}
