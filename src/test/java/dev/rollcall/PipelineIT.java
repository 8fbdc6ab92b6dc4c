package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.local.LocalServices;
import dev.rollcall.pipeline.AiDouble;
import dev.rollcall.pipeline.AiDouble.Reply;
import dev.rollcall.stage.User;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged service makes tasks of a recording, by services that hold their answers, fail, or talk nonsense. */
class PipelineIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String KEY = "sk-of-the-service-0123456789";
    private static final String SIGNATURE = "signature-of-the-address-0123456789";

    private static final LocalServices LOCAL = LocalServices.another();

    private static AiDouble ai;
    private static PackagedService service;

    private User user;

    @BeforeAll
    static void start() {
        ai = new AiDouble();
        service = replica().asTarget();
    }

    @AfterAll
    static void stop() {
        service.close();
        ai.close();
        LOCAL.close();
    }

    @BeforeEach
    void aUser() {
        ai.forget();
        user = User.withoutLimit();
    }

    private static PackagedService replica() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "rollcall.runtime", "none",
                "rollcall.pipeline.lease", "2s",
                "rollcall.pipeline.backoff", "200ms",
                "rollcall.pipeline.attempts", "4",
                "rollcall.audio.allow-http", "true",
                "rollcall.audio.allow-private-hosts", "true",
                "rollcall.transcription.url", ai.base().toString(),
                "rollcall.transcription.key", KEY,
                "rollcall.analysis.url", ai.base().toString(),
                "rollcall.analysis.key", KEY));
        return ShortLimits.launch(LOCAL, settings).awaitReady();
    }

    private void ask(long meeting) {
        user.request()
                .body("{\"user_id\": %d, \"bot_id\": %d, \"audio_url\": \"%s%s?X-Signature=%s\"}"
                        .formatted(user.id(), meeting, ai.url(), AiDouble.RECORDING, SIGNATURE))
                .post("/api/v1/create-tasks-from-audio")
                .then()
                .statusCode(202);
    }

    private JsonPath ended(long meeting, String status) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> user.request()
                        .get("/meetings/" + meeting + "/tasks")
                        .then()
                        .statusCode(200)
                        .body("status", equalTo(status)));
        return user.request().get("/meetings/" + meeting + "/tasks").jsonPath();
    }

    private int asked(String what) {
        return ai.asked(what).size();
    }

    /** What was finished before is not done again; what was not is. */
    @ParameterizedTest
    @CsvSource({
        AiDouble.TRANSCRIPTIONS + ", transcribing, 2, 1, 1",
        AiDouble.SUMMARY + ", analyzing_meeting, 1, 2, 1",
        AiDouble.TASKS + ", creating_tasks, 1, 1, 2"
    })
    void a_service_that_is_killed_in_a_step_goes_on_with_it(
            String held, String step, int transcriptions, int summaries, int extractions) {
        long meeting = user.sent();
        ai.hold(held);
        ask(meeting);
        await().atMost(PATIENCE).until(() -> asked(held) == 1);
        user.request().get("/meetings/" + meeting + "/tasks").then().body("status", equalTo(step));

        service.kill();
        ai.letGo();
        service.start().awaitReady();

        JsonPath result = ended(meeting, "done");
        assertThat(result.getString("summary")).isEqualTo("The contract is sent by Friday.");
        assertThat(result.<String>getList("tasks.title")).containsExactly("Send the contract");
        assertThat(result.getDouble("tasks[0].segment.start")).isEqualTo(2.5);
        assertThat(List.of(asked(AiDouble.TRANSCRIPTIONS), asked(AiDouble.SUMMARY), asked(AiDouble.TASKS)))
                .containsExactly(transcriptions, summaries, extractions);
        assertThat(told(meeting))
                .containsExactly("transcribing", "analyzing_meeting", "creating_tasks", "done", "tasks.created");
    }

    private List<String> told(long meeting) {
        return user
                .request()
                .get("/events?after=0&limit=100")
                .jsonPath()
                .<Map<String, Object>>getList("events")
                .stream()
                .filter(event -> ((Number) event.get("meeting_id")).longValue() == meeting)
                .filter(event -> !event.get("type").equals("meeting.status_change"))
                .map(event -> event.get("type").equals("tasks.created")
                        ? "tasks.created"
                        : (String) ((Map<?, ?>) event.get("data")).get("status"))
                .toList();
    }

    /** A step takes longer than its lease, which is renewed meanwhile. */
    @Test
    void two_replicas_do_every_step_once() {
        int meetings = 20;
        List<Long> all = new ArrayList<>();
        try (PackagedService another = replica()) {
            ai.hold(AiDouble.SUMMARY);
            for (int i = 0; i < meetings; i++) {
                all.add(user.sent());
                ask(all.get(i));
            }
            // both have all hands full: four at once each
            await().atMost(PATIENCE).until(() -> asked(AiDouble.SUMMARY) == 8);
            await().during(Duration.ofSeconds(5)).atMost(PATIENCE).until(() -> asked(AiDouble.SUMMARY) == 8);
            ai.letGo();

            all.forEach(meeting -> ended(meeting, "done"));
            assertThat(another.process().isAlive()).isTrue();
        }
        assertThat(List.of(asked(AiDouble.TRANSCRIPTIONS), asked(AiDouble.SUMMARY), asked(AiDouble.TASKS)))
                .containsExactly(meetings, meetings, meetings);
        assertThat(asked(AiDouble.RECORDING)).isEqualTo(meetings);
    }

    @Test
    void trouble_that_passes_is_waited_for_and_nothing_secret_is_told() {
        long meeting = user.sent();
        ai.then(
                Reply.of(429, "{\"error\": {}}").with("Retry-After", "1"),
                Reply.of(200, AiDouble.transcription("I will send the contract by Friday.")),
                Reply.of(200, "<html>"),
                Reply.of(503, ""));
        long began = System.nanoTime();
        ask(meeting);

        ended(meeting, "done");

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(1));
        assertThat(asked(AiDouble.TRANSCRIPTIONS)).isEqualTo(2);
        assertThat(asked(AiDouble.SUMMARY)).isEqualTo(3);
        assertThat(service.log())
                .contains("The transcription service is busy or in trouble (429).")
                .doesNotContain(KEY, SIGNATURE, "contract");
    }

    @Test
    void trouble_that_does_not_pass_ends_in_a_sentence_and_may_be_tried_again() {
        long meeting = user.sent();
        ai.then(Reply.of(500, ""), Reply.of(500, ""), Reply.of(500, ""), Reply.of(500, ""));
        ask(meeting);

        assertThat(ended(meeting, "error").getString("error_message"))
                .isEqualTo("The transcription service is busy or in trouble (500). It was tried 4 times.");
        ask(meeting);
        assertThat(ended(meeting, "done").getString("error_message")).isNull();
    }
}
