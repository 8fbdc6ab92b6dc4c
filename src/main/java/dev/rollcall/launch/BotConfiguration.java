package dev.rollcall.launch;

import dev.rollcall.access.BotToken;
import dev.rollcall.runtime.Workload;
import dev.rollcall.transition.Transitions;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * BOT_CONFIG: all that a bot is told at its launch (contract E.1). The callback URL stands under the names of both
 * families of bots, with the token in its query: older bots carry a query along untouched.
 */
@ApplicationScoped
class BotConfiguration {

    /** Wire key of what the order may hold, by the order's own key; what the order does not hold is left out. */
    private static final Map<String, String> FROM_ORDER = Map.ofEntries(
            Map.entry("meeting_url", "meetingUrl"),
            Map.entry("language", "language"),
            Map.entry("task", "task"),
            Map.entry("passcode", "passcode"),
            Map.entry("transcription_tier", "transcriptionTier"),
            Map.entry("recording_enabled", "recordingEnabled"),
            Map.entry("transcribe_enabled", "transcribeEnabled"),
            Map.entry("voice_agent_enabled", "voiceAgentEnabled"),
            Map.entry("default_avatar_url", "defaultAvatarUrl"),
            Map.entry("zoom_obf_token", "obfToken"),
            Map.entry("simulate", "simulate"));

    private final BotConfig config;
    private final BotToken tokens;
    private final Transitions transitions;
    private final String redisUrl;

    BotConfiguration(
            BotConfig config,
            BotToken tokens,
            Transitions transitions,
            @ConfigProperty(name = "quarkus.redis.hosts") List<String> redisHosts) {
        this.config = config;
        this.tokens = tokens;
        this.transitions = transitions;
        this.redisUrl = config.redisUrl().orElse(redisHosts.get(0));
    }

    Workload workload(LaunchOrder order) {
        String handle = Workload.handleOf(order.meetingId(), order.attempt());
        Map<String, String> environment = new HashMap<>(config.env());
        environment.put("BOT_CONFIG", ascii(json(order, handle).encode()));
        return new Workload(handle, order.meetingId(), order.attempt(), order.userId(), order.platform(), environment);
    }

    private JsonObject json(LaunchOrder order, String handle) {
        String token = tokens.of(order.connectionId(), order.attempt());
        String callback = config.callbackBaseUrl().replaceAll("/+$", "") + "/bots/internal/callback/exited?token="
                + URLEncoder.encode(token, StandardCharsets.UTF_8);
        JsonObject json = new JsonObject()
                .put("meeting_id", order.meetingId())
                .put("platform", order.platform())
                .put("nativeMeetingId", order.nativeId())
                .put("connectionId", order.connectionId().toString())
                .put("botName", botName(order))
                .put("redisUrl", redisUrl)
                .put("container_name", handle)
                .put("automaticLeave", automaticLeave(order))
                .put("botManagerCallbackUrl", callback)
                .put("meetingApiCallbackUrl", callback)
                .put("internalSecret", token)
                .put("heartbeatIntervalMs", config.heartbeatInterval().toMillis());
        FROM_ORDER.forEach((key, wireKey) -> {
            if (order.bot().getValue(key) != null) {
                json.put(wireKey, order.bot().getValue(key));
            }
        });
        return json;
    }

    /** Bots get no locale of ours, and without one Java 18 and newer cannot read other characters from a variable. */
    private static String ascii(String json) {
        StringBuilder ascii = new StringBuilder(json.length());
        json.chars().forEach(unit -> {
            if (unit < 0x80) {
                ascii.append((char) unit);
            } else {
                ascii.append("\\u%04x".formatted(unit));
            }
        });
        return ascii.toString();
    }

    /** The same meeting gets the same name at every launch. */
    private String botName(LaunchOrder order) {
        String asked = order.bot().getString("bot_name");
        return asked != null
                ? asked
                : config.defaultName() + "-" + order.connectionId().toString().substring(0, 6);
    }

    private JsonObject automaticLeave(LaunchOrder order) {
        JsonObject asked = order.bot().getJsonObject("automatic_leave", new JsonObject());
        long lobby = order.lobby() == null
                ? transitions.limits().lobby().toMillis()
                : order.lobby().toMillis();
        JsonObject leave = new JsonObject()
                .put("waitingRoomTimeout", lobby)
                .put(
                        "noOneJoinedTimeout",
                        asked.getLong(
                                "no_one_joined_timeout",
                                config.noOneJoinedTimeout().toMillis()))
                .put(
                        "everyoneLeftTimeout",
                        asked.getLong(
                                "max_time_left_alone",
                                config.everyoneLeftTimeout().toMillis()));
        if (asked.getLong("max_bot_time") != null) {
            leave.put("maxBotTime", asked.getLong("max_bot_time"));
        }
        return leave;
    }
}
