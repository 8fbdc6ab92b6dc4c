package dev.rollcall.polling;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import dev.rollcall.PackagedService;
import dev.rollcall.ShortLimits;
import dev.rollcall.dashboard.Chromium;
import dev.rollcall.dashboard.NeedsChromium;
import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.Jwt;
import dev.rollcall.stage.User;
import io.restassured.http.ContentType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The commands and the loop of docs/polling.md, run as their readers run them: by curl, and in a browser. */
class PollingDocumentIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SECRET = "the secret of a login that this test plays";
    private static final String CALLBACK_TOKEN = "a-token-that-a-service-of-this-test-has";

    private static final List<String> WAY = List.of(
            "initialized", "connecting", "connected", "transcribing", "analyzing_meeting", "creating_tasks", "done");

    private static LocalServices local;
    private static PackagedService service;

    @BeforeAll
    static void start() {
        local = LocalServices.another();
        Map<String, String> settings = ShortLimits.settings(local);
        settings.put("rollcall.jwt.secret", SECRET);
        settings.put("rollcall.polling.callback-token", CALLBACK_TOKEN);
        service = PackagedService.launch(ShortLimits.environment(local), settings)
                .awaitReady()
                .asTarget();
    }

    @AfterAll
    static void stop() {
        service.close();
        local.close();
    }

    private static String tokenOf(String externalId) {
        return Jwt.of(externalId).hs256(SECRET.getBytes(StandardCharsets.UTF_8));
    }

    private static User userCalled(String externalId) {
        User user = User.withLimit(2);
        User.admin()
                .body("{\"external_id\": \"%s\"}".formatted(externalId))
                .patch("/admin/users/" + user.id())
                .then()
                .statusCode(200);
        return user;
    }

    @Test
    void theLogSaysWhatThePageSays() {
        assertThat(PollingDocument.logLines()).hasSize(3);
        assertThat(service.log()).contains(PollingDocument.logLines());
    }

    /** Allowed to differ: the port, the token, the bot's id. */
    @Test
    void theCommandsOfThePageTakeABotToItsTasks() throws Exception {
        User user = userCalled("user_123");
        String token = tokenOf("user_123");
        JsonObject triggered = run("### 2. Send a bot", token, "bot_123");
        String id = triggered.getString("bot_id");
        assertThat(triggered.getString("status")).isEqualTo("initialized");
        assertThat(triggered.getString("message")).isEqualTo("Bot " + id + " started successfully for meeting");
        Set<String> seen = new LinkedHashSet<>();
        awaitStatus("connected", token, id, seen);

        JsonObject accepted = run("### 4. Have tasks made of what was said", token, id);
        assertThat(accepted.getString("bot_id")).isEqualTo(id);
        awaitStatus("done", token, id, seen);

        assertThat(List.copyOf(seen)).isSubsetOf(WAY).isSortedAccordingTo((a, b) -> WAY.indexOf(a) - WAY.indexOf(b));
        JsonObject result = run("### 5. See what came of it", token, id);
        assertThat(result.fieldNames())
                .containsExactlyInAnyOrder(
                        "bot_id",
                        "status",
                        "user_id",
                        "created_at",
                        "updated_at",
                        "error_message",
                        "session_id",
                        "result_data");
        assertThat(result.getString("status")).isEqualTo("done");
        assertThat(result.getString("user_id")).isEqualTo("user_123");
        assertThat(result.getString("session_id")).startsWith("session_");
        assertThat(result.getValue("error_message")).isNull();
        assertThat(result.getJsonObject("result_data").getValue("tasks")).isInstanceOf(JsonArray.class);
        assertThat(result.getJsonObject("result_data").fieldNames()).contains("summary");
        assertThat(steps(user)).containsSubsequence("transcribing", "analyzing_meeting", "creating_tasks", "done");
    }

    private static void awaitStatus(String status, String token, String id, Set<String> seen) {
        await().atMost(PATIENCE).until(() -> {
            String now = run("### 3. Ask how far it is", token, id).getString("status");
            seen.add(now);
            return now.equals(status);
        });
    }

    /** What a poll may miss: each step is an event. */
    private static List<String> steps(User user) {
        return user.request().get("/events?after=0").jsonPath().getList("events.data.status");
    }

    private static JsonObject run(String heading, String token, String id) throws IOException, InterruptedException {
        String command = PollingDocument.block(
                        heading, "bash", service.baseUrl().toString())
                .replace("YOUR_JWT_TOKEN", token)
                .replace("bot_123", id);
        Path output = Files.createTempFile("curl-", ".json");
        Process curl = new ProcessBuilder("bash", "-c", command)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(curl.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(curl.exitValue()).as(command).isZero();
        return new JsonObject(Files.readString(output));
    }

    @Nested
    @NeedsChromium
    class InABrowser {

        @Test
        void theLoopOfThePageShowsABotUntilItIsDone() {
            String externalId = "user_" + UUID.randomUUID();
            User user = userCalled(externalId);
            String meet = User.newMeet();
            try (Site site = Site.of(tokenOf(externalId))) {
                site.sendTo(meet);
                site.awaitShown("connected");

                user.stop(meet).then().statusCode(202);

                site.awaitShown("done");
                site.awaitLine("Results:");
                assertThat(List.copyOf(new LinkedHashSet<>(site.shown())))
                        .isSubsetOf(WAY)
                        .isSortedAccordingTo((a, b) -> WAY.indexOf(a) - WAY.indexOf(b));
                assertThat(site.lines()).noneMatch(line -> line.contains("rror"));
            }
        }

        @Test
        void theLoopOfThePageEndsWithAnErrorInItsWords() {
            String externalId = "user_" + UUID.randomUUID();
            userCalled(externalId);
            try (Site site = Site.of(tokenOf(externalId))) {
                site.sendTo(User.newMeet());
                site.awaitShown("connected");

                given().header("Authorization", "Bearer " + CALLBACK_TOKEN)
                        .contentType(ContentType.JSON)
                        .body("{\"bot_id\": \"%s\", \"status\": \"error\", \"error_message\": \"No recording.\"}"
                                .formatted(site.botId()))
                        .post("/api/v1/meet/callback/update-status")
                        .then()
                        .statusCode(200);

                site.awaitShown("error");
                site.awaitLine("Error: No recording.");
            }
        }
    }

    /** A frontend on an origin of its own, made of nothing but the loop of the page. */
    private record Site(HttpServer server, Chromium chromium, Page page, List<String> lines) implements AutoCloseable {

        static Site of(String token) {
            String loop = PollingDocument.block(
                    "## In a frontend", "javascript", service.baseUrl().toString());
            HttpServer server = serve("""
                    <!doctype html><title>A frontend</title>
                    <script>
                    const yourToken = '%s';
                    const shown = [];
                    const updateUI = status => shown.push(status);
                    %s
                    </script>
                    """.formatted(token, loop));
            Chromium chromium = Chromium.start();
            Page page = chromium.page();
            List<String> lines = new CopyOnWriteArrayList<>();
            page.onConsoleMessage(message -> lines.add(message.text()));
            page.navigate("http://localhost:" + server.getAddress().getPort() + "/");
            return new Site(server, chromium, page, lines);
        }

        private static HttpServer serve(String html) {
            try {
                HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                byte[] body = html.getBytes(StandardCharsets.UTF_8);
                server.createContext("/", exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
                server.start();
                return server;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        void sendTo(String meet) {
            page.evaluate("link => startBot(link)", "https://meet.google.com/" + meet);
        }

        String botId() {
            return new JsonArray(polled()).getString(0);
        }

        /** The last part of the addresses that the loop has asked. */
        private String polled() {
            return (String) page.evaluate("JSON.stringify(performance.getEntriesByType('resource').map(e => e.name)"
                    + ".filter(name => name.includes('/status/')).map(name => name.split('/').pop()))");
        }

        List<String> shown() {
            List<String> all = new ArrayList<>();
            new JsonArray((String) page.evaluate("JSON.stringify(shown)")).forEach(status -> all.add((String) status));
            return all;
        }

        void awaitShown(String status) {
            await().atMost(PATIENCE).until(() -> shown().contains(status));
        }

        void awaitLine(String beginning) {
            await().atMost(PATIENCE).until(() -> {
                page.evaluate("0"); // messages come while somebody asks
                return lines.stream().anyMatch(line -> line.startsWith(beginning));
            });
        }

        @Override
        public void close() {
            chromium.close();
            server.stop(0);
        }
    }
}
