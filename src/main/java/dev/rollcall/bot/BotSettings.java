package dev.rollcall.bot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/**
 * What the bot is told when it is launched: the JSON of BOT_CONFIG. Keys that the bot does not know are ignored.
 *
 * @param containerName what the bot reports as container_id; empty when it was not told
 * @param callbackUrl where status changes, heartbeats and acknowledgements go; its query holds the token
 * @param internalSecret sent with each callback as X-Internal-Secret; empty when there is none
 * @param redis where commands are published; empty when they come in heartbeat answers only
 * @param heartbeatInterval the first interval; the answer to each heartbeat may change it
 * @param waitingRoomTimeout how long the bot waits in the lobby
 * @param maxBotTime how long the bot stays at most in the meeting
 */
record BotSettings(
        long meetingId,
        String connectionId,
        String platform,
        String nativeMeetingId,
        String botName,
        String language,
        String task,
        Optional<String> containerName,
        CallbackUrl callbackUrl,
        Optional<String> internalSecret,
        Optional<RedisAddress> redis,
        Duration heartbeatInterval,
        Duration waitingRoomTimeout,
        Duration maxBotTime,
        Simulation simulation) {

    /** Stands for "no limit" where a Duration is wanted. */
    static final Duration FOREVER = Duration.ofDays(3650);

    private static final Duration DEFAULT_HEARTBEAT_INTERVAL = Duration.ofSeconds(30);
    private static final Duration DEFAULT_WAITING_ROOM_TIMEOUT = Duration.ofMinutes(15);

    /** @throws InvalidSettings when the bot cannot work with it */
    static BotSettings parse(String botConfig) {
        JsonNode config = read(botConfig);
        JsonNode automaticLeave = config.path("automaticLeave");
        return new BotSettings(
                meetingId(config),
                Fields.text(config, "connectionId")
                        .orElseThrow(() -> InvalidSettings.because("BOT_CONFIG has no connectionId.")),
                Fields.text(config, "platform").orElse(""),
                Fields.text(config, "nativeMeetingId").orElse(""),
                Fields.text(config, "botName").orElse(""),
                Fields.text(config, "language").orElse(""),
                Fields.text(config, "task").orElse(""),
                Fields.text(config, "container_name"),
                callbackUrl(config),
                Fields.text(config, "internalSecret"),
                Fields.text(config, "redisUrl").map(RedisAddress::parse),
                Fields.millis(config, "heartbeatIntervalMs", 1).orElse(DEFAULT_HEARTBEAT_INTERVAL),
                Fields.millis(automaticLeave, "waitingRoomTimeout", 0).orElse(DEFAULT_WAITING_ROOM_TIMEOUT),
                Fields.millis(automaticLeave, "maxBotTime", 1).orElse(FOREVER),
                Simulation.parse(config.path("simulate")));
    }

    private static JsonNode read(String botConfig) {
        if (botConfig == null || botConfig.isBlank()) {
            throw InvalidSettings.because("The environment variable BOT_CONFIG is missing.");
        }
        try {
            JsonNode config = Json.parse(botConfig);
            if (!config.isObject()) {
                throw InvalidSettings.because("BOT_CONFIG is not a JSON object.");
            }
            return config;
        } catch (JsonProcessingException e) {
            // Only the place: the parser's own message quotes the text.
            throw InvalidSettings.because("BOT_CONFIG is not valid JSON (column "
                    + (e.getLocation() == null ? "?" : e.getLocation().getColumnNr()) + ").");
        }
    }

    private static long meetingId(JsonNode config) {
        JsonNode meetingId = config.path("meeting_id");
        if (meetingId.isMissingNode() || meetingId.isNull()) {
            throw InvalidSettings.missingMeetingId();
        }
        if (!meetingId.isIntegralNumber() || !meetingId.canConvertToLong()) {
            throw InvalidSettings.because("The meeting_id in BOT_CONFIG is not a whole number.");
        }
        return meetingId.longValue();
    }

    private static CallbackUrl callbackUrl(JsonNode config) {
        return Fields.text(config, "meetingApiCallbackUrl")
                .or(() -> Fields.text(config, "botManagerCallbackUrl"))
                .map(CallbackUrl::parse)
                .orElseThrow(() -> InvalidSettings.because("BOT_CONFIG has no meetingApiCallbackUrl."));
    }

    @Override
    public String toString() {
        return "BotSettings[meetingId=" + meetingId + ", connectionId=" + connectionId + ", platform=" + platform
                + ", nativeMeetingId=" + nativeMeetingId + ", callbackUrl=" + callbackUrl + ", redis=" + redis
                + ", heartbeatInterval=" + heartbeatInterval + ", simulation=" + simulation + "]";
    }
}
