package dev.rollcall.event;

import dev.rollcall.access.HeldKeys;
import dev.rollcall.access.HeldKeys.HeldKey;
import dev.rollcall.platform.NoMoreRequests;
import dev.rollcall.platform.Printable;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Everybody who follows a feed over a connection on this replica: how many there may be, and when they have to go. */
@ApplicationScoped
class Followers {

    private static final Logger LOG = Logger.getLogger(Followers.class);

    private final HeldKeys keys;
    private final LiveConfig config;
    private final Map<Long, Set<Follower>> open = new ConcurrentHashMap<>();

    Followers(HeldKeys keys, LiveConfig config) {
        this.keys = keys;
        this.config = config;
    }

    /** The key that a request shows; a browser can set no header here, hence the parameter. Null for none. */
    static String keyOf(RoutingContext request) {
        String header = request.request().getHeader("X-API-Key");
        String key = header == null || header.isBlank() ? request.request().getParam("api_key") : header;
        return key == null || key.isBlank() ? null : key;
    }

    /** False when the user has too many already. */
    boolean register(Follower follower) {
        Set<Follower> ofUser = open.compute(follower.key().userId(), (id, others) -> {
            Set<Follower> all = others == null ? ConcurrentHashMap.newKeySet() : others;
            if (all.size() < config.socketsPerUser()) {
                all.add(follower);
            }
            return all;
        });
        return ofUser.contains(follower);
    }

    void forget(Follower follower) {
        open.computeIfPresent(follower.key().userId(), (id, all) -> {
            all.remove(follower);
            return all.isEmpty() ? null : all;
        });
    }

    /** How many connections this user has open here. */
    int count(long userId) {
        return open.getOrDefault(userId, Set.of()).size();
    }

    private List<Follower> all() {
        return open.values().stream().flatMap(Set::stream).toList();
    }

    @Scheduled(identity = "live-ping", every = "${rollcall.live.ping-every:30s}")
    Uni<Void> ping() {
        all().forEach(Follower::check);
        return Uni.createFrom().voidItem();
    }

    /** A revoked or expired key closes what it opened. Trouble with the database closes nothing. */
    @Scheduled(
            identity = "live-keys",
            every = "${rollcall.live.check-keys-every:20s}",
            concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> checkKeys() {
        Map<HeldKey, List<Follower>> byKey = all().stream().collect(Collectors.groupingBy(Follower::key));
        return Multi.createFrom()
                .iterable(byKey.keySet())
                .group()
                .intoLists()
                .of(HeldKeys.MOST_AT_ONCE)
                .onItem()
                .transformToUniAndConcatenate(some -> keys.stillGood(some).invoke(good -> {
                    some.removeAll(good);
                    some.forEach(gone -> byKey.get(gone).forEach(Follower::lockOut));
                }))
                .collect()
                .last()
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.debugf("live=unchecked error=%s", Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }

    void stop(@Observes NoMoreRequests event) {
        all().forEach(Follower::goAway);
    }
}
