package dev.rollcall.launch;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Vexa 0.6 to 0.9. The older of these know fewer keys, and ignore the others. */
record ClassicBot() implements BotEra {

    @Override
    public JsonObject config(BotFacts bot) {
        BotServices services = bot.services();
        return new JsonObject()
                .put("meeting_id", bot.order().meetingId())
                .put("platform", bot.order().platform())
                .put("meetingUrl", bot.ordered("meeting_url"))
                .put("botName", bot.name())
                .put("token", bot.meetingToken())
                .put("nativeMeetingId", bot.order().nativeId())
                .put("connectionId", bot.connectionId())
                .put("language", bot.ordered("language"))
                .put("task", bot.ordered("task"))
                .put("transcriptionTier", bot.ordered("transcription_tier", "realtime"))
                .put("obfToken", bot.ordered("zoom_obf_token"))
                .put("redisUrl", bot.redisUrl())
                .put("container_name", bot.handle())
                .put("automaticLeave", bot.leave().json())
                .put("botManagerCallbackUrl", bot.callbackUrl("exited"))
                .put("recordingEnabled", bot.records(false))
                .put("transcribeEnabled", bot.ordered("transcribe_enabled", true))
                .put("captureModes", new JsonArray(services.captureModes()))
                .put("recordingUploadUrl", services.recordingUploadUrl().orElse(null))
                .put("voiceAgentEnabled", bot.ordered("voice_agent_enabled"))
                .put("defaultAvatarUrl", bot.ordered("default_avatar_url"));
    }

    /** The screen that the image starts for its browser. */
    @Override
    public Map<String, String> environment(BotFacts bot) {
        return Map.of("DISPLAY", ":99");
    }
}
