package dev.rollcall.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.runtime.Workload;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BotConfigurationTest {

    private final UUID connection = UUID.fromString("8a7e1c52-93a1-4c57-9f35-0d5a1e6a2b11");

    @Test
    void aFullOrderGivesExactlyTheseKeys() {
        JsonObject bot = new JsonObject("""
                {
                  "meeting_url": "https://teams.live.com/meet/9876543210?p=secret12",
                  "passcode": "secret12",
                  "teams_base_host": "teams.live.com",
                  "bot_name": "Ada",
                  "language": "de",
                  "task": "transcribe",
                  "transcription_tier": "realtime",
                  "recording_enabled": false,
                  "transcribe_enabled": true,
                  "voice_agent_enabled": false,
                  "default_avatar_url": "https://example.org/a.png",
                  "zoom_obf_token": "obf",
                  "automatic_leave": {"max_bot_time": 7200000, "max_time_left_alone": 5000, "no_one_joined_timeout": 6000},
                  "simulate": {"scenario": "normal"}
                }
                """);
        Workload workload = Configured.with(Map.of())
                .workload(new LaunchOrder(42, 7, 2, connection, "teams", "9876543210", Duration.ofMinutes(3), bot));

        assertThat(workload.handle()).isEqualTo("rollcall-bot-42-2");
        assertThat(config(workload)).isEqualTo(golden("""
                {
                  "meeting_id": 42,
                  "platform": "teams",
                  "nativeMeetingId": "9876543210",
                  "meetingUrl": "https://teams.live.com/meet/9876543210?p=secret12",
                  "passcode": "secret12",
                  "connectionId": "${connection}",
                  "botName": "Ada",
                  "redisUrl": "redis://redis:6379",
                  "container_name": "rollcall-bot-42-2",
                  "automaticLeave": {
                    "waitingRoomTimeout": 180000,
                    "noOneJoinedTimeout": 6000,
                    "everyoneLeftTimeout": 5000,
                    "maxBotTime": 7200000
                  },
                  "botManagerCallbackUrl": "http://rollcall:8080/bots/internal/callback/exited?token=${token}",
                  "meetingApiCallbackUrl": "http://rollcall:8080/bots/internal/callback/exited?token=${token}",
                  "internalSecret": "${token}",
                  "token": "${meetingToken}",
                  "heartbeatIntervalMs": 30000,
                  "language": "de",
                  "task": "transcribe",
                  "transcriptionTier": "realtime",
                  "recordingEnabled": false,
                  "transcribeEnabled": true,
                  "voiceAgentEnabled": false,
                  "defaultAvatarUrl": "https://example.org/a.png",
                  "obfToken": "obf",
                  "simulate": {"scenario": "normal"}
                }
                """, workload));
    }

    @Test
    void theSmallestOrderGivesTheDefaultsAndNoNulls() {
        Workload workload = Configured.with(Map.of()).workload(order(new JsonObject()));
        assertThat(config(workload)).isEqualTo(golden("""
                {
                  "meeting_id": 42,
                  "platform": "google_meet",
                  "nativeMeetingId": "abc-defg-hij",
                  "connectionId": "${connection}",
                  "botName": "Rollcall-8a7e1c",
                  "redisUrl": "redis://redis:6379",
                  "container_name": "rollcall-bot-42-1",
                  "automaticLeave": {
                    "waitingRoomTimeout": 900000,
                    "noOneJoinedTimeout": 120000,
                    "everyoneLeftTimeout": 60000
                  },
                  "botManagerCallbackUrl": "http://rollcall:8080/bots/internal/callback/exited?token=${token}",
                  "meetingApiCallbackUrl": "http://rollcall:8080/bots/internal/callback/exited?token=${token}",
                  "internalSecret": "${token}",
                  "token": "${meetingToken}",
                  "heartbeatIntervalMs": 30000
                }
                """, workload));
    }

    @Test
    void theEnvironmentIsWhatIsConfiguredAndBotConfig() {
        Workload workload = Configured.with(Map.of(
                        "rollcall.bot.env.WHISPER_LIVE_URL", "ws://whisper:9090",
                        "rollcall.bot.env.LOG_LEVEL", "debug",
                        "rollcall.bot.env.BOT_CONFIG", "{}"))
                .workload(order(new JsonObject()));
        assertThat(workload.environment())
                .containsOnlyKeys("BOT_CONFIG", "WHISPER_LIVE_URL", "LOG_LEVEL")
                .containsEntry("WHISPER_LIVE_URL", "ws://whisper:9090")
                .containsEntry("LOG_LEVEL", "debug");
        assertThat(config(workload).getLong("meeting_id")).isEqualTo(42);
    }

    @Test
    void aNameInAnyScriptTravelsInAscii() {
        String name = "Zoë \"λ\" 🎉\\";
        Workload workload = Configured.with(Map.of()).workload(order(new JsonObject().put("bot_name", name)));
        assertThat(workload.environment().get("BOT_CONFIG")).matches("\\p{ASCII}+");
        assertThat(config(workload).getString("botName")).isEqualTo(name);
    }

    @Test
    void botsMaySeeRedisUnderAnotherNameAndASlashTooMuchDoesNoHarm() {
        Workload workload = Configured.with(Map.of(
                        "rollcall.bot.redis-url", "redis://inside:6379",
                        "rollcall.bot.callback-base-url", "https://rollcall.example.org/",
                        "rollcall.bot.heartbeat-interval", "5s"))
                .workload(order(new JsonObject()));
        JsonObject config = config(workload);
        assertThat(config.getString("redisUrl")).isEqualTo("redis://inside:6379");
        assertThat(config.getString("meetingApiCallbackUrl"))
                .startsWith("https://rollcall.example.org/bots/internal/callback/exited?token=1.");
        assertThat(config.getLong("heartbeatIntervalMs")).isEqualTo(5_000);
    }

    @Test
    void noSecretIsInTheTextOfAnOrderOrAWorkload() {
        LaunchOrder order = order(new JsonObject().put("passcode", "secret12"));
        assertThat(order.toString()).doesNotContain("secret12");
        Workload workload = Configured.with(Map.of()).workload(order);
        assertThat(workload.toString())
                .doesNotContain("secret12")
                .doesNotContain(Configured.LAUNCH_TOKENS.of(connection, 1))
                .doesNotContain(config(workload).getString("token"));
    }

    private LaunchOrder order(JsonObject bot) {
        return new LaunchOrder(42, 7, 1, connection, "google_meet", "abc-defg-hij", null, bot);
    }

    private static JsonObject config(Workload workload) {
        return new JsonObject(workload.environment().get("BOT_CONFIG"));
    }

    private JsonObject golden(String json, Workload workload) {
        return new JsonObject(json.replace("${connection}", connection.toString())
                .replace("${token}", Configured.LAUNCH_TOKENS.of(connection, workload.attempt()))
                .replace("${meetingToken}", config(workload).getString("token")));
    }
}
