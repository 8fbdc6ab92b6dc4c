package dev.rollcall.meeting;

import dev.rollcall.access.WebhookFields;
import java.time.Duration;
import java.util.Map;

/**
 * A valid request for a bot, in the spelling in which it is stored: what {@link BotRequest} asked for and
 * {@link BotRequestValidation} found right. Null means that the client did not say, and the service's default holds.
 *
 * @param nativeId unique per platform, as in the paths of later requests
 * @param passcode what the bot types when it is asked, or null
 * @param meetingUrl the link that the bot opens; holds the passcode where there is one
 * @param teamsBaseHost for Teams, else null
 * @param botName at most 100 characters, or null
 * @param language a whisper code, or null for automatic
 * @param task transcribe, translate or null
 * @param transcriptionTier realtime or deferred
 * @param automaticLeave null when nothing was said
 * @param continueMeeting the bot goes on where an earlier one of the same meeting ended, under the same meeting id
 * @param webhook where to tell of this meeting, or null; not stored with the order
 * @param simulate the reference bot's scenario and its settings, or null
 */
record BotOrder(
        Platform platform,
        String nativeId,
        String passcode,
        String meetingUrl,
        String teamsBaseHost,
        String botName,
        String language,
        String task,
        String transcriptionTier,
        Boolean recordingEnabled,
        Boolean transcribeEnabled,
        Boolean voiceAgentEnabled,
        String defaultAvatarUrl,
        String zoomObfToken,
        AutomaticLeave automaticLeave,
        boolean continueMeeting,
        WebhookFields webhook,
        Map<String, Object> simulate) {

    /** What the order asks for instead of our limit; null for nothing. */
    Duration lobby() {
        return automaticLeave == null ? null : automaticLeave.maxWaitForAdmission();
    }

    /** The same of the whole bot's time. */
    Duration maxDuration() {
        return automaticLeave == null ? null : automaticLeave.maxBotTime();
    }

    Long lobbyMillis() {
        return millis(lobby());
    }

    Long maxDurationMillis() {
        return millis(maxDuration());
    }

    private static Long millis(Duration duration) {
        return duration == null ? null : duration.toMillis();
    }

    /** Without passcode, links and tokens: this may be logged. */
    @Override
    public String toString() {
        return "BotOrder[platform=" + platform + ", nativeId=" + nativeId + ", botName=" + botName + ", language="
                + language + ", task=" + task + ", automaticLeave=" + automaticLeave + ", simulate=" + simulate + "]";
    }
}
