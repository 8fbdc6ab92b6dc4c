package dev.rollcall.launch;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/** Vexa 0.10. It ignores keys that it does not know. */
record M10Bot() implements BotEra {

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
                .put("automaticLeave", bot.leave().json())
                .put("meetingApiCallbackUrl", bot.callbackUrl("exited"))
                .put("internalSecret", bot.launchToken())
                .put("recordingEnabled", bot.records(true))
                .put("transcribeEnabled", bot.ordered("transcribe_enabled", true))
                .put("captureModes", new JsonArray(services.captureModes()))
                .put("recordingUploadUrl", services.recordingUploadUrl().orElse(null))
                .put("transcriptionServiceUrl", services.transcriptionUrl().orElse(null))
                .put("transcriptionServiceToken", services.transcriptionToken().orElse(null))
                .put("voiceAgentEnabled", bot.ordered("voice_agent_enabled"))
                .put("defaultAvatarUrl", bot.ordered("default_avatar_url"));
    }

    /** Parts of the image read these instead of BOT_CONFIG. */
    @Override
    public Map<String, String> environment(BotFacts bot) {
        BotServices services = bot.services();
        Map<String, String> environment = new HashMap<>();
        environment.put("NODE_ENV", "production");
        environment.put("REDIS_URL", bot.redisUrl());
        environment.put("INTERNAL_API_SECRET", bot.launchToken());
        services.transcriptionUrl().ifPresent(url -> environment.put("TRANSCRIPTION_SERVICE_URL", url));
        services.transcriptionToken().ifPresent(token -> environment.put("TRANSCRIPTION_SERVICE_TOKEN", token));
        services.ttsUrl().ifPresent(url -> environment.put("TTS_SERVICE_URL", url));
        return environment;
    }
}
