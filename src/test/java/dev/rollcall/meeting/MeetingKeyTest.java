package dev.rollcall.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Problem.FieldError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeetingKeyTest {

    @ParameterizedTest
    @CsvSource({
        "google_meet, ABC-defg-HIJ, abc-defg-hij",
        "zoom, 123 4567 8901, 12345678901",
        "teams, 0123456789ABCDEF, 0123456789abcdef",
        "zoom, Not-A-Number, Not-A-Number",
    })
    void spellsTheIdAsItIsStored(String platform, String segment, String id) {
        assertThat(MeetingKey.of(platform, segment).nativeId()).isEqualTo(id);
    }

    @Test
    void answersAnUnknownPlatformWithTheKnownOnes() {
        Problem problem = catchThrowableOfType(Problem.class, () -> MeetingKey.of("webex", "123"));
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.errors())
                .containsExactly(new FieldError("platform", "platform must be one of google_meet, teams, zoom."));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "abc\u0000def", "abc\ndef", "abc\ud800"})
    void refusesAnIdThatNoMeetingCanHave(String id) {
        Problem problem = catchThrowableOfType(Problem.class, () -> MeetingKey.of("nowhere", id));
        assertThat(problem.errors()).extracting(FieldError::field).containsExactly("platform", "native_meeting_id");
    }
}
