package dev.rollcall.launch;

import dev.rollcall.access.BotToken;
import dev.rollcall.access.MeetingToken;
import dev.rollcall.lifecycle.Limits;
import dev.rollcall.runtime.Workload;
import dev.rollcall.transition.Transitions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes a workload of an order: gathers the facts, and lets the profile's {@link BotEra} put them into its words. */
@ApplicationScoped
class BotConfiguration {

    private final BotConfig config;
    private final BotServices services;
    private final BotToken launchTokens;
    private final MeetingToken meetingTokens;
    private final Transitions transitions;
    private final String redisUrl;

    BotConfiguration(
            BotConfig config,
            BotServices services,
            BotToken launchTokens,
            MeetingToken meetingTokens,
            Transitions transitions,
            @ConfigProperty(name = "quarkus.redis.hosts") List<String> redisHosts) {
        this.config = config;
        this.services = services;
        this.launchTokens = launchTokens;
        this.meetingTokens = meetingTokens;
        this.transitions = transitions;
        this.redisUrl = config.redisUrl().orElse(redisHosts.get(0));
    }

    Workload workload(LaunchOrder order) {
        BotFacts facts = facts(order);
        Map<String, String> environment = BotEnvironment.of(config.profile().era(), facts, config.env());
        return new Workload(
                facts.handle(), order.meetingId(), order.attempt(), order.userId(), order.platform(), environment);
    }

    private BotFacts facts(LaunchOrder order) {
        return new BotFacts(
                order,
                Workload.handleOf(order.meetingId(), order.attempt()),
                botName(order),
                config.callbackBaseUrl().replaceAll("/+$", ""),
                launchTokens.of(order.connectionId(), order.attempt()),
                meetingToken(order),
                redisUrl,
                leave(order),
                config.heartbeatInterval(),
                services);
    }

    /** The same meeting gets the same name at every launch. */
    private String botName(LaunchOrder order) {
        String asked = order.bot().getString("bot_name");
        return asked != null
                ? asked
                : config.defaultName() + "-" + order.connectionId().toString().substring(0, 6);
    }

    private String meetingToken(LaunchOrder order) {
        LaunchProfile profile = config.profile();
        Duration life = longestLife(order);
        return meetingTokens.issue(
                new MeetingToken.Launch(
                        order.meetingId(),
                        order.userId(),
                        order.platform(),
                        order.nativeId(),
                        order.connectionId(),
                        order.attempt()),
                profile.issuer(),
                life.compareTo(profile.tokenLife()) > 0 ? life : profile.tokenLife());
    }

    /** A bot gets no second token: one that ran out in the meeting would cost the rest of its transcript. */
    private Duration longestLife(LaunchOrder order) {
        Limits limits = transitions.limits().with(order.lobby(), order.askedDuration("max_bot_time"));
        return limits.requested()
                .plus(limits.joining())
                .plus(limits.lobby())
                .plus(limits.lobbyGrace())
                .plus(limits.maxDuration())
                .plus(limits.stopping());
    }

    private LeaveTimes leave(LaunchOrder order) {
        LeaveTimes usual = config.profile().leave();
        return new LeaveTimes(
                order.lobby() != null ? order.lobby() : waitingRoom(usual.waitingRoom()),
                first(order.askedDuration("no_one_joined_timeout"), config.noOneJoinedTimeout(), usual.noOneJoined()),
                first(order.askedDuration("max_time_left_alone"), config.everyoneLeftTimeout(), usual.everyoneLeft()));
    }

    /** No longer than the lobby's deadline: we would end a bot that waits rightly. */
    private Duration waitingRoom(Duration usual) {
        Duration deadline = transitions.limits().lobby();
        Duration wait = first(null, config.waitingRoomTimeout(), usual);
        return wait == null || wait.compareTo(deadline) > 0 ? deadline : wait;
    }

    private static Duration first(Duration asked, Optional<Duration> configured, Duration usual) {
        return asked != null ? asked : configured.orElse(usual);
    }
}
