package dev.rollcall.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rollcall.pipeline.AiDouble.Asked;
import dev.rollcall.pipeline.AiDouble.Reply;
import dev.rollcall.pipeline.Conversation.Said;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What services are asked, what is made of their answers, and of their troubles. */
class AiStepsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int WHOLE = 100_000;
    private static final Conversation SAID = new Conversation(
            List.of(said(11, "Ada", "Let us begin."), said(12, null, "I will send the\ncontract by Friday.")),
            LocalDate.of(2026, 3, 2));

    private static Vertx vertx;

    private final AiDouble ai = new AiDouble();
    private final AiService service = new AiService(vertx);

    @TempDir
    Path folder;

    @BeforeAll
    static void vertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void closeVertx() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @AfterEach
    void close() {
        ai.close();
    }

    private static Said said(long id, String speaker, String text) {
        return new Said(id, "key:" + id, speaker, id, text, "en");
    }

    private ChatAnalysis analysis(int longestPart) {
        var config = Settings.analysis(ai.base(), Duration.ofSeconds(5), longestPart);
        return new ChatAnalysis(new Chat(service, config), config);
    }

    private ChatTasks tasks() {
        var config = Settings.analysis(ai.base(), Duration.ofSeconds(5), WHOLE);
        return new ChatTasks(new Chat(service, config), config);
    }

    private static <T> T done(Uni<T> work) {
        return work.await().atMost(TIMEOUT);
    }

    private StepTrouble trouble(Uni<?> work) {
        return catchThrowableOfType(StepTrouble.class, () -> done(work));
    }

    @Test
    void a_summary_is_asked_for_with_a_strict_schema_and_our_key() {
        assertThat(done(analysis(WHOLE).summary(SAID))).isEqualTo("The contract is sent by Friday.");

        Asked asked = ai.asked(AiDouble.SUMMARY).get(0);
        assertThat(asked.header("Authorization")).isEqualTo("Bearer sk-of-the-test");
        assertThat(asked.json().getString("model")).isEqualTo("a-model");
        JsonObject format = asked.json().getJsonObject("response_format");
        assertThat(format.getString("type")).isEqualTo("json_schema");
        assertThat(format.getJsonObject("json_schema").getBoolean("strict")).isTrue();
        JsonArray messages = asked.json().getJsonArray("messages");
        assertThat(messages.getJsonObject(1).getString("content"))
                .isEqualTo("1. Ada: Let us begin.\n2. I will send the contract by Friday.\n");
    }

    @Test
    void what_does_not_fit_is_summarised_in_parts_and_these_together() {
        ai.then(
                Reply.of(200, AiDouble.chat(new JsonObject().put("summary", "First."))),
                Reply.of(200, AiDouble.chat(new JsonObject().put("summary", "Second."))),
                Reply.of(200, AiDouble.chat(new JsonObject().put("summary", "Both."))));

        assertThat(done(analysis(30).summary(SAID))).isEqualTo("Both.");

        assertThat(ai.asked(AiDouble.SUMMARY))
                .extracting(asked ->
                        asked.json().getJsonArray("messages").getJsonObject(1).getString("content"))
                .containsExactly(
                        "1. Ada: Let us begin.\n", "2. I will send the contract by Friday.\n", "First.\n\nSecond.");
    }

    @Test
    void a_task_tells_where_it_was_said() {
        FoundTask task = done(tasks().tasks(SAID, null)).get(0);

        assertThat(task.title()).isEqualTo("Send the contract");
        assertThat(task.owner()).isEqualTo("Ada");
        assertThat(task.due()).isEqualTo("by Friday");
        assertThat(task.dueDate()).isEqualTo("2026-03-06");
        assertThat(task.priority()).isEqualTo("high");
        assertThat(task.line()).isEqualTo(SAID.lines().get(1));
    }

    @Test
    void of_an_odd_task_what_can_be_used_is_kept() {
        JsonArray odd = new JsonArray()
                .add(new JsonObject().put("title", "Call Bob").put("line", 99).put("due_date", "soon"))
                .add(new JsonObject().put("title", "  "))
                .add("a word")
                .add(new JsonObject()
                        .put("title", "Pay")
                        .put("priority", "URGENT")
                        .put("owner", 7)
                        .put("line", "1"));
        ai.then(Reply.of(200, AiDouble.chat(new JsonObject().put("tasks", odd))));

        assertThat(done(tasks().tasks(SAID, null)))
                .extracting(
                        FoundTask::title, FoundTask::owner, FoundTask::dueDate, FoundTask::priority, FoundTask::line)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("Call Bob", null, null, null, null),
                        org.assertj.core.groups.Tuple.tuple("Pay", null, null, null, null));
    }

    @Test
    void json_in_a_fence_is_json() {
        ai.then(Reply.of(200, AiDouble.chat("```json\n{\"summary\": \"Fenced.\"}\n```")));

        assertThat(done(analysis(WHOLE).summary(SAID))).isEqualTo("Fenced.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json",
                "[]",
                "{}",
                "{\"choices\": []}",
                "{\"choices\": [{\"message\": {\"content\": null}}]}",
                "{\"choices\": [{\"message\": {\"content\": \"{\\\"summ\"}}]}",
                "{\"choices\": [{\"message\": {\"content\": \"{\\\"summary\\\": 7}\"}}]}",
                ""
            })
    void an_answer_that_is_not_as_agreed_may_be_so_next_time(String answer) {
        ai.then(Reply.of(200, answer));

        StepTrouble trouble = trouble(analysis(WHOLE).summary(SAID));

        assertThat(trouble).hasMessage("The analysis service did not answer in the agreed form.");
        assertThat(trouble.isLasting()).isFalse();
    }

    @Test
    void a_refusal_of_the_model_is_final() {
        ai.then(Reply.of(200, "{\"choices\": [{\"message\": {\"refusal\": \"I cannot.\", \"content\": null}}]}"));

        assertThat(trouble(analysis(WHOLE).summary(SAID)).isLasting()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "429, false, The analysis service is busy or in trouble (429).",
        "500, false, The analysis service is busy or in trouble (500).",
        "503, false, The analysis service is busy or in trouble (503).",
        "400, true, The analysis service refused the request (400).",
        "404, true, The analysis service refused the request (404).",
        "401, true, The analysis service does not take our key (401).",
        "302, true, The analysis service refused the request (302)."
    })
    void a_status_says_whether_trying_again_may_help(int status, boolean lasting, String sentence) {
        ai.then(Reply.of(status, "{\"error\": {\"message\": \"You said sk-of-the-test\"}}"));

        StepTrouble trouble = trouble(analysis(WHOLE).summary(SAID));

        assertThat(trouble).hasMessage(sentence);
        assertThat(trouble.isLasting()).isEqualTo(lasting);
    }

    @Test
    void a_service_that_asks_for_a_pause_gets_it() {
        ai.then(Reply.of(429, "{}").with("Retry-After", "17"));

        assertThat(trouble(analysis(WHOLE).summary(SAID)).retryAfter()).isEqualTo(Duration.ofSeconds(17));
    }

    @Test
    void a_late_answer_is_none() {
        ai.then(Reply.of(200, "{}").after(3_000));
        var config = Settings.analysis(ai.base(), Duration.ofMillis(300), WHOLE);

        StepTrouble trouble = trouble(new ChatAnalysis(new Chat(service, config), config).summary(SAID));

        assertThat(trouble).hasMessage("The analysis service did not answer in time.");
        assertThat(trouble.isLasting()).isFalse();
    }

    @Test
    void a_service_that_is_away_may_come_back() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var config = Settings.analysis(URI.create("http://127.0.0.1:" + port + "/v1"), Duration.ofSeconds(5), WHOLE);

        StepTrouble trouble = trouble(new ChatAnalysis(new Chat(service, config), config).summary(SAID));

        assertThat(trouble).hasMessage("The analysis service could not be reached.");
        assertThat(trouble.isLasting()).isFalse();
    }

    @Test
    void a_recording_is_sent_as_a_form_and_its_segments_come_back() throws IOException {
        byte[] bytes = "speech ".repeat(100_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        Path file = Files.write(folder.resolve("x.part"), bytes);
        var transcription = new ServiceTranscription(service, Settings.transcription(ai.base()), vertx);

        List<Spoken> words = done(transcription.words(new AudioFile(file.toString(), "audio.m4a", bytes.length)));

        assertThat(words)
                .extracting(Spoken::start, Spoken::end, spoken -> spoken.text().strip(), Spoken::language)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(0.0, 2.0, "Let us begin.", "en"),
                        org.assertj.core.groups.Tuple.tuple(2.5, 4.5, "I will send the contract by Friday.", "en"));
        Asked asked = ai.asked(AiDouble.TRANSCRIPTIONS).get(0);
        assertThat(asked.header("Authorization")).isNull();
        String boundary = asked.header("Content-Type").replace("multipart/form-data; boundary=", "");
        assertThat(asked.body().split("--" + boundary, -1)).hasSize(6).satisfies(parts -> {
            assertThat(parts[1]).isEqualTo("\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n");
            assertThat(parts[2]).contains("name=\"response_format\"").endsWith("\r\n\r\nverbose_json\r\n");
            assertThat(parts[4])
                    .contains("name=\"file\"; filename=\"audio.m4a\"")
                    .endsWith("\r\n\r\n" + "speech ".repeat(100_000) + "\r\n");
            assertThat(parts[5]).isEqualTo("--\r\n");
        });
    }

    @Test
    void a_service_without_segments_is_content_with_its_text() throws IOException {
        Path file = Files.write(folder.resolve("x.part"), new byte[10]);
        ai.then(Reply.of(200, "{\"text\": \"All of it.\"}"), Reply.of(200, "{\"words\": []}"));
        var transcription = new ServiceTranscription(service, Settings.transcription(ai.base()), vertx);
        var audio = new AudioFile(file.toString(), "audio.mp3", 10);

        assertThat(done(transcription.words(audio))).extracting(Spoken::text).containsExactly("All of it.");
        assertThat(trouble(transcription.words(audio)))
                .hasMessage("The transcription service did not answer in the agreed form.");
    }
}
