package dev.rollcall.launch;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * All that a bot may be told, before its era gives it names.
 *
 * @param name what the bot shows in the meeting
 * @param callbackBase the service as bots see it, without a slash at the end
 * @param launchToken what the bot shows to us
 * @param meetingToken what the bot shows to whoever takes its transcript and recording
 */
record BotFacts(
        LaunchOrder order,
        String handle,
        String name,
        String callbackBase,
        String launchToken,
        String meetingToken,
        String redisUrl,
        LeaveTimes leave,
        Duration heartbeatInterval,
        BotServices services) {

    /** The token is in the query: bots of every era carry a query along untouched, and only newer ones know a header. */
    String callbackUrl(String callback) {
        return callbackBase + "/bots/internal/callback/" + callback + "?token="
                + URLEncoder.encode(launchToken, StandardCharsets.UTF_8);
    }

    String connectionId() {
        return order.connectionId().toString();
    }

    /** A field of the order, by its name in the API; null when nothing was said. */
    Object ordered(String field) {
        return order.bot().getValue(field);
    }

    Object ordered(String field, Object otherwise) {
        return order.bot().getValue(field, otherwise);
    }

    /** @param usual whether bots of the era record when nobody says anything and there is a place to upload to */
    Object records(boolean usual) {
        boolean otherwise = services.recordingEnabled()
                .orElse(usual && services.recordingUploadUrl().isPresent());
        return ordered("recording_enabled", otherwise);
    }

    @Override
    public String toString() {
        return "BotFacts[order=" + order + ", handle=" + handle + "]"; // nearly all the rest is secret
    }
}
