package dev.rollcall.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rollcall.access.WebhookFields;
import dev.rollcall.meeting.BotRequestValidation.Invalid;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Problem.FieldError;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BotRequestValidationTest {

    private static final String MEET = "'platform': 'google_meet', 'native_meeting_id': 'abc-defg-hij'";

    private static BotOrder order(String fields) {
        return BotRequestValidation.check(BotRequestTest.read("{" + fields + "}"), true)
                .orThrow();
    }

    private static List<FieldError> errors(String fields) {
        return ((Invalid) BotRequestValidation.check(BotRequestTest.read("{" + fields + "}"), true)).errors();
    }

    @Test
    void takesTheLeastThatNamesAMeeting() {
        assertThat(order(MEET))
                .isEqualTo(new BotOrder(
                        Platform.GOOGLE_MEET,
                        "abc-defg-hij",
                        null,
                        "https://meet.google.com/abc-defg-hij",
                        null,
                        null,
                        null,
                        null,
                        "realtime",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        false,
                        null,
                        null));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "-",
            value = {
                "https://meet.google.com/ABC-defg-hij, google_meet, abc-defg-hij, -, https://meet.google.com/abc-defg-hij",
                "https://teams.microsoft.com/meet/1234567890?p=Ab12, teams, 1234567890, Ab12, https://teams.microsoft.com/meet/1234567890?p=Ab12",
                "https://us02web.zoom.us/j/1234567890?pwd=x.1, zoom, 1234567890, x.1, https://us02web.zoom.us/j/1234567890?pwd=x.1",
            })
    void takesAMeetingUrlAlone(String url, String platform, String id, String passcode, String opened) {
        BotOrder order = order("'meeting_url': '" + url + "'");
        assertThat(List.of(order.platform().wire(), order.nativeId(), order.meetingUrl()))
                .containsExactly(platform, id, opened);
        assertThat(order.passcode()).isEqualTo(passcode);
    }

    @Test
    void takesALongTeamsLinkWithTheIdThatStandsForIt() {
        BotOrder order = order("'platform': 'teams', 'native_meeting_id': '" + MeetingUrlTest.LONG_LINK_ID.toUpperCase()
                + "', 'meeting_url': '" + MeetingUrlTest.LONG_LINK + "'");
        assertThat(order.nativeId()).isEqualTo(MeetingUrlTest.LONG_LINK_ID);
        assertThat(order.meetingUrl()).isEqualTo(MeetingUrlTest.LONG_LINK);
    }

    @Test
    void keepsWhatTheClientAskedFor() {
        BotOrder order = order("'platform': 'zoom', 'native_meeting_id': '123 4567 8901', 'passcode': 'p ü',"
                + " 'bot_name': ' Scribe ', 'language': 'EN', 'task': 'Translate', 'transcription_tier': 'DEFERRED',"
                + " 'recording_enabled': true, 'transcribe_enabled': false, 'voice_agent_enabled': true,"
                + " 'default_avatar_url': 'https://a.example/a.png', 'zoom_obf_token': 't', 'continue_meeting': true,"
                + " 'webhook_url': ' https://example.org/h', 'webhook_secret': 'shh',"
                + " 'webhook_events': {'bot.failed': true},"
                + " 'simulate': {'scenario': 'crash', 'step_ms': 0, 'note': 'x', 'loud': true}");
        assertThat(order)
                .isEqualTo(new BotOrder(
                        Platform.ZOOM,
                        "12345678901",
                        "p ü",
                        "https://zoom.us/j/12345678901?pwd=p%20%C3%BC",
                        null,
                        "Scribe",
                        "en",
                        "translate",
                        "deferred",
                        true,
                        false,
                        true,
                        "https://a.example/a.png",
                        "t",
                        null,
                        true,
                        new WebhookFields("https://example.org/h", "shh", Map.of("bot.failed", true)),
                        Map.of("scenario", "crash", "step_ms", 0L, "note", "x", "loud", true)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'platform': 'webex', 'native_meeting_id': '1' | platform | platform must be one of google_meet, teams, zoom.",
                "'platform': 'Zoom', 'native_meeting_id': '123456789' | platform | platform must be one of google_meet, teams, zoom.",
                "MEET, 'webhook_url': 'http://example.org' | webhook_url | webhook_url must begin with https://.",
                "MEET, 'webhook_secret': 'shh' | webhook_url | webhook_url is required.",
                "MEET, 'webhook_url': 'https://example.org', 'webhook_events': {'a': 1} | webhook_events | webhook_events must be an object of at most 50 events, as in {\"meeting.completed\": true}.",
                "'native_meeting_id': 'abc-defg-hij' | platform | platform is required unless meeting_url is given; it is one of google_meet, teams, zoom.",
                "'platform': 'zoom' | native_meeting_id | native_meeting_id is required unless meeting_url is given.",
                "'platform': 'zoom', 'native_meeting_id': '12' | native_meeting_id | native_meeting_id of a Zoom meeting must be a number of 9 to 11 digits.",
                "'platform': 'zoom', 'native_meeting_id': '12345678\\u0000' | native_meeting_id | native_meeting_id must not contain control characters.",
                "'platform': 'teams', 'native_meeting_id': '0123456789abcdef' | native_meeting_id | native_meeting_id stands for a long Teams link here: give that link as meeting_url.",
                "'platform': 'google_meet', 'native_meeting_id': 'abc-defg-hij', 'passcode': 'x' | passcode | Passcode is not supported for Google Meet meetings.",
                "'platform': 'teams', 'native_meeting_id': '1234567890', 'passcode': 'abc' | passcode | A Teams passcode must be 4 to 20 letters and digits.",
                "'platform': 'teams', 'native_meeting_id': '1234567890', 'passcode': 'abcd-efgh' | passcode | A Teams passcode must be 4 to 20 letters and digits.",
                "'meeting_url': 'https://teams.live.com/meet/1234567890?p=Ab12', 'passcode': 'Cd34' | passcode | passcode is not the one in meeting_url.",
                "'platform': 'teams', 'native_meeting_id': '1234567890', 'teams_base_host': 'evil.example' | teams_base_host | teams_base_host must be teams.live.com, teams.microsoft.com, teams.microsoft.us or a host below the last two.",
                "'meeting_url': 'https://teams.live.com/meet/1234567890', 'teams_base_host': 'teams.microsoft.com' | teams_base_host | teams_base_host is not the host of meeting_url.",
                "'platform': 'zoom', 'meeting_url': 'https://evil.example/j/1234567890' | meeting_url | meeting_url must be a link of Google Meet, Teams or Zoom.",
                "'meeting_url': 'https://zoom.us/my/room', 'native_meeting_id': '1' | meeting_url | meeting_url of Zoom must look like https://zoom.us/j/1234567890.",
                "'meeting_url': 5 | meeting_url | meeting_url must be a string.",
                "'meeting_url': 'https://meet.google.com/abc-defg-hij', 'zoom_obf_token': 't' | zoom_obf_token | zoom_obf_token is accepted only for Zoom meetings.",
                "MEET, 'language': 'klingon' | language | language must be one of the codes that whisper knows, such as en, de or yue.",
                "MEET, 'task': 'sing' | task | task must be transcribe or translate.",
                "MEET, 'transcription_tier': 'soon' | transcription_tier | transcription_tier must be realtime or deferred.",
                "MEET, 'bot_name': 'a\\nb' | bot_name | bot_name must not contain control characters.",
                "MEET, 'bot_name': 'a\\u2028b' | bot_name | bot_name must not contain control characters.",
                "MEET, 'default_avatar_url': 'javascript:alert(1)' | default_avatar_url | default_avatar_url must be an http or https link.",
                "MEET, 'simulate': {'scenario': 'dance'} | simulate.scenario | simulate.scenario must be one of normal, lobby, rejected, lobby_timeout, crash, silent, deaf, slow_start, early_exit.",
                "MEET, 'simulate': {'scenario': 7} | simulate.scenario | simulate.scenario must be one of normal, lobby, rejected, lobby_timeout, crash, silent, deaf, slow_start, early_exit.",
                "MEET, 'simulate': {'step_ms': -1} | simulate.step_ms | simulate.step_ms must be a whole number of milliseconds from 0 to 86400000.",
                "MEET, 'simulate': {'deep': {}} | simulate.deep | simulate.deep must be a short text, a whole number, true or false.",
                "MEET, 'simulate': {'a\\u0000': 1} | simulate | simulate must have keys of small letters, digits and underscores only.",
            })
    void saysInASentenceWhatIsWrong(String fields, String field, String message) {
        assertThat(errors(fields.replace("MEET", MEET))).containsExactly(new FieldError(field, message));
    }

    @Test
    void namesBothFieldsThatNameDifferentMeetings() {
        assertThat(errors("'platform': 'zoom', 'native_meeting_id': '123456789',"
                        + " 'meeting_url': 'https://zoom.us/j/987654321'"))
                .extracting(FieldError::field)
                .containsExactly("native_meeting_id", "meeting_url");
    }

    @Test
    void namesBothFieldsThatNameDifferentPlatforms() {
        assertThat(errors("'platform': 'teams', 'meeting_url': 'https://zoom.us/j/987654321'"))
                .containsExactly(
                        new FieldError("platform", "platform is teams, but meeting_url is a link of Zoom."),
                        new FieldError("meeting_url", "platform is teams, but meeting_url is a link of Zoom."));
    }

    @Test
    void asksForPlatformAndIdWhenNothingIsSaid() {
        assertThat(errors("")).extracting(FieldError::field).containsExactly("platform", "native_meeting_id");
    }

    @Test
    void tellsEveryFaultAtOnceEachFieldOnce() {
        String name = "n".repeat(101);
        assertThat(errors("'platform': 7, 'native_meeting_id': '1\\u0000', 'bot_name': '" + name
                        + "', 'language': 'xx', 'task': 'x', 'recording_enabled': 'no',"
                        + " 'automatic_leave': {'max_bot_time': 0}, 'simulate': {'scenario': 'x'}"))
                .extracting(FieldError::field)
                .containsExactly(
                        "platform",
                        "recording_enabled",
                        "automatic_leave.max_bot_time",
                        "native_meeting_id",
                        "bot_name",
                        "language",
                        "task",
                        "simulate.scenario");
    }

    @ParameterizedTest
    @CsvSource({"bot_name, 100", "passcode, 255", "zoom_obf_token, 4096"})
    void boundsTexts(String field, int longest) {
        String zoom = "'platform': 'zoom', 'native_meeting_id': '123456789', '" + field + "': '";
        assertThat(order(zoom + "a".repeat(longest) + "'")).isNotNull();
        assertThat(errors(zoom + "a".repeat(longest + 1) + "'"))
                .containsExactly(new FieldError(field, field + " must be at most " + longest + " characters long."));
    }

    @Test
    void countsCharactersOfANameAsPeopleDo() {
        assertThat(order(MEET + ", 'bot_name': '" + "\uD83E\uDD16".repeat(100) + "'")
                        .botName())
                .hasSize(200);
    }

    @Test
    void leavesAZoomLinkItsOwnPasscodeAndTellsTheBotTheOneThatPeopleType() {
        BotOrder order = order("'meeting_url': 'https://zoom.us/j/123456789?pwd=tokenform.1', 'passcode': '998877'");
        assertThat(order.passcode()).isEqualTo("998877");
        assertThat(order.meetingUrl()).isEqualTo("https://zoom.us/j/123456789?pwd=tokenform.1");
    }

    @Test
    void playsTheNormalScenarioWhenNoneIsNamed() {
        assertThat(order(MEET + ", 'simulate': {}").simulate()).isEqualTo(Map.of("scenario", "normal"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'scenario': 'lobby'}", "{'scenario': 'dance'}", "{}"})
    void acceptsNoSimulationWhereItIsNotAllowed(String simulate) {
        var request = BotRequestTest.read("{" + MEET + ", 'simulate': " + simulate + "}");
        assertThat(BotRequestValidation.check(request, false))
                .isEqualTo(new Invalid(List.of(new FieldError(
                        "simulate", "simulate is accepted only where rollcall.simulation.enabled is true."))));
    }

    @Test
    void answersAMissingBodyWithASentence() {
        Problem problem = catchThrowableOfType(
                Problem.class, () -> BotRequestValidation.check(null, true).orThrow());
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.detail()).isEqualTo("The request body must be a JSON object.");
    }

    @Test
    void showsNoSecretInItsText() {
        BotOrder order = order("'meeting_url': 'https://zoom.us/j/123456789?pwd=hush', 'zoom_obf_token': 'hush'");
        assertThat(order.toString()).contains("123456789").doesNotContain("hush");
    }
}
