package dev.rollcall.meeting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeIdTest {

    @ParameterizedTest(name = "{0} ''{1}''")
    @CsvSource({
        "GOOGLE_MEET, abc-defg-hij, abc-defg-hij",
        "GOOGLE_MEET, ABC-DEFG-HIJ, abc-defg-hij",
        "GOOGLE_MEET, ' abc-defg-hij ', abc-defg-hij",
        "GOOGLE_MEET, a1-b2, a1-b2",
        "GOOGLE_MEET, aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd, aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd",
        "TEAMS, 1234567890, 1234567890",
        "TEAMS, 123456789012345, 123456789012345",
        "TEAMS, 243 574 196 567 966, 243574196567966",
        "TEAMS, 0123456789ABCDEF, 0123456789abcdef",
        "TEAMS, 0123456789012345, 0123456789012345",
        "ZOOM, 123456789, 123456789",
        "ZOOM, 12345678901, 12345678901",
        "ZOOM, 123 4567 8901, 12345678901",
        "ZOOM, 123-4567-8901, 12345678901",
        "ZOOM, '123\u00a04567\u00a08901', 12345678901",
    })
    void acceptsAnIdAsPeoplePasteIt(Platform platform, String raw, String id) {
        assertThat(NativeId.normalise(platform, raw)).contains(id);
    }

    @ParameterizedTest(name = "{0} ''{1}''")
    @CsvSource({
        "GOOGLE_MEET, ''",
        "GOOGLE_MEET, abcd",
        "GOOGLE_MEET, -abcd",
        "GOOGLE_MEET, abcd-",
        "GOOGLE_MEET, abc_defg",
        "GOOGLE_MEET, abc defg hij",
        "GOOGLE_MEET, landing",
        "GOOGLE_MEET, aaaaaaaaaabbbbbbbbbbccccccccccdddddddddde",
        "GOOGLE_MEET, https://meet.google.com/abc-defg-hij",
        "TEAMS, 123456789",
        "TEAMS, 1234567890123456x",
        "TEAMS, 0123456789abcdeg",
        "TEAMS, 0123456789abcdef0",
        "ZOOM, 12345678",
        "ZOOM, 123456789012",
        "ZOOM, 12345678a",
        "ZOOM, +123456789",
        "ZOOM, '\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669'",
    })
    void refusesWhatThePlatformNeverGives(Platform platform, String raw) {
        assertThat(NativeId.normalise(platform, raw)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void refusesNullAndEndlessIds(Platform platform) {
        assertThat(NativeId.normalise(platform, null)).isEmpty();
        assertThat(NativeId.normalise(platform, "1".repeat(1_000_000))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"google_meet", "teams", "zoom"})
    void findsAPlatformByItsWireName(String wire) {
        assertThat(Platform.find(wire)).get().extracting(Platform::wire).isEqualTo(wire);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Zoom", "GOOGLE_MEET", "webex", " zoom", "zoom\u0000"})
    void findsNoPlatformByAnotherWord(String word) {
        assertThat(Platform.find(word)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "en, true",
        "haw, true",
        "yue, true",
        "jw, true",
        "EN, false",
        "xx, false",
        "english, false",
        "'', false"
    })
    void knowsTheLanguagesOfWhisper(String code, boolean known) {
        assertThat(Languages.isKnown(code)).isEqualTo(known);
    }
}
