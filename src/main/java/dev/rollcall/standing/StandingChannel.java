package dev.rollcall.standing;

import dev.rollcall.event.FeedNudges;
import dev.rollcall.event.OperatorFeed;
import dev.rollcall.platform.HeardChannel;
import dev.rollcall.platform.RedisChannels;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

/** Replicas nudge each other about standing bots, and those who follow the operators' feed. What gets lost costs a second, until they look by themselves. */
@ApplicationScoped
class StandingChannel {

    /** Somebody wants something of a bot: the replica that keeps it shall look at once. */
    record Wanted(long botId) {}

    private static final String CHANNEL = "rollcall:standing";
    private static final String WANTED = "wanted";
    private static final String CHANGED = "changed";

    private final HeardChannel channel;
    private final FeedNudges feed;
    private final Event<Wanted> wanted;
    private final Event<StandingChange> changed;

    StandingChannel(RedisChannels redis, FeedNudges feed, Event<Wanted> wanted, Event<StandingChange> changed) {
        this.feed = feed;
        this.channel = new HeardChannel(redis, CHANNEL, this::hear);
        this.wanted = wanted;
        this.changed = changed;
    }

    Uni<Void> wanted(long botId) {
        wanted.fire(new Wanted(botId));
        return channel.tell(new JsonObject().put(WANTED, botId));
    }

    /** The same, after operators have changed it. */
    Uni<Void> changed(long botId) {
        return wanted(botId).chain(() -> feed.tell(OperatorFeed.ID));
    }

    Uni<Void> statusChanged(long botId) {
        return channel.tell(new JsonObject().put(CHANGED, botId)).chain(() -> feed.tell(OperatorFeed.ID));
    }

    private void hear(JsonObject message) {
        if (message.containsKey(WANTED)) {
            wanted.fire(new Wanted(message.getLong(WANTED)));
        }
        if (message.containsKey(WANTED) || message.containsKey(CHANGED)) {
            changed.fire(new StandingChange(message.getLong(CHANGED, message.getLong(WANTED))));
        }
    }

    @Scheduled(identity = "standing-channel", every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> watch() {
        return channel.watch();
    }
}
