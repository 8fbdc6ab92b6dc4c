package dev.rollcall.meeting;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem.FieldError;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of POST /bots as it was sent (wire contract A.1): fields in snake_case, all optional here, unknown ones
 * ignored, empty text the same as none. {@link BotRequestValidation} decides what of it is valid.
 *
 * @param continueMeeting whether to go on with the newest meeting of this id that is over, if there is one
 * @param simulate {@code {"scenario": "lobby", "step_ms": 200}}, what the reference bot shall play; else null
 * @param faults the fields that are of another JSON type than they should be; those fields are null here
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
record BotRequest(
        @Schema(enumeration = {"google_meet", "teams", "zoom"})
        String platform,

        @Schema(examples = "abc-defg-hij") String nativeMeetingId,
        String meetingUrl,
        String passcode,
        String teamsBaseHost,
        String botName,
        String language,
        @Schema(enumeration = {"transcribe", "translate"}) String task,
        @Schema(enumeration = {"realtime", "deferred"}) String transcriptionTier,
        Boolean recordingEnabled,
        Boolean transcribeEnabled,
        Boolean voiceAgentEnabled,
        String defaultAvatarUrl,
        String zoomObfToken,
        AutomaticLeave automaticLeave,
        Boolean continueMeeting,

        @Schema(examples = "https://example.org/hook", description = "Is told of this meeting, beside the user's own.")
        String webhookUrl,

        @Schema(maxLength = 512) String webhookSecret,
        @Schema(implementation = Object.class) JsonNode webhookEvents,
        @Schema(implementation = Object.class) JsonNode simulate,
        @JsonIgnore @Schema(hidden = true) List<FieldError> faults) {

    BotRequest {
        platform = textOrNull(platform);
        nativeMeetingId = textOrNull(nativeMeetingId);
        meetingUrl = textOrNull(meetingUrl);
        passcode = textOrNull(passcode);
        teamsBaseHost = textOrNull(teamsBaseHost);
        botName = textOrNull(botName);
        language = textOrNull(language);
        task = textOrNull(task);
        transcriptionTier = textOrNull(transcriptionTier);
        defaultAvatarUrl = textOrNull(defaultAvatarUrl);
        zoomObfToken = textOrNull(zoomObfToken);
        webhookUrl = textOrNull(webhookUrl);
        webhookSecret = textOrNull(webhookSecret);
        faults = List.copyOf(faults);
    }

    /** Takes any JSON: Jackson's own binding would stop at the first field of a wrong type, or convert it. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static BotRequest from(JsonNode body) {
        var faults = new FieldErrors();
        faults.addUnless(body.isObject(), "body", "The request body must be a JSON object.");
        var fields = new JsonFields(body, "", faults);
        JsonNode leave = fields.object("automatic_leave");
        return new BotRequest(
                fields.text("platform"),
                fields.text("native_meeting_id"),
                fields.text("meeting_url"),
                fields.text("passcode"),
                fields.text("teams_base_host"),
                fields.text("bot_name"),
                fields.text("language"),
                fields.text("task"),
                fields.text("transcription_tier"),
                fields.flag("recording_enabled"),
                fields.flag("transcribe_enabled"),
                fields.flag("voice_agent_enabled"),
                fields.text("default_avatar_url"),
                fields.text("zoom_obf_token"),
                leave == null ? null : AutomaticLeave.from(leave, faults),
                fields.flag("continue_meeting"),
                fields.text("webhook_url"),
                fields.text("webhook_secret"),
                fields.object("webhook_events"),
                fields.object("simulate"),
                faults.list());
    }

    /** The free texts that are stored or passed on, by their names on the wire. */
    Map<String, String> texts() {
        var texts = new LinkedHashMap<String, String>();
        texts.put("native_meeting_id", nativeMeetingId);
        texts.put("passcode", passcode);
        texts.put("bot_name", botName);
        texts.put("default_avatar_url", defaultAvatarUrl);
        texts.put("zoom_obf_token", zoomObfToken);
        texts.values().removeIf(text -> text == null);
        return texts;
    }

    private static String textOrNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /** Without passcode, links and tokens: this may be logged. */
    @Override
    public String toString() {
        return "BotRequest[platform=" + platform + ", nativeMeetingId=" + nativeMeetingId + ", botName=" + botName
                + ", language=" + language + ", task=" + task + "]";
    }
}
