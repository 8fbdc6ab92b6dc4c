package dev.rollcall.meeting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.meeting.MeetingUrl.Parsed;
import dev.rollcall.meeting.MeetingUrl.Unrecognised;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeetingUrlTest {

    static final String LONG_LINK = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_NjA1%40thread.v2/0"
            + "?context=%7b%22Tid%22%3a%22d0c1%22%2c%22Oid%22%3a%22a1b2%22%7d";
    // printf %s "$LONG_LINK" | sha256sum | cut -c1-16
    static final String LONG_LINK_ID = "99ee2c50a442f3f1";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "-",
            value = {
                "https://meet.google.com/abc-defg-hij, abc-defg-hij",
                "https://meet.google.com/abc-defg-hij/, abc-defg-hij",
                "https://MEET.Google.COM./ABC-Defg-hij?authuser=1&pli=1#top, abc-defg-hij",
                "https://meet.google.com:443/abc-defg-hij, abc-defg-hij",
                "http://meet.google.com/abc-defg-hij, abc-defg-hij",
                "https://meet.google.com/team-standup, team-standup",
                "https://meet.google.com/abc%2Ddefg%2Dhij, abc-defg-hij",
            })
    void readsGoogleMeetLinks(String url, String code) {
        assertThat(MeetingUrl.parse(url))
                .isEqualTo(new Parsed(Platform.GOOGLE_MEET, code, null, null, "https://meet.google.com/" + code));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "-",
            value = {
                "https://teams.live.com/meet/9312345678901?p=aBcD1234, 9312345678901, aBcD1234, teams.live.com",
                "https://teams.live.com/meet/9312345678901, 9312345678901, -, teams.live.com",
                "https://teams.live.com/meet/9312345678901?p=, 9312345678901, -, teams.live.com",
                "https://teams.microsoft.com/meet/123456789012345?p=Ab12&x=1, 123456789012345, Ab12, teams.microsoft.com",
                "https://gov.teams.microsoft.us/meet/1234567890/?p=Ab12, 1234567890, Ab12, gov.teams.microsoft.us",
                "https://teams.microsoft.us:443/meet/1234567890, 1234567890, -, teams.microsoft.us",
                "https://teams.microsoft.com/v2/?meetingjoin=true#/meet/9312345678901?p=aBcD1234, 9312345678901, aBcD1234, teams.microsoft.com",
                "https://teams.live.com/v2#/meet/9312345678901?p=aBcD1234, 9312345678901, aBcD1234, teams.live.com",
                "https://teams.microsoft.com/_#/meet/9312345678901?p=aBcD1234, 9312345678901, aBcD1234, teams.microsoft.com",
                "msteams://teams.live.com/meet/9312345678901?p=aBcD1234, 9312345678901, aBcD1234, teams.live.com",
                "MSTeams:/meet/9312345678901?p=aBcD1234, 9312345678901, aBcD1234, teams.microsoft.com",
            })
    void readsShortTeamsLinksAndKeepsTheirHost(String url, String number, String passcode, String host) {
        String secret = passcode == null ? "" : "?p=" + passcode;
        assertThat(MeetingUrl.parse(url))
                .isEqualTo(new Parsed(
                        Platform.TEAMS, number, passcode, host, "https://" + host + "/meet/" + number + secret));
    }

    @Test
    void namesALongTeamsLinkByTheHashOfTheLinkAndKeepsTheLink() {
        assertThat(MeetingUrl.parse(LONG_LINK))
                .isEqualTo(new Parsed(Platform.TEAMS, LONG_LINK_ID, null, "teams.microsoft.com", LONG_LINK));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "  %s ",
                "http://teams.microsoft.com%p",
                "HTTPS://Teams.Microsoft.com:443%p",
                "https://teams.microsoft.com.%p",
                "msteams:%p",
                "msteams://teams.microsoft.com%p",
                "https://teams.microsoft.com/v2/?meetingjoin=true#%p",
                "https://teams.microsoft.com/_#%p",
            })
    void knowsALongTeamsLinkInEverySpelling(String spelling) {
        String path = LONG_LINK.substring("https://teams.microsoft.com".length());
        String url = spelling.replace("%s", LONG_LINK).replace("%p", path);
        assertThat(MeetingUrl.parse(url)).isEqualTo(MeetingUrl.parse(LONG_LINK));
    }

    @Test
    void encodesTheJsonOfALongTeamsLinkThatWasCopiedDecoded() {
        String decoded =
                "https://teams.microsoft.com/l/meetup-join/19:meeting_NjA1@thread.v2/0?context={\"Tid\":\"d0c1\"}";
        assertThat(((Parsed) MeetingUrl.parse(decoded)).url())
                .isEqualTo("https://teams.microsoft.com/l/meetup-join/19:meeting_NjA1@thread.v2/0"
                        + "?context=%7B%22Tid%22:%22d0c1%22%7D");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "-",
            value = {
                "https://zoom.us/j/1234567890, 1234567890, -, https://zoom.us/j/1234567890",
                "https://us02web.zoom.us/j/86912345678?pwd=Zm9v.1, 86912345678, Zm9v.1, https://us02web.zoom.us/j/86912345678?pwd=Zm9v.1",
                "https://zoom.us/j/123456789/?pwd=a%20b%26c, 123456789, a b&c, https://zoom.us/j/123456789?pwd=a%20b%26c",
                "https://zoom.us/j/123456789?pwd=dGVzdA==, 123456789, dGVzdA==, https://zoom.us/j/123456789?pwd=dGVzdA%3D%3D",
                "https://zoom.us/j/123456789?pwd=a+b, 123456789, a+b, https://zoom.us/j/123456789?pwd=a%2Bb",
                "https://acme.zoom.us/w/86912345678?tk=T_1-x&pwd=q&uuid=1, 86912345678, q, https://acme.zoom.us/j/86912345678?tk=T_1-x&pwd=q",
                "https://app.zoom.us/wc/join/86912345678?pwd=q, 86912345678, q, https://zoom.us/j/86912345678?pwd=q",
                "https://app.zoom.us/wc/86912345678/join?pwd=q, 86912345678, q, https://zoom.us/j/86912345678?pwd=q",
                "https://www.zoomgov.com/j/1612345678, 1612345678, -, https://www.zoomgov.com/j/1612345678",
                "https://zoomgov.com/j/1612345678#success, 1612345678, -, https://zoomgov.com/j/1612345678",
                "https://zoom.us/j/123-4567-8901, 12345678901, -, https://zoom.us/j/12345678901",
            })
    void readsZoomLinks(String url, String number, String passcode, String canonical) {
        assertThat(MeetingUrl.parse(url)).isEqualTo(new Parsed(Platform.ZOOM, number, passcode, null, canonical));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "https://evil-zoom.us.example.com/j/1234567890",
                "https://evil-zoom.us/j/1234567890",
                "https://evilzoom.us/j/1234567890",
                "https://zoom.us.example.com/j/1234567890",
                "https://zoom.us@evil.example/j/1234567890",
                "https://zoom.us:443@evil.example/j/1234567890",
                "https://evil.example@zoom.us/j/1234567890",
                "https://zoom.us\\@evil.example/j/1234567890",
                "https://zoom.us%2eevil.example/j/1234567890",
                "https://zoom.us%00.evil.example/j/1234567890",
                "https://evil.example#@zoom.us/j/1234567890",
                "https://evil.example?zoom.us/j/1234567890",
                "https://evil.example/https://zoom.us/j/1234567890",
                "https://teams.microsoft.com.evil.example/meet/1234567890",
                "https://evil.example/.teams.microsoft.com/meet/1234567890",
                "https://teams.live.com.evil.example/meet/1234567890",
                "https://meet.google.com.evil.example/abc-defg-hij",
                "https://x.meet.google.com/abc-defg-hij",
                "https://127.0.0.1/j/1234567890",
                "https://[::1]/j/1234567890",
                "https://2130706433/j/1234567890",
                "https://0x7f.1/j/1234567890",
                "https://169.254.169.254/latest/meta-data",
                "https://localhost/j/1234567890",
                "https://z\u043Eom.us/j/1234567890",
                "https://zoom\u3002us/j/1234567890",
                "msteams:evil.example/meet/1234567890",
                "msteams:@evil.example/meet/1234567890",
                "msteams://evil.example/meet/1234567890",
                "msteams:///meet/1234567890",
            })
    void sendsNoBotToAnyOtherHost(String url) {
        assertThat(MeetingUrl.parse(url)).isInstanceOf(Unrecognised.class);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                "   ",
                "hello",
                "meet.google.com/abc-defg-hij",
                "//zoom.us/j/1234567890",
                "https:/zoom.us/j/1234567890",
                "https:zoom.us/j/1234567890",
                "https:///j/1234567890",
                "ftp://zoom.us/j/1234567890",
                "javascript:alert(1)//https://zoom.us/j/1234567890",
                "file:///etc/passwd",
                "https://zoom.us:8443/j/1234567890",
                "https://zoom.us:80/j/1234567890",
                "https://zoom.us:/j/1234567890",
                "https://zoom.us../j/1234567890",
                "https://.zoom.us/j/1234567890",
                "https://-.zoom.us/j/1234567890",
                "https://zoom.us/j/12345678",
                "https://zoom.us/j/123456789012",
                "https://zoom.us/my/vanity.name",
                "https://zoom.us/J/1234567890",
                "https://zoom.us/j/1234567890/extra",
                "https://zoom.us/j/\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669",
                "https://zoom.us/j/1234567890?pwd=%",
                "https://zoom.us/j/1234567890?pwd=%zz",
                "https://zoom.us/j/1234567890?pwd=%ff",
                "https://zoom.us/j/1234567890?pwd=a%00b",
                "https://zoom.us/j/1234567890?pwd=a%0d%0ab",
                "https://zoom.us/j/1234567890?pwd=%e2%80%a8",
                "https://zoom.us/j/1234567890?pwd=a b",
                "https://zoom.us/j/1234567890\n?pwd=a",
                "https://zoom.us/j/12345\t67890",
                "https://zoom.us\r\n/j/1234567890",
                "https://meet.google.com/",
                "https://meet.google.com/landing",
                "https://meet.google.com/new",
                "https://meet.google.com/lookup/abcdef",
                "https://meet.google.com/abc_defg_hij",
                "https://meet.google.com/abc-defg-hij/../x",
                "https://meet.google.com/abc%252ddefg",
                "https://teams.live.com/meet/123456789",
                "https://teams.live.com/meet/0123456789abcdef",
                "https://teams.live.com/meet/1234567890?p=abc",
                "https://teams.live.com/meet/1234567890?p=abc%26d",
                "https://teams.microsoft.com/l/meetup-join/",
                "https://teams.microsoft.com/l/meetup-join/../../redirect?to=x",
                "https://teams.microsoft.com/l/meetup-join/%2e%2e/%2e%2e/redirect/x",
                "https://teams.microsoft.com/l/meetup-join/..%2f..%2fredirect/x",
                "https://teams.microsoft.com/l/channel/19%3a1/x",
                "https://teams.microsoft.com/v2/#/l/meetup-join/../../redirect",
                "https://teams.microsoft.com/v2/",
                "https://teams.microsoft.com/v2/#",
            })
    void refusesWhatIsNotALinkOfAMeeting(String url) {
        assertThat(MeetingUrl.parse(url)).isInstanceOf(Unrecognised.class);
    }

    @Test
    void refusesNull() {
        assertThat(MeetingUrl.parse(null)).isEqualTo(new Unrecognised("meeting_url must not be empty."));
    }

    @Test
    void neverLeavesTheHostWhenTheLinkBehindTheHashHasNoSlash() {
        String url = "https://teams.microsoft.com/v2/#.evil.example/l/meetup-join/x";
        assertThat(MeetingUrl.parse(url)).isInstanceOf(Unrecognised.class);
        String join = "https://teams.microsoft.com/v2/#l/meetup-join/x";
        assertThat(((Parsed) MeetingUrl.parse(join)).url()).isEqualTo("https://teams.microsoft.com/l/meetup-join/x");
    }

    @ParameterizedTest(name = "{0} characters more than a link may have")
    @CsvSource({"0, true", "1, false", "1000000, false"})
    void acceptsLinksOfUpTo2048Characters(int more, boolean accepted) {
        String start = "https://teams.microsoft.com/l/meetup-join/x?context=";
        String url = start + "a".repeat(2048 - start.length() + more);
        assertThat(MeetingUrl.parse(url) instanceof Parsed).isEqualTo(accepted);
    }

    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "GOOGLE_MEET, abc-defg-hij, -, -, https://meet.google.com/abc-defg-hij",
                "GOOGLE_MEET, ABC-defg-hij, -, -, https://meet.google.com/abc-defg-hij",
                "TEAMS, 9312345678901, -, -, https://teams.live.com/meet/9312345678901",
                "TEAMS, 9312345678901, Ab12, -, https://teams.live.com/meet/9312345678901?p=Ab12",
                "TEAMS, 9312345678901, Ab12, teams.microsoft.com, https://teams.microsoft.com/meet/9312345678901?p=Ab12",
                "TEAMS, 9312345678901, -, evil.example, -",
                "TEAMS, 9312345678901, -, x/.teams.microsoft.com, -",
                "TEAMS, 0123456789abcdef, -, -, -",
                "ZOOM, 123 4567 8901, -, -, https://zoom.us/j/12345678901",
                "ZOOM, 123456789, a b&c=ü, -, https://zoom.us/j/123456789?pwd=a%20b%26c%3D%C3%BC",
                "ZOOM, abc, -, -, -",
            })
    void buildsTheLinkOfAnId(Platform platform, String id, String passcode, String host, String url) {
        assertThat(MeetingUrl.build(platform, id, passcode, host, null).orElse(null))
                .isEqualTo(url);
    }

    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "ZOOM, 1612345678, q, https://www.zoomgov.com/j/1612345678, https://www.zoomgov.com/j/1612345678?pwd=q",
                "ZOOM, 1612345678, q, https://zoom.us/j/1612345678?tk=t, https://zoom.us/j/1612345678?tk=t&pwd=q",
                "ZOOM, 1612345678, 99, https://zoom.us/j/1612345678?pwd=own, https://zoom.us/j/1612345678?pwd=own",
                "TEAMS, 1612345678, Ab12, https://teams.microsoft.us/meet/1612345678, https://teams.microsoft.us/meet/1612345678?p=Ab12",
                "TEAMS, 99ee2c50a442f3f1, Ab12, LONG, LONG",
                "ZOOM, 1612345679, -, https://zoom.us/j/1612345678, -",
                "TEAMS, 1612345678, -, https://zoom.us/j/1612345678, -",
                "ZOOM, 1612345678, -, https://evil.example/j/1612345678, -",
            })
    void keepsWhatTheUsersOwnLinkAdds(Platform platform, String id, String passcode, String link, String url) {
        String given = link.replace("LONG", LONG_LINK);
        String expected = url == null ? null : url.replace("LONG", LONG_LINK);
        assertThat(MeetingUrl.build(platform, id, passcode, null, given).orElse(null))
                .isEqualTo(expected);
    }

    @Test
    void showsNoPasscodeInItsText() {
        assertThat(MeetingUrl.parse("https://zoom.us/j/1234567890?pwd=hush").toString())
                .contains("1234567890")
                .doesNotContain("hush");
    }
}
