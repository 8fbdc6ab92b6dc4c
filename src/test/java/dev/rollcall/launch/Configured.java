package dev.rollcall.launch;

import dev.rollcall.access.BotToken;
import dev.rollcall.access.MeetingToken;
import dev.rollcall.platform.ServerKey;
import dev.rollcall.transition.Transitions;
import io.quarkus.arc.Arc;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What bots are told under other settings, without another start of the service. */
final class Configured {

    static final Clock NOON = Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);

    private static final ServerKey KEY = new ServerKey("a server key of the tests alone");

    /** Tokens that are the same in every run. */
    static final BotToken LAUNCH_TOKENS = new BotToken(KEY);

    static final MeetingToken MEETING_TOKENS = new MeetingToken(KEY, Optional::empty, NOON);

    private Configured() {}

    static BotConfiguration with(Map<String, String> settings) {
        return with(settings, LAUNCH_TOKENS);
    }

    static BotConfiguration with(Map<String, String> settings, BotToken launchTokens) {
        Map<String, String> all = new HashMap<>(Map.of("rollcall.bot.callback-base-url", "http://rollcall:8080"));
        all.putAll(settings);
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(BotConfig.class)
                .withMapping(BotServices.class)
                .withSources(new PropertiesConfigSource(all, "test", 500))
                .build();
        return new BotConfiguration(
                config.getConfigMapping(BotConfig.class),
                config.getConfigMapping(BotServices.class),
                launchTokens,
                MEETING_TOKENS,
                Arc.container().instance(Transitions.class).get(),
                List.of("redis://redis:6379"));
    }
}
