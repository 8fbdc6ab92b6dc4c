package dev.rollcall.meeting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import dev.rollcall.stage.RawHttp;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that a client may get wrong gets a clear sentence, and nothing gets a 500. */
@QuarkusTest
class BadInputTest {

    /** One for all: what is refused leaves nothing behind. */
    private static User user;

    @BeforeEach
    void aUser() {
        if (user == null) {
            user = User.withLimit(100);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "nonsense", "{\"platform\": }", "{'platform': 'zoom'}", "{} {}", "{\"a\": tru}", "\0"})
    void what_is_not_json_is_400(String body) {
        problem(send(body), 400).body("detail", containsString("not valid JSON"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null"})
    void an_empty_body_is_400(String body) {
        problem(send(body), 400).body("detail", equalTo("The request body is empty; it must be a JSON object."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "5", "\"text\"", "true"})
    void json_that_is_no_object_is_422(String body) {
        problem(send(body), 422).body("errors.field", contains("body"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                           | platform",
                "{}                                                           | native_meeting_id",
                "{\"platform\": \"skype\", \"native_meeting_id\": \"a\"}      | platform",
                "{\"platform\": 5, \"native_meeting_id\": \"abc-defg-hij\"}   | platform",
                "{\"platform\": \"google_meet\"}                              | native_meeting_id",
                "{\"platform\": \"google_meet\", \"native_meeting_id\": \"a\"}  | native_meeting_id",
                "{\"platform\": \"google_meet\", \"native_meeting_id\": 17}   | native_meeting_id",
                "{\"platform\": \"teams\", \"native_meeting_id\": \"12345\"}  | native_meeting_id",
                "{\"platform\": \"zoom\", \"native_meeting_id\": \"123456789012\"} | native_meeting_id",
                "{\"platform\": \"zoom\", \"native_meeting_id\": 1e400}       | native_meeting_id",
                "{\"platform\": \"google_meet\", \"native_meeting_id\": \"abc-defg-hij\", \"passcode\": \"Zw4rtfx\"} | passcode",
                "{\"platform\": \"teams\", \"native_meeting_id\": \"1234567890\", \"passcode\": \"x\"} | passcode",
                "{\"platform\": \"zoom\", \"native_meeting_id\": \"1234567890\", \"passcode\": \"a\\u0000b\"} | passcode",
                "{\"meeting_url\": \"ftp://example.org/x\"}                   | meeting_url",
                "{\"meeting_url\": \"https://meet.google.com/abc-defg-hij\\u0000\"} | meeting_url",
                "{\"meeting_url\": \"https://evil.example/meet.google.com/abc-defg-hij\"} | meeting_url",
                "{\"platform\": \"zoom\", \"meeting_url\": \"https://meet.google.com/abc-defg-hij\"} | platform",
            })
    void a_meeting_that_cannot_be_is_422_and_named(String body, String field) {
        problem(send(body), 422).body("errors.field", hasItem(field));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"bot_name\": \"a\\u0000b\"              | bot_name",
                "\"bot_name\": \"a\\nb\"                  | bot_name",
                "\"bot_name\": \"\\ud800\"                | bot_name",
                "\"bot_name\": 1                          | bot_name",
                "\"language\": \"klingon\"                | language",
                "\"language\": \"e\\u0000n\"              | language",
                "\"task\": \"sing\"                       | task",
                "\"transcription_tier\": \"gold\"         | transcription_tier",
                "\"recording_enabled\": \"maybe\"         | recording_enabled",
                "\"default_avatar_url\": \"javascript:1\" | default_avatar_url",
                "\"zoom_obf_token\": \"t\"                | zoom_obf_token",
                "\"automatic_leave\": 5                   | automatic_leave",
                "\"automatic_leave\": {\"max_bot_time\": 1e400}  | automatic_leave.max_bot_time",
                "\"automatic_leave\": {\"max_bot_time\": 99999999999999999999} | automatic_leave.max_bot_time",
                "\"automatic_leave\": {\"max_bot_time\": 0}      | automatic_leave.max_bot_time",
                "\"automatic_leave\": {\"max_bot_time\": -1}     | automatic_leave.max_bot_time",
                "\"automatic_leave\": {\"max_bot_tim\": 5}       | automatic_leave.max_bot_tim",
                "\"simulate\": {\"scenario\": \"opera\"}         | simulate.scenario",
                "\"simulate\": {\"note\": \"a\\u0000b\"}         | simulate.note",
                "\"simulate\": {\"a\\u0000b\": 1}                | simulate",
                "\"simulate\": {\"deep\": {\"x\": 1}}            | simulate.deep",
                "\"simulate\": \"crash\"                         | simulate",
            })
    void a_wrong_field_is_422_and_named(String field, String name) {
        String meeting = "\"platform\": \"google_meet\", \"native_meeting_id\": \"" + User.newMeet() + "\"";
        problem(send("{" + meeting + ", " + field + "}"), 422).body("errors.field", contains(name));
    }

    @Test
    void a_name_that_is_too_long_is_422() {
        String meeting = "\"platform\": \"google_meet\", \"native_meeting_id\": \"" + User.newMeet() + "\"";
        problem(send("{" + meeting + ", \"bot_name\": \"" + "x".repeat(101) + "\"}"), 422)
                .body("errors.field", contains("bot_name"));
    }

    @Test
    void an_id_that_is_too_long_is_422_in_the_body_and_in_the_path() {
        String id = "x".repeat(5000);
        problem(send("{\"platform\": \"google_meet\", \"native_meeting_id\": \"" + id + "\"}"), 422);
        problem(user.stop("x".repeat(300)).then(), 422);
    }

    @Test
    void everything_that_is_wrong_is_said_at_once() {
        problem(send("""
                        {"platform": "teams", "native_meeting_id": "12", "passcode": "?", "language": "x", "task": 5,
                         "bot_name": "a\\u0007"}
                        """), 422)
                .body("errors.field", hasItem("native_meeting_id"))
                .body("errors.field", hasItem("passcode"))
                .body("errors.field", hasItem("language"))
                .body("errors.field", hasItem("task"))
                .body("errors.field", hasItem("bot_name"))
                .body("errors.message", not(hasItem(containsString("\u0007"))))
                .body("detail", containsString("5 fields are not valid"));
    }

    @Test
    void a_refused_order_leaves_nothing_behind() {
        User another = User.withLimit(1);
        another.send("nope").then().statusCode(422);
        another.request().get("/meetings").then().body("meetings.size()", equalTo(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "multipart/form-data", "text/json"})
    void another_content_type_is_415(String type) {
        problem(
                given().header("X-API-Key", user.key())
                        .header("Content-Type", type)
                        .body("{}".getBytes())
                        .post("/bots")
                        .then(),
                415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vxa_bot_00000000000000000000000000000000", "x", "demo' or '1'='1", "é"})
    void an_unknown_key_is_401(String key) {
        problem(given().header("X-API-Key", key).get("/meetings").then(), 401)
                .body("detail", equalTo("Invalid API key"));
    }

    @Test
    void a_missing_key_is_401() {
        problem(given().get("/meetings").then(), 401).body("detail", equalTo("Missing API key"));
        problem(given().contentType("application/json").body("{}").post("/bots").then(), 401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/bots/google_meet",
                "/bots/google_meet/a/b/c",
                "/meetings/1/2/3",
                "/bots/id",
                "/bots/id/x",
                "/%00",
                "/bots%2fstatus"
            })
    void an_unknown_path_is_404(String path) {
        problem(user.request().urlEncodingEnabled(false).get(path).then(), 404);
    }

    @ParameterizedTest
    @CsvSource({"PATCH, /bots", "DELETE, /meetings", "POST, /bots/status", "PUT, /meetings/1", "GET, /meetings/1/2"})
    void a_wrong_method_is_405(String method, String path) {
        problem(user.request().body("{}").request(method, path).then(), 405);
    }

    @ParameterizedTest
    @CsvSource({
        "/bots/google_meet/%00, 422",
        "/bots/google_meet/abc%00defg-hij, 422",
        "/bots/google_meet/a%0d%0ab, 422",
        "/bots/google_meet/%20, 422",
        "/bots/google%00_meet/abc-defg-hij, 422",
        "/bots/google_meet/%c3%28, 404",
        "/bots/google_meet/%ed%a0%80, 404",
        "/bots/google_meet/..%2f..%2fadmin, 404",
    })
    void control_characters_in_a_path_reach_nothing(String path, int status) {
        problem(user.request().urlEncodingEnabled(false).delete(path).then(), status);
    }

    /** The HTTP server itself refuses these before anything of ours sees them, hence without a body. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /bots/%zz",
                "GET /%",
                "DELETE /bots/google_meet/%",
                "DELETE /bots/google_meet/\u0001",
                "GET /meetings?limit=%zz",
                "GET /meetings?status=%",
                "GET http://[/meetings",
            })
    void an_address_that_is_no_uri_is_400(String methodAndPath) {
        assertThat(RawHttp.send(user, methodAndPath, "").answer()).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET *", "BREW /bots"})
    void a_request_that_no_client_sends_is_a_problem_of_its_own(String methodAndPath) {
        assertThat(RawHttp.send(user, methodAndPath, "").answer())
                .startsWith("HTTP/1.1 4")
                .containsIgnoringCase("content-type: application/problem+json")
                .contains("\"detail\":");
    }

    @Test
    void a_key_with_control_characters_is_401() {
        problem(given().header("X-API-Key", "a\tb").get("/meetings").then(), 401);
    }

    @Test
    void a_body_of_thousands_of_unknown_fields_is_read_over() {
        StringBuilder body =
                new StringBuilder("{\"platform\": \"google_meet\", \"native_meeting_id\": \"" + User.newMeet() + "\"");
        for (int i = 0; i < 5000; i++) {
            body.append(", \"field").append(i).append("\": {\"x\": [1, 2, 3]}");
        }
        send(body.append("}").toString()).statusCode(201);
    }

    @Test
    void a_body_that_nests_without_end_is_400() {
        // not by RestAssured, which takes minutes to look at such a body itself
        String answer = RawHttp.send(user, "POST /bots", "{\"a\": " + "[".repeat(100_000))
                .answer();
        assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
    }

    private ValidatableResponse send(String body) {
        return user.request().body(body).post("/bots").then();
    }

    private static ValidatableResponse problem(ValidatableResponse answer, int status) {
        return answer.log()
                .ifValidationFails()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("status", equalTo(status))
                .body("title", notNullValue())
                .body("detail", notNullValue());
    }
}
