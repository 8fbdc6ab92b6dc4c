package dev.rollcall.meeting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rollcall.platform.Problem.FieldError;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How JSON becomes a request: what is read, and which faults of type are found. */
class BotRequestTest {

    static final ObjectMapper JSON = new JsonMapper();

    static BotRequest read(String json) {
        try {
            return JSON.readValue(json.replace('\'', '"'), BotRequest.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void readsEveryFieldOfTheContract() {
        BotRequest request = read("""
                {'platform': 'zoom', 'native_meeting_id': '123456789', 'meeting_url': 'https://zoom.us/j/123456789',
                 'passcode': 'p', 'teams_base_host': 'teams.live.com', 'bot_name': 'Scribe', 'language': 'en',
                 'task': 'translate', 'transcription_tier': 'deferred', 'recording_enabled': true,
                 'transcribe_enabled': false, 'voice_agent_enabled': true, 'default_avatar_url': 'https://a.example/a.png',
                 'zoom_obf_token': 't', 'automatic_leave': {'max_bot_time': 4, 'max_wait_for_admission': 3,
                 'max_time_left_alone': 2, 'no_one_joined_timeout': 1}, 'simulate': {'scenario': 'lobby'}, 'continue_meeting': true,
                 'webhook_url': 'https://a.example/hook', 'webhook_secret': 's', 'webhook_events': {'bot.failed': true},
                 'a_field_of_tomorrow': {'x': [1]}}
                """);
        assertThat(request.faults()).isEmpty();
        assertThat(request).hasNoNullFieldsOrProperties();
        assertThat(request.automaticLeave())
                .isEqualTo(new AutomaticLeave(
                        Duration.ofMillis(4), Duration.ofMillis(3), Duration.ofMillis(2), Duration.ofMillis(1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'platform': 7}; platform; platform must be a string.",
                "{'platform': ['zoom']}; platform; platform must be a string.",
                "{'native_meeting_id': 123456789}; native_meeting_id; native_meeting_id must be a string.",
                "{'bot_name': true}; bot_name; bot_name must be a string.",
                "{'passcode': {}}; passcode; passcode must be a string.",
                "{'recording_enabled': 'yes'}; recording_enabled; recording_enabled must be true or false.",
                "{'recording_enabled': 1}; recording_enabled; recording_enabled must be true or false.",
                "{'automatic_leave': 5}; automatic_leave; automatic_leave must be a JSON object.",
                "{'automatic_leave': []}; automatic_leave; automatic_leave must be a JSON object.",
                "{'simulate': 'crash'}; simulate; simulate must be a JSON object.",
            })
    void namesAFieldOfAnotherTypeAndConvertsNothing(String json, String field, String message) {
        assertThat(read(json).faults()).containsExactly(new FieldError(field, message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "1e3", "'1000'", "true", "86400001", "99999999999999999999", "[]"})
    void takesOnlyWholeMillisecondsOfUpToADay(String value) {
        assertThat(read("{'automatic_leave': {'max_bot_time': " + value + "}}").faults())
                .containsExactly(new FieldError(
                        "automatic_leave.max_bot_time",
                        "automatic_leave.max_bot_time must be a whole number of milliseconds from 1 to 86400000."));
    }

    @Test
    void readsTheOtherNamesOfAutomaticLeave() {
        AutomaticLeave leave = read("{'automatic_leave': {'waiting_room_timeout': 86400000, 'everyone_left_timeout': 2,"
                        + " 'max_time_left_alone': 2, 'max_bot_time': null}}")
                .automaticLeave();
        assertThat(leave).isEqualTo(new AutomaticLeave(null, Duration.ofDays(1), Duration.ofMillis(2), null));
    }

    @Test
    void refusesTwoNamesOfAutomaticLeaveThatDisagree() {
        assertThat(read("{'automatic_leave': {'waiting_room_timeout': 1, 'max_wait_for_admission': 2}}")
                        .faults())
                .containsExactly(new FieldError(
                        "automatic_leave.waiting_room_timeout",
                        "waiting_room_timeout is another name of max_wait_for_admission: give one of them."));
    }

    @Test
    void refusesAnUnknownKeyOfAutomaticLeave() {
        assertThat(read("{'automatic_leave': {'max_bot_tiem': 1, 'other': 2}}").faults())
                .containsExactly(new FieldError(
                        "automatic_leave.max_bot_tiem",
                        "automatic_leave knows only max_bot_time, max_wait_for_admission, waiting_room_timeout,"
                                + " max_time_left_alone, everyone_left_timeout, no_one_joined_timeout."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "'text'", "5", "true", "[{'platform': 'zoom'}]"})
    void wantsAnObject(String json) {
        assertThat(read(json).faults())
                .containsExactly(new FieldError("body", "The request body must be a JSON object."));
    }

    @Test
    void takesEmptyTextAndNullForNone() {
        BotRequest request = read("{'platform': null, 'language': '', 'task': '  ', 'passcode': '', 'bot_name': ''}");
        assertThat(request).hasAllNullFieldsOrPropertiesExcept("faults");
        assertThat(request.faults()).isEmpty();
    }

    @Test
    void showsNoSecretInItsText() {
        BotRequest request = read("{'platform': 'zoom', 'native_meeting_id': '123456789', 'passcode': 'hush',"
                + " 'zoom_obf_token': 'hush', 'meeting_url': 'https://zoom.us/j/123456789?pwd=hush'}");
        assertThat(request.toString()).contains("123456789").doesNotContain("hush");
    }
}
