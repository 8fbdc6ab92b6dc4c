package dev.rollcall.meeting;

import dev.rollcall.meeting.MeetingUrl.Parsed;
import dev.rollcall.meeting.MeetingUrl.Unrecognised;

/**
 * A meeting that somebody names outside of a request, by its link or by platform and id.
 *
 * @param url the link that a bot opens; may hold a passcode
 */
public record NamedMeeting(String platform, String nativeId, String url) {

    /** @throws IllegalArgumentException with a sentence when this is no link of a meeting */
    public static NamedMeeting byUrl(String url) {
        MeetingUrl.Result result = MeetingUrl.parse(url);
        if (result instanceof Parsed link) {
            return new NamedMeeting(link.platform().wire(), link.nativeId(), link.url());
        }
        throw new IllegalArgumentException(((Unrecognised) result).reason());
    }

    /** @throws IllegalArgumentException with a sentence when there is no such platform or no such id on it */
    public static NamedMeeting byId(String platform, String nativeId) {
        Platform named = Platform.find(platform)
                .orElseThrow(() -> new IllegalArgumentException("platform must be one of " + Platform.known() + "."));
        String id = NativeId.normalise(named, nativeId)
                .orElseThrow(() -> new IllegalArgumentException(NativeId.expected(named)));
        return MeetingUrl.build(named, id, null, null, null)
                .map(url -> new NamedMeeting(platform, id, url))
                .orElseThrow(() -> new IllegalArgumentException(
                        "native_meeting_id stands for a long Teams link here: give that link as meeting_url."));
    }

    @Override
    public String toString() {
        return "NamedMeeting[platform=" + platform + ", nativeId=" + nativeId + "]";
    }
}
