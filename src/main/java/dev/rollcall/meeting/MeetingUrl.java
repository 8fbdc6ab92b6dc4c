package dev.rollcall.meeting;

import dev.rollcall.platform.Sha256;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Reads and writes the links of meetings (wire contract A.2). Hosts are compared exactly, so that a bot can only be
 * sent to the platforms themselves. Pure: this file imports java.* only.
 */
final class MeetingUrl {

    static final String DEFAULT_TEAMS_HOST = "teams.live.com";

    // The web application of Teams keeps the real link behind the hash sign of these.
    private static final Set<String> TEAMS_WEB_APP = Set.of("/v2", "/v2/", "/_");
    private static final Set<String> ZOOM_HOSTS = Set.of("zoom.us", "zoomgov.com");

    private MeetingUrl() {}

    sealed interface Result {}

    /**
     * A link that names a meeting.
     *
     * @param passcode from the link, or null; may be another form of the passcode than people are told (Zoom)
     * @param teamsBaseHost the host of a Teams link, else null
     * @param url the link in one spelling, without what does not lead to the meeting; holds the passcode
     */
    record Parsed(Platform platform, String nativeId, String passcode, String teamsBaseHost, String url)
            implements Result {
        @Override
        public String toString() {
            return "Parsed[platform=" + platform + ", nativeId=" + nativeId + "]";
        }
    }

    /** Not a link of a meeting that we know; the reason is a sentence about {@code meeting_url}. */
    record Unrecognised(String reason) implements Result {}

    /** Never throws. */
    static Result parse(String url) {
        try {
            Parsed parsed = recognise(Link.of(url));
            return parsed.url().length() <= Link.LONGEST
                    ? parsed
                    : new Unrecognised("meeting_url must be at most " + Link.LONGEST + " characters long.");
        } catch (Link.Refused refused) {
            return new Unrecognised(refused.getMessage());
        }
    }

    /**
     * The link that a bot opens.
     *
     * @param passcode null for none; a link that carries its own keeps that
     * @param teamsBaseHost null for {@value #DEFAULT_TEAMS_HOST}; only read for Teams
     * @param meetingUrl the user's own link, or null; what it adds (host, tokens) is kept
     * @return empty when there is no such link: a wrong id or host, a Teams id that stands for a long link without that
     *     link, or a link of another meeting
     */
    static Optional<String> build(
            Platform platform, String nativeId, String passcode, String teamsBaseHost, String meetingUrl) {
        Optional<String> id = NativeId.normalise(platform, nativeId);
        if (meetingUrl != null) {
            return parse(meetingUrl) instanceof Parsed link
                            && link.platform() == platform
                            && id.filter(link.nativeId()::equals).isPresent()
                    ? Optional.of(withPasscode(link, passcode))
                    : Optional.empty();
        }
        return switch (platform) {
            case GOOGLE_MEET -> id.map(code -> "https://meet.google.com/" + code);
            case TEAMS ->
                id.filter(number -> !NativeId.standsForTeamsLink(number))
                        .flatMap(number -> teamsUrl(teamsBaseHost, number, passcode));
            case ZOOM -> id.map(number -> zoomUrl("zoom.us", number, null, passcode));
        };
    }

    /** Whether this is a host of Teams, in lower case. */
    static boolean isTeamsHost(String host) {
        return host.equals(DEFAULT_TEAMS_HOST)
                || isOrIsBelow(host, "teams.microsoft.com")
                || isOrIsBelow(host, "teams.microsoft.us");
    }

    private static Parsed recognise(Link link) {
        if (link.host().equals("meet.google.com")) {
            return googleMeet(link);
        }
        if (isTeamsHost(link.host())) {
            return teams(TEAMS_WEB_APP.contains(link.path()) && link.fragment() != null ? link.behindHash() : link);
        }
        if (ZOOM_HOSTS.stream().anyMatch(zoom -> isOrIsBelow(link.host(), zoom))) {
            return zoom(link);
        }
        throw new Link.Refused("meeting_url must be a link of Google Meet, Teams or Zoom.");
    }

    private static Parsed googleMeet(Link link) {
        List<String> path = link.segments();
        String code = Optional.of(path)
                .filter(segments -> segments.size() == 1)
                .flatMap(segments -> NativeId.normalise(Platform.GOOGLE_MEET, segments.get(0)))
                .orElseThrow(() -> new Link.Refused(
                        "meeting_url of Google Meet must look like https://meet.google.com/abc-defg-hij."));
        return new Parsed(Platform.GOOGLE_MEET, code, null, null, "https://meet.google.com/" + code);
    }

    private static Parsed teams(Link link) {
        List<String> path = link.segments();
        if (path.size() > 2 && path.get(0).equals("l") && path.get(1).equals("meetup-join")) {
            String url = link.toString();
            return new Parsed(Platform.TEAMS, hash(url), null, link.host(), url);
        }
        String number = Optional.of(path)
                .filter(segments -> segments.size() == 2 && segments.get(0).equals("meet"))
                .flatMap(segments -> NativeId.normalise(Platform.TEAMS, segments.get(1)))
                .filter(id -> !NativeId.standsForTeamsLink(id))
                .orElseThrow(() -> new Link.Refused("meeting_url of Teams must look like"
                        + " https://teams.microsoft.com/meet/1234567890123 or"
                        + " https://teams.microsoft.com/l/meetup-join/...."));
        String passcode = passcodeIn(link, "p", Platform.TEAMS);
        return new Parsed(
                Platform.TEAMS,
                number,
                passcode,
                link.host(),
                teamsUrl(link.host(), number, passcode).orElseThrow());
    }

    private static Parsed zoom(Link link) {
        String number = zoomNumber(link.segments())
                .flatMap(raw -> NativeId.normalise(Platform.ZOOM, raw))
                .orElseThrow(
                        () -> new Link.Refused("meeting_url of Zoom must look like https://zoom.us/j/1234567890."));
        String passcode = passcodeIn(link, "pwd", Platform.ZOOM);
        // The web client's host serves /wc/ only; a vanity or government host may be the only one that knows the id.
        String host = link.host().equals("app.zoom.us") ? "zoom.us" : link.host();
        // A registered participant is let in by the token "tk" alone.
        String url = zoomUrl(host, number, link.parameter("tk").orElse(null), passcode);
        return new Parsed(Platform.ZOOM, number, passcode, null, url);
    }

    private static String passcodeIn(Link link, String parameter, Platform platform) {
        String passcode = link.parameter(parameter).orElse(null);
        Passcode.fault(platform, passcode).ifPresent(fault -> {
            throw new Link.Refused("The passcode in meeting_url is not valid. " + fault);
        });
        return passcode;
    }

    private static Optional<String> zoomNumber(List<String> path) {
        boolean plain =
                path.size() == 2 && (path.get(0).equals("j") || path.get(0).equals("w"));
        boolean web = path.size() == 3 && path.get(0).equals("wc");
        if (plain) {
            return Optional.of(path.get(1));
        }
        if (web && path.get(1).equals("join")) {
            return Optional.of(path.get(2));
        }
        return web && path.get(2).equals("join") ? Optional.of(path.get(1)) : Optional.empty();
    }

    private static String withPasscode(Parsed link, String passcode) {
        if (passcode == null || link.passcode() != null || NativeId.standsForTeamsLink(link.nativeId())) {
            return link.url();
        }
        String separator = link.url().contains("?") ? "&" : "?";
        return switch (link.platform()) {
            case GOOGLE_MEET -> link.url();
            case TEAMS -> link.url() + separator + "p=" + Link.encode(passcode);
            case ZOOM -> link.url() + separator + "pwd=" + Link.encode(passcode);
        };
    }

    private static Optional<String> teamsUrl(String baseHost, String number, String passcode) {
        String host = Objects.requireNonNullElse(baseHost, DEFAULT_TEAMS_HOST);
        return Optional.of(
                        "https://" + host + "/meet/" + number + (passcode == null ? "" : "?p=" + Link.encode(passcode)))
                .filter(url -> isTeamsHost(host));
    }

    private static String zoomUrl(String host, String number, String token, String passcode) {
        String registered = token == null ? "" : "?tk=" + Link.encode(token);
        String secret = passcode == null ? "" : (token == null ? "?" : "&") + "pwd=" + Link.encode(passcode);
        return "https://" + host + "/j/" + number + registered + secret;
    }

    private static boolean isOrIsBelow(String host, String domain) {
        return host.equals(domain) || (host.endsWith("." + domain) && Link.isHostName(host));
    }

    /** Long links have no id of their own: the first 16 hexadecimal digits of their SHA-256 serve as one. */
    private static String hash(String url) {
        return HexFormat.of().formatHex(Sha256.of(url), 0, 8);
    }
}
