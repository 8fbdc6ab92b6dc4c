package dev.rollcall.callback.era;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollcall.callback.era.Era.Conversation;
import dev.rollcall.callback.era.Era.Expectation;
import dev.rollcall.callback.era.Era.Step;
import dev.rollcall.callback.era.EraClient.Delivery;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.StagedRuntime;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bots of every era live their lives here as they are: each life ends as it should, and none of them loses a second. */
@QuarkusTest
class EraConversationTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A conversation in its era. */
    record Life(Era.Client client, Conversation conversation) {}

    @Inject
    StagedRuntime runtime;

    /** Bots that have ended hold no slot, so one user is enough. */
    private static User user;

    private String meet;
    private long meeting;
    private Bot bot;
    private EraClient client;
    private int repeats;
    private final List<Delivery> deliveries = new ArrayList<>();

    static Stream<Named<Life>> lives() {
        return Era.ALL.stream()
                .map(Era::read)
                .flatMap(era -> era.conversations().stream()
                        .map(it -> named(era.era() + ": " + it.story(), new Life(era.client(), it))));
    }

    @BeforeEach
    void launchABot() {
        user = user == null ? User.withLimit(5) : user;
        meet = User.newMeet();
        meeting = user.send(meet).then().statusCode(201).extract().jsonPath().getLong("id");
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Database.integer(
                                "select count(*)::int from meetings where id = $1 and launch_claimed and launch_at is null",
                                meeting)
                        == 1);
        bot = Bot.of(meeting);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lives")
    void a_life(Life life) {
        client = new EraClient(life.client(), callbackUrl(life.client()), bot.token());
        repeats =
                life.conversation().repeats() == null ? 0 : life.conversation().repeats();

        life.conversation().steps().forEach(this::play);

        assertThat(deliveries).allSatisfy(delivery -> assertThat(delivery).isEqualTo(new Delivery(true, 0, false)));
        assertEnd(life.conversation().expect());
    }

    /** As a launched bot finds it in its configuration. */
    private String callbackUrl(Era.Client era) {
        return "http://localhost:%d/bots/internal/callback/%s?token=%s"
                .formatted(RestAssured.port, era.callback(), bot.token());
    }

    private void play(Step step) {
        if (step.bot() != null) {
            deliveries.add(client.tell(filled(step.bot()), step.to(), repeats));
        } else if (step.runtime() != null) {
            deliveries.add(client.tellOfContainer(filled(step.runtime()), repeats));
        } else if (step.user() != null) {
            user.stop(meet).then().statusCode(202);
        } else {
            var end = step.workload();
            runtime.tell(handle(), new Ended(end.exitCode(), end.reason(), end.output()));
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> List.of("completed", "failed").contains(user.status(meeting)));
        }
    }

    private void assertEnd(Expectation expected) {
        JsonNode found = json("");
        assertThat(found.get("status").textValue()).isEqualTo(expected.status());
        assertThat(found.get("completion_reason").textValue()).isEqualTo(expected.completionReason());
        assertThat(found.get("failure_stage").textValue()).isEqualTo(expected.failureStage());
        assertThat(orNull(found.get("data").get("error_details"))).isEqualTo(orNull(expected.errorDetails()));
        assertThat(history()).isEqualTo(expected.history());
        JsonNode logs = json("/logs");
        assertThat(logs.get("exit_code").numberValue()).isEqualTo(expected.exitCode());
        if (expected.botContainerId() != null) {
            assertThat(found.get("bot_container_id").textValue())
                    .isEqualTo(expected.botContainerId().replace("$workload", handle()));
        }
        if (expected.logBytesAtLeast() != null) {
            JsonNode attempt = logs.get("attempts").get(0);
            assertThat(attempt.get("bot_logs").toString().length()).isGreaterThan(expected.logBytesAtLeast());
            assertThat(attempt.get("bot_logs_trimmed").booleanValue()).isTrue();
        }
    }

    private List<String> history() {
        return StreamSupport.stream(json("/history").get("history").spliterator(), false)
                .map(row -> {
                    String kind = row.get("kind").textValue();
                    String move =
                            row.get("to").asText() + " by " + row.get("source").asText();
                    return kind.equals("transition") ? move : kind + ": " + move;
                })
                .toList();
    }

    /** The body with what only this meeting knows, and with the lines that would be too long for a file. */
    private JsonNode filled(JsonNode body) {
        String text = body.toString()
                .replace("\"$meeting\"", String.valueOf(meeting))
                .replace("$connection", bot.connectionId().toString())
                .replace("$container", handle());
        ObjectNode filled = (ObjectNode) read(text);
        String logs = filled.path("bot_logs").asText();
        if (logs.startsWith("$lines of ")) {
            filled.set("bot_logs", lines(Integer.parseInt(logs.replaceAll("\\D", ""))));
        }
        return filled;
    }

    private static ArrayNode lines(int bytes) {
        ArrayNode lines = JSON.createArrayNode();
        for (int size = 0; size < bytes; ) {
            String line = "[09:%05d] audio frame received, %s".formatted(lines.size(), "x".repeat(100));
            lines.add(line);
            size += line.length() + 3;
        }
        return lines;
    }

    private String handle() {
        return Workload.handleOf(meeting, 1);
    }

    private JsonNode json(String path) {
        return read(user.request()
                .get("/meetings/" + meeting + path)
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static JsonNode orNull(JsonNode node) {
        return node == null || node.isNull() ? null : node;
    }
}
