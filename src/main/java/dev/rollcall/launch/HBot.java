package dev.rollcall.launch;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Vexa 0.12 and newer. It exits at once when it is told a key that it does not know, and its releases know different
 * ones: nothing may be here that the first of them refuses.
 */
record HBot() implements BotEra {

    @Override
    public JsonObject config(BotFacts bot) {
        BotServices services = bot.services();
        return new JsonObject()
                .put("platform", bot.order().platform())
                .put("meetingUrl", bot.ordered("meeting_url"))
                .put("botName", bot.name())
                .put("passcode", bot.ordered("passcode"))
                .put("nativeMeetingId", bot.order().nativeId())
                .put("token", bot.meetingToken())
                .put("connectionId", bot.connectionId())
                .put("meeting_id", bot.order().meetingId())
                .put("redisUrl", bot.redisUrl())
                .put("language", bot.ordered("language"))
                .put("task", bot.ordered("task"))
                .put("transcriptionTier", bot.ordered("transcription_tier", "realtime"))
                .put("transcribeEnabled", bot.ordered("transcribe_enabled", true))
                .put("transcriptionServiceUrl", services.transcriptionUrl().orElse(null))
                .put("transcriptionServiceToken", services.transcriptionToken().orElse(null))
                .put("transcriptionModel", services.transcriptionModel().orElse(null))
                .put("recordingEnabled", bot.records(true))
                .put("captureModes", new JsonArray(services.captureModes()))
                .put("recordingUploadUrl", services.recordingUploadUrl().orElse(null))
                .put("meetingApiCallbackUrl", bot.callbackUrl("lifecycle"))
                .put("internalSecret", bot.launchToken())
                .put("automaticLeave", bot.leave().json())
                .put("voiceAgentEnabled", bot.ordered("voice_agent_enabled"))
                .put("defaultAvatarUrl", bot.ordered("default_avatar_url"));
    }

    /** The second is for images that were built between 0.10 and 0.12. */
    @Override
    public List<String> configVariables() {
        return List.of("VEXA_BOT_CONFIG", "BOT_CONFIG");
    }
}
