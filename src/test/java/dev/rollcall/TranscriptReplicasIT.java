package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.User;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two services read one stream of transcripts; one of them is killed in the middle. */
class TranscriptReplicasIT {

    private static final int MESSAGES = 400;
    private static final int SEGMENTS = 5;

    private static final LocalServices LOCAL = LocalServices.another();

    private static List<PackagedService> replicas;

    @BeforeAll
    static void start() {
        // small batches, so that there is always one in hand
        Map<String, String> settings = Map.of(
                "rollcall.runtime", "none",
                "rollcall.transcripts.batch", "3",
                "rollcall.transcripts.claim-after", "2s");
        replicas = Stream.generate(() -> ShortLimits.launch(LOCAL, settings))
                .limit(2)
                .toList();
        replicas.forEach(PackagedService::awaitReady);
        replicas.get(1).asTarget();
    }

    @AfterAll
    static void stop() {
        replicas.forEach(PackagedService::close);
        LOCAL.close();
    }

    @Test
    void everythingThatWasSaidIsStoredOnce() throws Exception {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        user.send(meet).then().statusCode(201);
        try (Redis redis = new Redis(LOCAL.redisUrl())) {
            for (int message = 0; message < MESSAGES; message++) {
                redis.command("XADD", "transcription_segments", "*", "payload", payload(user, meet, message));
                if (message == MESSAGES / 2) {
                    await().until(() -> said(user, meet).size() > 0);
                    replicas.get(0).kill();
                }
            }

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(said(user, meet)).hasSize(MESSAGES * SEGMENTS));
            assertThat(said(user, meet))
                    .containsExactlyElementsOf(IntStream.range(0, MESSAGES * SEGMENTS)
                            .mapToObj(number -> "Sentence " + number + ".")
                            .toList());
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(redis.command("XPENDING", "transcription_segments", "rollcall"))
                            .contains(":0"));
            assertThat(redis.command("XLEN", "transcription_segments:dead")).isEqualTo(":0");
        }
    }

    private static List<String> said(User user, String meet) {
        Response transcript = user.request().get("/transcripts/google_meet/" + meet);
        transcript.then().statusCode(200);
        return transcript.path("segments.text");
    }

    private static String payload(User user, String meet, int message) {
        JsonArray segments = new JsonArray();
        for (int i = message * SEGMENTS; i < (message + 1) * SEGMENTS; i++) {
            segments.add(new JsonObject()
                    .put("start", i * 2)
                    .put("end", i * 2 + 1)
                    .put("text", "Sentence " + i + ".")
                    .put("completed", true));
        }
        return new JsonObject()
                .put("type", "transcription")
                .put("token", user.key())
                .put("platform", "google_meet")
                .put("meeting_id", meet)
                .put("uid", "one-session")
                .put("start_timestamp", "2026-03-01T10:00:00Z")
                .put("segments", segments)
                .encode();
    }

    /** A transcriber's connection: what it says of an answer is the answer's lines. */
    private static final class Redis implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader answers;

        Redis(String url) throws IOException {
            URI address = URI.create(url);
            socket = new Socket(address.getHost(), address.getPort());
            answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        String command(String... words) throws IOException {
            StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
            for (String word : words) {
                command.append("$")
                        .append(word.getBytes(StandardCharsets.UTF_8).length)
                        .append("\r\n")
                        .append(word)
                        .append("\r\n");
            }
            socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.UTF_8));
            return answer();
        }

        private String answer() throws IOException {
            String line = answers.readLine();
            if (line.startsWith("$")) {
                return line.equals("$-1") ? "nothing" : answers.readLine();
            }
            if (!line.startsWith("*") || line.equals("*-1")) {
                return line;
            }
            StringBuilder all = new StringBuilder();
            for (int left = Integer.parseInt(line.substring(1)); left > 0; left--) {
                all.append(answer()).append(' ');
            }
            return all.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
