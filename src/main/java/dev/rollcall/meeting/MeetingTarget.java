package dev.rollcall.meeting;

import dev.rollcall.meeting.MeetingUrl.Parsed;
import dev.rollcall.meeting.MeetingUrl.Unrecognised;
import dev.rollcall.platform.FieldErrors;
import java.util.Locale;
import java.util.Optional;

/**
 * Which meeting a request means. It may say so by platform and native_meeting_id, by meeting_url, or by both if they
 * agree.
 *
 * @param passcode what the bot types when it is asked, or null
 * @param url the link that the bot opens; holds a passcode where there is one
 * @param teamsBaseHost for Teams, else null
 */
record MeetingTarget(Platform platform, String nativeId, String passcode, String url, String teamsBaseHost) {

    private static final String DISAGREE = "native_meeting_id and meeting_url name different meetings.";

    /** Adds what is wrong to the errors; empty when that leaves no meeting to name. */
    static Optional<MeetingTarget> of(BotRequest request, FieldErrors errors) {
        Parsed link = link(request, errors);
        Platform platform = platform(request, link, errors);
        if (platform == null) {
            requireId(request, errors);
            return Optional.empty();
        }
        Parsed ownLink = link != null && link.platform() == platform ? link : null;
        String id = nativeId(request, platform, ownLink, errors);
        String passcode = passcode(request, platform, ownLink, errors);
        String teamsHost = platform == Platform.TEAMS ? teamsHost(request, ownLink, errors) : null;
        errors.addUnless(
                request.zoomObfToken() == null || platform == Platform.ZOOM,
                "zoom_obf_token",
                "zoom_obf_token is accepted only for Zoom meetings.");
        if (id == null || !errors.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> url = MeetingUrl.build(platform, id, passcode, teamsHost, request.meetingUrl());
        errors.addUnless(
                url.isPresent(),
                "native_meeting_id",
                "Invalid platform/native_meeting_id combination: cannot construct meeting URL.");
        return url.map(found -> new MeetingTarget(platform, id, passcode, found, teamsHost));
    }

    private static Parsed link(BotRequest request, FieldErrors errors) {
        if (request.meetingUrl() == null) {
            return null;
        }
        MeetingUrl.Result result = MeetingUrl.parse(request.meetingUrl());
        if (result instanceof Unrecognised unrecognised) {
            errors.add("meeting_url", unrecognised.reason());
        }
        return result instanceof Parsed parsed ? parsed : null;
    }

    private static Platform platform(BotRequest request, Parsed link, FieldErrors errors) {
        boolean linkIsFaulty = errors.has("meeting_url");
        if (request.platform() == null) {
            errors.addUnless(
                    link != null || linkIsFaulty,
                    "platform",
                    "platform is required unless meeting_url is given; it is one of " + Platform.known() + ".");
            return link == null ? null : link.platform();
        }
        Optional<Platform> named = Platform.find(request.platform());
        errors.addUnless(named.isPresent(), "platform", "platform must be one of " + Platform.known() + ".");
        if (named.isPresent() && link != null && named.get() != link.platform()) {
            String disagree = "platform is " + named.get().wire() + ", but meeting_url is a link of "
                    + link.platform().title() + ".";
            errors.add("platform", disagree);
            errors.add("meeting_url", disagree);
        }
        return named.orElse(null);
    }

    private static void requireId(BotRequest request, FieldErrors errors) {
        errors.addUnless(
                request.nativeMeetingId() != null || request.meetingUrl() != null || errors.has("meeting_url"),
                "native_meeting_id",
                "native_meeting_id is required unless meeting_url is given.");
    }

    private static String nativeId(BotRequest request, Platform platform, Parsed link, FieldErrors errors) {
        if (request.nativeMeetingId() == null) {
            requireId(request, errors);
            return link == null ? null : link.nativeId();
        }
        Optional<String> id = NativeId.normalise(platform, request.nativeMeetingId());
        errors.addUnless(id.isPresent(), "native_meeting_id", NativeId.expected(platform));
        if (id.isPresent() && link != null && !id.get().equals(link.nativeId())) {
            errors.add("native_meeting_id", DISAGREE);
            errors.add("meeting_url", DISAGREE);
        }
        if (platform == Platform.TEAMS && request.meetingUrl() == null && !errors.has("meeting_url")) {
            errors.addUnless(
                    id.filter(NativeId::standsForTeamsLink).isEmpty(),
                    "native_meeting_id",
                    "native_meeting_id stands for a long Teams link here: give that link as meeting_url.");
        }
        return id.orElse(null);
    }

    /** In Teams the link's passcode is the one that people type; in Zoom it is another form of it, and both count. */
    private static String passcode(BotRequest request, Platform platform, Parsed link, FieldErrors errors) {
        String own = request.passcode();
        Passcode.fault(platform, own).ifPresent(fault -> errors.add("passcode", fault));
        String linked = link == null ? null : link.passcode();
        errors.addUnless(
                platform != Platform.TEAMS || own == null || linked == null || own.equals(linked),
                "passcode",
                "passcode is not the one in meeting_url.");
        return own != null ? own : linked;
    }

    private static String teamsHost(BotRequest request, Parsed link, FieldErrors errors) {
        String linked = link == null ? MeetingUrl.DEFAULT_TEAMS_HOST : link.teamsBaseHost();
        if (request.teamsBaseHost() == null) {
            return linked;
        }
        String host = request.teamsBaseHost().strip().toLowerCase(Locale.ROOT);
        errors.addUnless(
                MeetingUrl.isTeamsHost(host),
                "teams_base_host",
                "teams_base_host must be teams.live.com, teams.microsoft.com, teams.microsoft.us or a host below the"
                        + " last two.");
        errors.addUnless(
                link == null || host.equals(linked),
                "teams_base_host",
                "teams_base_host is not the host of meeting_url.");
        return host;
    }

    @Override
    public String toString() {
        return "MeetingTarget[platform=" + platform + ", nativeId=" + nativeId + "]";
    }
}
