package dev.rollcall.bot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** A BOT_CONFIG in the making. */
final class BotConfig {

    private static final AtomicLong MEETINGS = new AtomicLong(7000);

    final long meetingId = MEETINGS.incrementAndGet();
    final String connectionId = UUID.randomUUID().toString();
    private final ObjectNode json = Json.object();
    private final ObjectNode simulate;
    private final ObjectNode automaticLeave;

    BotConfig(String callbackUrl, String redisUrl) {
        json.put("meeting_id", meetingId)
                .put("platform", "google_meet")
                .put("meetingUrl", "https://meet.google.com/abc-defg-hij?pwd=" + BotStage.PASSCODE)
                .put("botName", "Rollcall")
                .put("nativeMeetingId", "abc-defg-hij")
                .put("connectionId", connectionId)
                .put("redisUrl", redisUrl)
                .put("language", "en")
                .put("task", "transcribe")
                .put("passcode", BotStage.PASSCODE)
                .put("container_name", "rollcall-bot-" + meetingId + "-1")
                .put("meetingApiCallbackUrl", callbackUrl)
                .put("botManagerCallbackUrl", callbackUrl)
                .put("internalSecret", BotStage.INTERNAL_SECRET)
                .put("heartbeatIntervalMs", 100)
                .put("aKeyOfALaterVersion", true);
        automaticLeave = json.putObject("automaticLeave")
                .put("waitingRoomTimeout", 300_000)
                .put("noOneJoinedTimeout", 120_000)
                .put("everyoneLeftTimeout", 60_000);
        simulate = json.putObject("simulate").put("step_ms", 50);
    }

    BotConfig scenario(String word) {
        simulate.put("scenario", word);
        return this;
    }

    BotConfig simulate(String key, long millis) {
        simulate.put(key, millis);
        return this;
    }

    BotConfig automaticLeave(String key, long millis) {
        automaticLeave.put(key, millis);
        return this;
    }

    BotConfig with(String key, String value) {
        json.put(key, value);
        return this;
    }

    BotConfig with(String key, long value) {
        json.put(key, value);
        return this;
    }

    BotConfig without(String key) {
        json.remove(key);
        return this;
    }

    String json() {
        return json.toString();
    }

    String connectionChannel() {
        return "bot_commands:" + connectionId;
    }

    String meetingChannel() {
        return "bot_commands:meeting:" + meetingId;
    }

    /** A command as the control plane writes it. */
    ObjectNode command(String action, String id) {
        return Json.object()
                .put("action", action)
                .put("command_id", id)
                .put("meeting_id", meetingId)
                .put("uid", connectionId);
    }
}
