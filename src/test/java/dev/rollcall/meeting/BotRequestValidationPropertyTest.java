package dev.rollcall.meeting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rollcall.meeting.BotRequestValidation.Invalid;
import dev.rollcall.meeting.BotRequestValidation.Valid;
import dev.rollcall.platform.Problem.FieldError;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class BotRequestValidationPropertyTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Property(tries = 3000)
    void anyRequestIsEitherAnOrderOrAListOfSentences(
            @ForAll("bodies") Map<String, JsonNode> fields, @ForAll boolean simulationAllowed) {
        var verdict =
                BotRequestValidation.check(BotRequest.from(JSON.objectNode().setAll(fields)), simulationAllowed);
        if (verdict instanceof Invalid invalid) {
            assertThat(invalid.errors())
                    .isNotEmpty()
                    .extracting(FieldError::field)
                    .doesNotHaveDuplicates();
            assertThat(invalid.errors())
                    .allSatisfy(error -> assertThat(error.message()).matches("[^.].*[.]"));
        } else {
            BotOrder order = ((Valid) verdict).order();
            var again = MeetingUrl.parse(order.meetingUrl());
            assertThat(again).isInstanceOfSatisfying(MeetingUrl.Parsed.class, link -> {
                assertThat(link.platform()).isEqualTo(order.platform());
                assertThat(link.nativeId()).isEqualTo(order.nativeId());
            });
        }
    }

    @Provide
    Arbitrary<Map<String, JsonNode>> bodies() {
        Arbitrary<String> names = Arbitraries.of(
                "platform",
                "native_meeting_id",
                "meeting_url",
                "passcode",
                "teams_base_host",
                "bot_name",
                "task",
                "zoom_obf_token",
                "automatic_leave",
                "simulate");
        Arbitrary<JsonNode> texts = Arbitraries.of(
                        "google_meet",
                        "teams",
                        "zoom",
                        "webex",
                        "abc-defg-hij",
                        "1234567890",
                        "0123456789abcdef",
                        "https://zoom.us/j/1234567890?pwd=a",
                        "https://teams.microsoft.com/meet/1234567890?p=Ab12",
                        "https://meet.google.com/abc-defg-hij",
                        MeetingUrlTest.LONG_LINK,
                        MeetingUrlTest.LONG_LINK_ID,
                        "teams.microsoft.com",
                        "Ab12",
                        "transcribe",
                        "a\u0000b",
                        " ")
                .map(JSON::textNode);
        Arbitrary<JsonNode> others =
                Arbitraries.of(JSON.nullNode(), JSON.numberNode(7), JSON.booleanNode(true), JSON.objectNode());
        return Arbitraries.maps(names, Arbitraries.frequencyOf(Tuple.of(9, texts), Tuple.of(1, others)))
                .ofMaxSize(6);
    }
}
