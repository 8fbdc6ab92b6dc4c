package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.local.LocalServices;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Runs the curl commands of docs/api.md from the first to the last, as a reader would who has just started the service.
 * Every example must get the status that is written below it, and an answer with at least the fields shown there.
 * {@code -Dapi.docs=write} writes the answers down instead.
 */
class ApiDocumentIT {

    private static final Path PAGE = Path.of("docs/api.md");

    /** An example: the command, the status of its answer, and the answer where there is a body. */
    private static final Pattern EXAMPLE = Pattern.compile(
            "```sh\\n(?<curl>curl .*?)\\n```\\n\\n(?<status>\\d{3})(?<answer>:\\n\\n```json\\n(?<body>.*?)\\n```)?\\n",
            Pattern.DOTALL);

    private static final Pattern HEADING = Pattern.compile("^#+ `([A-Z]+ /[^`]*)`$", Pattern.MULTILINE);

    /** What an example waits for, such as a bot that is in the meeting. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int LONGEST_TEXT = 120;

    private static final Duration A_READERS_PACE = Duration.ofSeconds(2);

    private static final boolean WRITE = "write".equals(System.getProperty("api.docs"));

    private static final LocalServices LOCAL = LocalServices.another();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static PackagedService service;
    private static Map<String, String> variables;

    @BeforeAll
    static void start() throws Exception {
        service = ShortLimits.ready(LOCAL);
        variables = new HashMap<>(Map.of("ROLLCALL", service.baseUrl().toString(), "ADMIN", "admin"));
        // the demo user of development
        send("curl -s -X POST $ROLLCALL/admin/users -H 'X-Admin-API-Key: admin' -H 'Content-Type: application/json'"
                + " -d '{\"email\": \"demo@example.org\", \"max_concurrent_bots\": 3}'");
        HttpResponse<String> token = send("curl -s -X POST $ROLLCALL/admin/users/1/tokens -H 'X-Admin-API-Key: admin'");
        variables.put("KEY", new JsonObject(token.body()).getString("token"));
    }

    @AfterAll
    static void stop() {
        service.close();
        LOCAL.close();
    }

    @Test
    void everyExampleIsAnsweredAsThePageSays() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(page.split("\\ncurl ", -1).length - 1)
                .as("commands that stand in the form of an example")
                .isEqualTo((int) EXAMPLE.matcher(page).results().count());
        String answered = EXAMPLE.matcher(page).replaceAll(example -> Matcher.quoteReplacement(run(example)));
        if (WRITE) {
            Files.writeString(PAGE, answered);
        }
    }

    @Test
    void everyEndpointHasItsPlaceOnThePage() throws Exception {
        JsonObject paths = new JsonObject(send("curl -s $ROLLCALL/q/openapi").body()).getJsonObject("paths");
        var operations = new TreeSet<String>();
        paths.forEach(path -> ((JsonObject) path.getValue())
                .fieldNames().stream()
                        .filter(name -> name.matches("get|put|post|patch|delete"))
                        .forEach(method -> operations.add(method.toUpperCase() + " " + path.getKey())));
        assertThat(HEADING.matcher(Files.readString(PAGE)).results().map(heading -> heading.group(1)))
                .containsAll(operations);
    }

    /** The example as it stands on the page, or as it should. */
    private static String run(MatchResult example) {
        String curl = example.group(1);
        String status = example.group(2);
        String shown = example.group(4);
        HttpResponse<String> answer =
                answered(curl, Integer.parseInt(status), WRITE || shown == null ? null : Json.decodeValue(shown));
        if (!WRITE) {
            return example.group();
        }
        String body = answer.body().isEmpty() ? "" : ":\n\n```json\n" + pretty(answer.body()) + "\n```";
        return "```sh\n" + curl + "\n```\n\n" + status + body + "\n";
    }

    /** Asked again until it is so: a reader needs longer from one command to the next than this test. */
    private static HttpResponse<String> answered(String curl, int status, Object shown) {
        AtomicReference<HttpResponse<String>> answer = new AtomicReference<>();
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(WRITE ? A_READERS_PACE : Duration.ZERO)
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> {
                    answer.set(send(curl));
                    assertThat(answer.get().statusCode())
                            .as(curl + "\n" + answer.get().body())
                            .isEqualTo(status);
                    if (shown != null) {
                        assertHasAll(
                                curl, "", shown, Json.decodeValue(answer.get().body()));
                    }
                });
        if (shown instanceof JsonObject bot && bot.containsKey("bot_id")) {
            // random, so a reader has to put it into the next commands, too
            variables.put("BOT", new JsonObject(answer.get().body()).getString("bot_id"));
        }
        return answer.get();
    }

    private static HttpResponse<String> send(String curl) throws Exception {
        return HTTP.send(new CurlLine(curl).request(variables), BodyHandlers.ofString());
    }

    /** Every field of the page is in the answer; what else is there, and all values, may differ. */
    private static void assertHasAll(String curl, String where, Object shown, Object actual) {
        if (shown instanceof JsonObject object) {
            assertThat(actual).as(curl + where).isInstanceOf(JsonObject.class);
            JsonObject there = (JsonObject) actual;
            assertThat(there.fieldNames()).as(curl + where).containsAll(object.fieldNames());
            object.forEach(field -> assertHasAll(
                    curl,
                    where + "." + field.getKey(),
                    object.getValue(field.getKey()),
                    there.getValue(field.getKey())));
        } else if (shown instanceof JsonArray list && !list.isEmpty() && actual instanceof JsonArray there) {
            assertThat(there.size()).as(curl + where).isPositive();
            assertHasAll(curl, where + "[0]", list.getValue(0), there.getValue(0));
        }
    }

    private static String pretty(String json) {
        Object value = fitToRead(Json.decodeValue(json));
        return value instanceof JsonObject object ? object.encodePrettily() : ((JsonArray) value).encodePrettily();
    }

    /** A page is for reading: long texts are cut, and no key is shown. */
    private static Object fitToRead(Object value) {
        if (value instanceof JsonObject object) {
            JsonObject fit = new JsonObject();
            object.forEach(field -> fit.put(field.getKey(), fitToRead(object.getValue(field.getKey()))));
            return fit;
        }
        if (value instanceof JsonArray list) {
            JsonArray fit = new JsonArray();
            list.forEach(each -> fit.add(fitToRead(each)));
            return fit;
        }
        if (value instanceof String key && key.startsWith("vxa_")) {
            return "vxa_…";
        }
        return value instanceof String text && text.length() > LONGEST_TEXT
                ? text.substring(0, LONGEST_TEXT) + "…"
                : value;
    }
}
