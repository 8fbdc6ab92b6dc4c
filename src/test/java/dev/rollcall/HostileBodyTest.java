package dev.rollcall;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies made to do harm, sent to everything that reads one: a clear 4xx each, and nothing stored. */
@QuarkusTest
class HostileBodyTest {

    private record Endpoint(String method, String path) {}

    private record Body(String contentType, byte[] bytes) {

        static Body json(String text) {
            return in(StandardCharsets.UTF_8, text);
        }

        static Body in(Charset charset, String text) {
            return new Body("application/json", text.getBytes(charset));
        }
    }

    private static final String BOT = "\"platform\": \"google_meet\", \"native_meeting_id\": \"abc-defg-hij\"";
    private static final String MANY = "0,".repeat(500_000) + "0";

    private static final Map<String, Body> BODIES = new LinkedHashMap<>();

    static {
        BODIES.put("not closed", Body.json("{" + BOT));
        BODIES.put("closed twice", Body.json("{" + BOT + "}}"));
        BODIES.put("a field twice", Body.json("{" + BOT + ", \"platform\": \"zoom\"}"));
        BODIES.put("a field twice, deeper", Body.json("{" + BOT + ", \"more\": {\"a\": 1, \"a\": 2}}"));
        BODIES.put("lists in lists", Body.json("{" + BOT + ", \"more\": " + "[".repeat(200) + "]".repeat(200) + "}"));
        BODIES.put("objects in objects", Body.json("{\"a\":".repeat(200) + "1" + "}".repeat(200)));
        BODIES.put("lists without an end", Body.json("[".repeat(1_000_000)));
        BODIES.put("a list of half a million", Body.json("[" + MANY + "]"));
        BODIES.put("a number of 2,000 digits", Body.json("{" + BOT + ", \"more\": " + "9".repeat(2_000) + "}"));
        BODIES.put("a zero byte in a text", Body.json("{" + BOT + ", \"bot_name\": \"a\0b\"}"));
        BODIES.put("a zero byte between fields", Body.json("{" + BOT + ",\0 \"bot_name\": \"a\"}"));
        BODIES.put("UTF-16, little end first", Body.in(StandardCharsets.UTF_16LE, "{" + BOT + "}"));
        BODIES.put("UTF-16 with a mark", Body.in(StandardCharsets.UTF_16, "{" + BOT + "}"));
        BODIES.put("UTF-32", Body.in(Charset.forName("UTF-32BE"), "{" + BOT + "}"));
        BODIES.put("Latin-1", Body.in(StandardCharsets.ISO_8859_1, "{" + BOT + ", \"bot_name\": \"Zoë\"}"));
        BODIES.put(
                "Latin-1, and says so",
                new Body("application/json; charset=ISO-8859-1", ("{" + BOT + "}").getBytes(StandardCharsets.UTF_8)));
        BODIES.put("too long", Body.json("{" + BOT + ", \"more\": \"" + "x".repeat(3_000_000) + "\"}"));
        BODIES.put("no JSON", new Body("text/csv", "a,b".getBytes(StandardCharsets.UTF_8)));
    }

    private User user;
    private Bot bot;

    @BeforeEach
    void aBotInAMeeting() {
        user = User.withLimit(2);
        bot = Bot.of(user.sent()).inMeeting();
    }

    @Test
    void eachIsRefusedWithASentenceByEveryEndpointAndNothingIsStored() {
        List<Endpoint> endpoints = endpoints();
        assertThat(endpoints).hasSizeGreaterThan(5);
        Map<String, Long> before = rows();
        SoftAssertions all = new SoftAssertions();
        for (Endpoint endpoint : endpoints) {
            BODIES.forEach((name, body) -> {
                Response answer = send(endpoint, body);
                String what = name + " to " + endpoint + ": " + answer.asString();
                all.assertThat(answer.statusCode()).as(what).isBetween(400, 499).isNotIn(401, 403);
                all.assertThat(answer.contentType()).as(what).startsWith("application/problem+json");
                all.assertThat(answer.jsonPath().getString("detail")).as(what).hasSizeGreaterThan(10);
            });
        }
        all.assertAll();
        assertThat(rows()).isEqualTo(before);
        assertThat(user.status(bot.meetingId())).isEqualTo("active");
    }

    private Response send(Endpoint endpoint, Body body) {
        return request()
                .header("X-API-Key", user.key())
                .header("X-Admin-API-Key", "admin")
                .header("X-Internal-Secret", bot.token())
                .header("Content-Type", body.contentType())
                .body(body.bytes())
                .request(endpoint.method(), endpoint.path());
    }

    /** The content type as it is: REST Assured would add a charset. */
    private static RequestSpecification request() {
        return given().config(RestAssuredConfig.config()
                .encoderConfig(
                        EncoderConfig.encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false)));
    }

    /** Whatever the documentation says takes a body, and what bots call, which it does not tell. */
    private List<Endpoint> endpoints() {
        List<Endpoint> endpoints = new ArrayList<>();
        JsonPath document = given().get("/q/openapi").jsonPath();
        Map<String, Map<String, Object>> paths = document.getMap("paths");
        paths.forEach((path, operations) -> operations.forEach((method, operation) -> {
            if (operation instanceof Map<?, ?> details && details.containsKey("requestBody")) {
                endpoints.add(new Endpoint(method.toUpperCase(), filled(path)));
            }
        }));
        List.of("started", "exited", "status_change", "lifecycle", "heartbeat", "ack")
                .forEach(callback -> endpoints.add(new Endpoint("POST", "/bots/internal/callback/" + callback)));
        return endpoints;
    }

    private String filled(String path) {
        return path.replace("{platform}", "google_meet")
                .replace("{native_meeting_id}", "abc-defg-hij")
                .replace("{native_id}", "abc-defg-hij")
                .replaceFirst("(/users)/\\{[a-z_]+}", "$1/" + user.id())
                .replaceAll("\\{[a-z_]+}", String.valueOf(bot.meetingId()));
    }

    private static Map<String, Long> rows() {
        Map<String, Long> rows = new LinkedHashMap<>();
        Database.rows("""
                        select table_name
                        from information_schema.tables
                        where table_schema = current_schema and table_type = 'BASE TABLE'
                        order by table_name
                        """)
                .forEach(table ->
                        rows.put(table.getString(0), Database.number("select count(*) from " + table.getString(0))));
        return rows;
    }
}
