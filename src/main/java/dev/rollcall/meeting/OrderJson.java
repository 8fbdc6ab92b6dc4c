package dev.rollcall.meeting;

import dev.rollcall.access.WebhookFields;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.TreeMap;

/** An order as it is stored until the launch, under the wire's names; what was not said is left out. */
final class OrderJson {

    private OrderJson() {}

    static JsonObject of(BotOrder order) {
        JsonObject json = new JsonObject();
        put(json, "meeting_url", order.meetingUrl());
        put(json, "passcode", order.passcode());
        put(json, "teams_base_host", order.teamsBaseHost());
        put(json, "bot_name", order.botName());
        put(json, "language", order.language());
        put(json, "task", order.task());
        put(json, "transcription_tier", order.transcriptionTier());
        put(json, "recording_enabled", order.recordingEnabled());
        put(json, "transcribe_enabled", order.transcribeEnabled());
        put(json, "voice_agent_enabled", order.voiceAgentEnabled());
        put(json, "default_avatar_url", order.defaultAvatarUrl());
        put(json, "zoom_obf_token", order.zoomObfToken());
        put(json, "automatic_leave", automaticLeave(order.automaticLeave()));
        put(json, "simulate", order.simulate() == null ? null : new JsonObject(order.simulate()));
        return json;
    }

    /**
     * All that was asked for, as one text that is the same for the same order, however it was written. What was not said
     * is left out, so that a new field does not change the text of orders without it.
     */
    static String canonical(BotOrder order) {
        JsonObject json = of(order).put("platform", order.platform().wire()).put("native_meeting_id", order.nativeId());
        AutomaticLeave leave = order.automaticLeave();
        put(json, "max_wait_for_admission", leave == null ? null : millis(leave.maxWaitForAdmission()));
        put(json, "continue_meeting", order.continueMeeting() ? true : null);
        WebhookFields webhook = order.webhook();
        if (webhook != null) {
            put(json, "webhook_url", webhook.url());
            put(json, "webhook_secret", webhook.secret());
            put(json, "webhook_events", new JsonObject(webhook.events()));
        }
        put(json, "simulate", order.simulate() == null ? null : new JsonObject(new TreeMap<>(order.simulate())));
        return json.encode();
    }

    private static JsonObject automaticLeave(AutomaticLeave leave) {
        if (leave == null) {
            return null;
        }
        JsonObject json = new JsonObject();
        put(json, "max_bot_time", millis(leave.maxBotTime()));
        put(json, "max_time_left_alone", millis(leave.maxTimeLeftAlone()));
        put(json, "no_one_joined_timeout", millis(leave.noOneJoinedTimeout()));
        return json;
    }

    private static Long millis(Duration duration) {
        return duration == null ? null : duration.toMillis();
    }

    private static void put(JsonObject json, String key, Object value) {
        if (value != null) {
            json.put(key, value);
        }
    }
}
