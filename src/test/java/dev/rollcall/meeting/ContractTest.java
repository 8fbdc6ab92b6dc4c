package dev.rollcall.meeting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of older services send and look for, line by line of the wire contract, where no other test has it. */
@QuarkusTest
class ContractTest {

    private User user;

    @BeforeEach
    void aUser() {
        user = User.withLimit(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"language\": \"\", \"task\": \"\", \"transcription_tier\": \"\", \"passcode\": \"\", \"bot_name\": \"\"",
                "\"language\": null, \"task\": null, \"bot_name\": null, \"passcode\": null, \"meeting_url\": null,"
                        + " \"recording_enabled\": null, \"automatic_leave\": null, \"continue_meeting\": null",
                "\"transcription_tier\": \"REALTIME\", \"continue_meeting\": false, \"voice_agent_enabled\": false",
                "\"video\": true, \"authenticated\": false, \"camera_enabled\": true, \"mode\": \"x\","
                        + " \"agent_enabled\": true, \"dry_run\": false, \"zoom_zak_token\": \"x\","
                        + " \"voice_agent_settings\": {\"a\": 1}, \"workspace_id\": \"w\"",
                "\"automatic_leave\": {\"max_bot_time\": 7200000, \"waiting_room_timeout\": 900000,"
                        + " \"everyone_left_timeout\": 900000, \"no_one_joined_timeout\": 120000}",
            })
    void fields_of_every_era_are_taken_or_read_over(String fields) {
        order("\"platform\": \"google_meet\", \"native_meeting_id\": \"%s\", %s".formatted(User.newMeet(), fields))
                .statusCode(201)
                .body("status", equalTo("requested"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "google_meet | abc-defg-hij  | Zw4rtfx               | 422",
                "google_meet | abc-defg-hij  |                       | 201",
                "teams       | 1234567890    | abc                   | 422",
                "teams       | 1234567890    | abcd                  | 201",
                "teams       | 1234567890    | abcdefghijklmnopqrst  | 201",
                "teams       | 1234567890    | abcdefghijklmnopqrstu | 422",
                "teams       | 1234567890    | ab-cd                 | 422",
                "zoom        | 123456789     | any %&?# text ü       | 201",
            })
    void each_platform_has_its_rule_for_passcodes(String platform, String id, String passcode, int status) {
        String text = passcode == null ? "" : passcode;
        ValidatableResponse answer = order("\"platform\": \"%s\", \"native_meeting_id\": \"%s\", \"passcode\": \"%s\""
                        .formatted(platform, id, text))
                .statusCode(status);
        if (status == 422) {
            answer.body("errors.field", contains("passcode"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"discord", "browser_session", "jitsi", "GOOGLE_MEET"})
    void a_platform_that_is_not_served_is_422(String platform) {
        order("\"platform\": \"%s\", \"native_meeting_id\": \"abc-defg-hij\"".formatted(platform))
                .statusCode(422)
                .body("errors.field", contains("platform"));
    }

    @Test
    void what_was_ordered_is_shown_in_the_data_where_it_was_said() {
        order("\"platform\": \"teams\", \"native_meeting_id\": \"1234567890\", \"recording_enabled\": false,"
                        + " \"transcribe_enabled\": true, \"teams_base_host\": \"teams.microsoft.com\"")
                .statusCode(201)
                .body("data.recording_enabled", equalTo(false))
                .body("data.transcribe_enabled", equalTo(true))
                .body("data.teams_base_host", equalTo("teams.microsoft.com"))
                .body("data.passcode", nullValue());
        order("\"platform\": \"google_meet\", \"native_meeting_id\": \"%s\"".formatted(User.newMeet()))
                .body("data.recording_enabled", nullValue());
    }

    @Test
    void running_bots_come_under_the_names_of_every_era() {
        user.sent();
        user.request()
                .get("/bots/status")
                .then()
                .body("running_bots", hasSize(1))
                .body("running", hasSize(1))
                .body("count", equalTo(1))
                .body("running[0].data", equalTo(Map.of()));
    }

    @Test
    void a_stop_answers_in_the_words_of_every_era() {
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Bot.of(id).inMeeting();
        Map<String, Object> answer =
                user.stop(meet).then().statusCode(202).extract().path("$");
        assertThat(answer)
                .containsExactly(
                        Map.entry("message", "Stop request accepted and is being processed."),
                        Map.entry("status", "stopping"),
                        Map.entry("meeting_id", id),
                        Map.entry("native_meeting_id", meet),
                        Map.entry("also_stopped", List.of()),
                        Map.entry("cancelled", List.of()));
    }

    @Test
    void a_stop_means_the_live_bot_and_names_those_that_are_leaving() {
        String meet = User.newMeet();
        int first = user.send(meet).path("id");
        Bot.of(first).inMeeting();
        user.stop(meet);
        int second = user.send(meet).path("id");
        Bot.of(second).inMeeting();
        user.stop(meet)
                .then()
                .statusCode(202)
                .body("meeting_id", equalTo(second))
                .body("status", equalTo("stopping"))
                .body("also_stopped", contains(first));
    }

    @Test
    void a_stop_finds_the_bot_that_is_leaving_behind_a_newer_one_that_has_ended() {
        String meet = User.newMeet();
        int first = user.send(meet).path("id");
        Bot.of(first).inMeeting();
        user.stop(meet);
        int second = user.send(meet).path("id");
        Bot.of(second).reports("failed", ", \"exit_code\": 1");
        user.stop(meet)
                .then()
                .statusCode(202)
                .body("meeting_id", equalTo(first))
                .body("status", equalTo("stopping"))
                .body("message", equalTo("Stop request accepted and is being processed."));
    }

    @Test
    void every_time_is_utc_and_says_so() {
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Bot.of(id).inMeeting().heartbeat();
        user.request().body("{\"language\": \"de\"}").put("/bots/google_meet/" + meet + "/config");
        Bot.of(id).reports("completed");
        long running = user.sent();
        Bot.of(running).inMeeting().heartbeat();
        for (String path : List.of(
                "/bots",
                "/bots?include=data",
                "/bots/status",
                "/bots/id/" + id,
                "/meetings",
                "/meetings/" + id,
                "/meetings/" + id + "/history")) {
            assertThat(times(user.request().get(path))).as(path).isNotEmpty().allMatch(ContractTest::isUtc);
        }
        assertThat(times(user.send(User.newMeet()))).isNotEmpty().allMatch(ContractTest::isUtc);
        assertThat(times(user.request().body("{\"data\": {\"name\": \"x\"}}").patch("/meetings/google_meet/" + meet)))
                .isNotEmpty()
                .allMatch(ContractTest::isUtc);
        for (String path : List.of("/admin/users", "/admin/users/" + user.id(), "/admin/sweeper")) {
            assertThat(times(User.admin().get(path))).as(path).allMatch(ContractTest::isUtc);
        }
        assertThat(times(User.admin().get("/admin/users/" + user.id()))).isNotEmpty();
    }

    private static boolean isUtc(String time) {
        return time.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    }

    /** The values of all fields that are called as times are. */
    private static List<String> times(Response answer) {
        List<String> times = new ArrayList<>();
        answer.then().statusCode(org.hamcrest.Matchers.lessThan(300));
        String body = answer.asString();
        collect(body.startsWith("[") ? new JsonArray(body) : new JsonObject(body), times);
        return times;
    }

    private static void collect(Object json, List<String> times) {
        if (json instanceof JsonArray array) {
            array.forEach(item -> collect(item, times));
        } else if (json instanceof JsonObject object) {
            object.forEach(field -> {
                String name = field.getKey();
                boolean time = name.endsWith("_at") || name.endsWith("_time") || name.equals("timestamp");
                if (time && field.getValue() instanceof String text) {
                    times.add(text);
                } else {
                    collect(field.getValue(), times);
                }
            });
        }
    }

    @Test
    void a_page_of_any_origin_may_call_the_api_but_brings_no_cookies() {
        given().header("Origin", "https://dashboard.example")
                .header("Access-Control-Request-Method", "DELETE")
                .header("Access-Control-Request-Headers", "x-api-key,content-type,idempotency-key")
                .options("/bots/google_meet/abc-defg-hij")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", matchesPattern("\\*|https://dashboard\\.example"))
                .header("Access-Control-Allow-Methods", org.hamcrest.Matchers.containsString("DELETE"))
                .header("Access-Control-Allow-Headers", org.hamcrest.Matchers.containsStringIgnoringCase("x-api-key"));
        user.request()
                .header("Origin", "https://dashboard.example")
                .get("/bots")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", matchesPattern("\\*|https://dashboard\\.example"))
                .header("Access-Control-Allow-Credentials", org.hamcrest.Matchers.not(equalTo("true")));
    }

    @Test
    void the_meeting_shows_the_sessions_of_its_bots() {
        long id = user.sent();
        user.meeting(id)
                .then()
                .body(
                        "data.sessions",
                        contains(Database.text("select session_uid from meeting_sessions where meeting_id = $1", id)));
    }

    private ValidatableResponse order(String fields) {
        return user.request().body("{" + fields + "}").post("/bots").then();
    }
}
