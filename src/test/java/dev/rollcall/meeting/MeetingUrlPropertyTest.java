package dev.rollcall.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.rollcall.meeting.MeetingUrl.Parsed;
import dev.rollcall.meeting.MeetingUrl.Unrecognised;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MeetingUrlPropertyTest {

    @Property
    void aLinkThatWasReadIsBuiltAndReadTheSameAgain(@ForAll("meetingLinks") String url) {
        Parsed first = (Parsed) MeetingUrl.parse(url);
        String built = MeetingUrl.build(
                        first.platform(), first.nativeId(), first.passcode(), first.teamsBaseHost(), url)
                .orElseThrow();
        assertThat(MeetingUrl.parse(built)).isEqualTo(first);
        assertThat(built).isEqualTo(first.url());
    }

    @Property
    void aLinkBuiltFromAnIdIsReadAsThatId(@ForAll("ids") String raw, @ForAll Platform platform) {
        NativeId.normalise(platform, raw)
                .filter(id -> !NativeId.standsForTeamsLink(id) || platform != Platform.TEAMS)
                .ifPresent(id -> {
                    String url =
                            MeetingUrl.build(platform, raw, null, null, null).orElseThrow();
                    assertThat(((Parsed) MeetingUrl.parse(url)).nativeId()).isEqualTo(id);
                });
    }

    @Property
    void anyTextIsReadWithoutAnException(@ForAll String text) {
        assertThatCode(() -> MeetingUrl.parse(text)).doesNotThrowAnyException();
    }

    @Property(tries = 5000)
    void anyMixtureOfPiecesOfLinksEitherLeadsToAPlatformOrIsRefusedInASentence(@ForAll("mixtures") String text) {
        MeetingUrl.Result result = MeetingUrl.parse(text);
        if (result instanceof Unrecognised unrecognised) {
            assertThat(unrecognised.reason()).matches("(meeting_url|The passcode) .+\\.");
        } else {
            Parsed parsed = (Parsed) result;
            assertThat(parsed.url())
                    .matches(
                            "https://(meet\\.google\\.com|teams\\.live\\.com|([a-z0-9-]+\\.)*teams\\.microsoft\\.(com|us)"
                                    + "|([a-z0-9-]+\\.)*(zoom\\.us|zoomgov\\.com))/[\\x21-\\x7e]+");
            assertThat(MeetingUrl.parse(parsed.url())).isEqualTo(parsed);
        }
    }

    @Property
    void normalisingAnIdTwiceChangesNothing(@ForAll("ids") String raw, @ForAll Platform platform) {
        NativeId.normalise(platform, raw)
                .ifPresent(id -> assertThat(NativeId.normalise(platform, id)).contains(id));
    }

    @Provide
    Arbitrary<String> meetingLinks() {
        return Arbitraries.oneOf(googleMeet(), teams(), longTeams(), zoom());
    }

    @Provide
    Arbitrary<String> ids() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withChars("0123456789 -\u00a0\t").ofMaxLength(20),
                Arbitraries.strings().withChars("abcXYZ0123456789-").ofMaxLength(42),
                Arbitraries.strings().withChars("0123456789abcdefABCDEF").ofLength(16),
                Arbitraries.strings());
    }

    @Provide
    Arbitrary<String> mixtures() {
        Arbitrary<String> pieces = Arbitraries.oneOf(
                        Arbitraries.of(
                                "https://",
                                "http://",
                                "msteams:",
                                "/",
                                "//",
                                "?",
                                "#",
                                "@",
                                ":",
                                ":443",
                                ".",
                                "%",
                                "%2f"),
                        Arbitraries.of(
                                "%2e%2e",
                                "..", "\\", "%00", "&", "=", "p=", "pwd=", "tk=", "abcd", "{\"", "|", "[::1]"),
                        Arbitraries.of(
                                "zoom.us", "app.zoom.us", "zoomgov.com", "teams.live.com", "teams.microsoft.com"),
                        Arbitraries.of("meet.google.com", "evil.example", "localhost", ".teams.microsoft.us", "x."),
                        Arbitraries.of("/j/", "/w/", "/wc/join/", "/join", "/meet/", "/v2/", "/_", "/l/meetup-join/"),
                        Arbitraries.of("1234567890", "12345678901", "abc-defg-hij", "0123456789abcdef", " ", "\n"))
                .list()
                .ofMaxSize(8)
                .map(all -> String.join("", all));
        return Combinators.combine(
                        meetingLinks(), pieces, Arbitraries.integers().between(0, 40))
                .as((link, text, at) -> at == 0
                        ? text
                        : new StringBuilder(link)
                                .insert(Math.min(at, link.length()), text)
                                .toString());
    }

    private static Arbitrary<String> googleMeet() {
        Arbitrary<String> letters =
                Arbitraries.strings().withCharRange('a', 'z').ofLength(3);
        return Combinators.combine(letters, letters, letters)
                .as((first, second, third) -> "https://meet.google.com/" + first + "-" + second + "x-" + third);
    }

    private static Arbitrary<String> teams() {
        Arbitrary<String> host = Arbitraries.of(
                "teams.live.com", "teams.microsoft.com", "gov.teams.microsoft.us", "TEAMS.microsoft.us.");
        Arbitrary<String> number =
                Arbitraries.strings().numeric().ofMinLength(10).ofMaxLength(15);
        Arbitrary<String> passcode = Arbitraries.strings()
                .withChars("abcXYZ0189")
                .ofMinLength(4)
                .ofMaxLength(20)
                .map(text -> "?p=" + text);
        Arbitrary<String> page = Arbitraries.of("/meet/", "/v2/?meetingjoin=true#/meet/", "/_#/meet/");
        return Combinators.combine(host, page, number, passcode.injectNull(0.3))
                .as((h, path, id, secret) -> "https://" + h + path + id + (secret == null ? "" : secret));
    }

    private static Arbitrary<String> longTeams() {
        Arbitrary<String> thread = Arbitraries.strings()
                .withChars("abcXYZ019_:@.{}\"|'*%")
                .ofMinLength(1)
                .ofMaxLength(60);
        return thread.map(text -> text.replace("%", "%2b"))
                .map(text -> "https://teams.microsoft.com/l/meetup-join/19%3a" + text + "/0?context=" + text);
    }

    private static Arbitrary<String> zoom() {
        Arbitrary<String> host = Arbitraries.of("zoom.us", "us02web.zoom.us", "app.zoom.us", "www.zoomgov.com");
        Arbitrary<String> path = Arbitraries.of("/j/", "/w/", "/wc/join/");
        Arbitrary<String> number =
                Arbitraries.strings().numeric().ofMinLength(9).ofMaxLength(11);
        Arbitrary<String> value = Arbitraries.strings()
                .withCharRange(' ', '~')
                .withChars("üß€日")
                .ofMinLength(1)
                .ofMaxLength(40);
        return Combinators.combine(host, path, number, value.injectNull(0.3), value.injectNull(0.3))
                .as((h, p, id, secret, token) -> "https://" + h + p + id + "?x=1"
                        + (secret == null ? "" : "&pwd=" + Link.encode(secret))
                        + (token == null ? "" : "&tk=" + Link.encode(token)));
    }
}
