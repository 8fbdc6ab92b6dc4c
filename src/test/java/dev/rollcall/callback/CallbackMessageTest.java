package dev.rollcall.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Report;
import dev.rollcall.lifecycle.Status;
import dev.rollcall.platform.Problem;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackMessageTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"text\"", "null"})
    void onlyAnObjectIsAMessage(String json) {
        assertThatThrownBy(() -> message(json)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> CallbackMessage.of(NullNode.getInstance())).isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @CsvSource({
        "joining, JOINING",
        "starting, JOINING",
        "Active, ACTIVE",
        "joined, ACTIVE",
        "stopping, STOPPING",
        "reserved, REQUESTED"
    })
    void aWordOfTheWayIsWhereTheBotIs(String word, Status status) {
        assertThat(event(word))
                .isInstanceOfSatisfying(
                        Event.BotAt.class, at -> assertThat(at.status()).isEqualTo(status));
    }

    @ParameterizedTest
    @CsvSource({"completed, COMPLETED", "failed, FAILED", "error, FAILED"})
    void aTerminalWordIsAnEnd(String word, Status verdict) {
        assertThat(event(word))
                .isInstanceOfSatisfying(
                        Event.BotEnded.class, end -> assertThat(end.verdict()).isEqualTo(verdict));
    }

    @Test
    void anUnknownWordIsKept() {
        assertThat(event("dancing"))
                .isInstanceOfSatisfying(
                        Event.BotSaid.class, said -> assertThat(said.word()).isEqualTo("dancing"));
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "\"3\", 3", "\" 3 \", 3", "3.0, 3", "\"three\",", "null,", "true,", "{},"})
    void anExitCodeMayComeAsText(String json, Integer exitCode) {
        assertThat(report("{\"exit_code\": " + json + "}").exitCode()).isEqualTo(exitCode);
    }

    @Test
    void aContainerThatIsNoTextIsNone() {
        assertThat(report("{\"container_id\": {\"name\": \"x\"}}").containerId())
                .isNull();
    }

    @Test
    void longTextsAreCut() {
        Report report = report("{\"reason\": \"%s\", \"failure_stage\": \"%s\", \"container_id\": \"%s\"}"
                .formatted("r".repeat(5_000), "f".repeat(500), "c".repeat(500)));
        assertThat(report.reason()).hasSize(2_000);
        assertThat(report.failureStage()).hasSize(50);
        assertThat(report.containerId()).hasSize(255);
    }

    @Test
    void zeroCharactersBecomeSpaces() {
        assertThat(report("{\"error_details\": {\"a\\u0000b\": \"\\u0000\\u0000\"}}")
                        .errorDetails())
                .isEqualTo("{\"a b\":\"  \"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C:\\\\u0000", "\\\\\\u0000", "\\\\\\\\u0000"})
    void whatOnlyLooksLikeAZeroCharacterStaysValidJson(String text) throws JsonProcessingException {
        String json = "{\"progress\": {\"a\": \"" + text + "\"}}";
        String progress = message(json).progress();
        String said = JSON.readTree(json).get("progress").get("a").asText();
        assertThat(JSON.readTree(progress).get("a").asText()).isEqualTo(said.replace('\0', ' '));
    }

    @Test
    void tooMuchProgressIsLeftOut() {
        assertThat(message("{\"progress\": \"" + "x".repeat(3_000) + "\"}").progress())
                .isNull();
    }

    @Test
    void whatIsNoIdIsNotAcknowledged() {
        UUID id = UUID.randomUUID();
        assertThat(message("{\"acknowledged\": [\"%s\", 1, null, {}, \"x\"]}".formatted(id))
                        .acknowledged())
                .containsExactly(id);
        assertThat(message("{\"acknowledged\": \"%s\"}".formatted(id)).acknowledged())
                .isEmpty();
    }

    @Test
    void atMostAHundredAreAcknowledgedAtOnce() {
        String ids = "\"" + UUID.randomUUID() + "\"" + (",\"" + UUID.randomUUID() + "\"").repeat(200);
        assertThat(message("{\"acknowledged\": [" + ids + "]}").acknowledged()).hasSize(100);
    }

    private static Event event(String word) {
        return message("{\"status\": \"" + word + "\"}").statusEvent(1);
    }

    private static Report report(String json) {
        return message(json).report(1);
    }

    private static CallbackMessage message(String json) {
        try {
            return CallbackMessage.of(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
