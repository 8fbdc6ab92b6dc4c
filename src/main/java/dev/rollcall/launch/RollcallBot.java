package dev.rollcall.launch;

import io.vertx.core.json.JsonObject;

/**
 * Bots of this project. The callback URL stands under the names of two older families too, so that whatever ignores
 * unknown keys can be launched as it is.
 */
record RollcallBot() implements BotEra {

    @Override
    public JsonObject config(BotFacts bot) {
        String callback = bot.callbackUrl("exited");
        return new JsonObject()
                .put("meeting_id", bot.order().meetingId())
                .put("platform", bot.order().platform())
                .put("nativeMeetingId", bot.order().nativeId())
                .put("meetingUrl", bot.ordered("meeting_url"))
                .put("passcode", bot.ordered("passcode"))
                .put("connectionId", bot.connectionId())
                .put("botName", bot.name())
                .put("language", bot.ordered("language"))
                .put("task", bot.ordered("task"))
                .put("transcriptionTier", bot.ordered("transcription_tier"))
                .put("transcribeEnabled", bot.ordered("transcribe_enabled"))
                .put("recordingEnabled", bot.ordered("recording_enabled"))
                .put("voiceAgentEnabled", bot.ordered("voice_agent_enabled"))
                .put("defaultAvatarUrl", bot.ordered("default_avatar_url"))
                .put("obfToken", bot.ordered("zoom_obf_token"))
                .put("automaticLeave", automaticLeave(bot))
                .put("container_name", bot.handle())
                .put("redisUrl", bot.redisUrl())
                .put("botManagerCallbackUrl", callback)
                .put("meetingApiCallbackUrl", callback)
                .put("internalSecret", bot.launchToken())
                .put("token", bot.meetingToken())
                .put("heartbeatIntervalMs", bot.heartbeatInterval().toMillis())
                .put("simulate", bot.ordered("simulate"));
    }

    private static JsonObject automaticLeave(BotFacts bot) {
        return bot.leave().json().put("maxBotTime", bot.order().asked("max_bot_time"));
    }
}
