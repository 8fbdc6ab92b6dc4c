package dev.rollcall.polling;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What bots, and services beside this one, say of how far a bot is. */
@QuarkusTest
class ReportResourceTest {

    private static final String PATH = "/api/v1/meet/callback/update-status";

    private Frontend ada;
    private String id;
    private Bot bot;

    @BeforeEach
    void aBot() {
        ada = Frontend.withLimit(2);
        id = ada.triggered();
        bot = Bot.of(Frontend.meetingOf(id));
    }

    private static String token() {
        return ConfigProvider.getConfig().getValue("rollcall.polling.callback-token", String.class);
    }

    private Response say(String status, String more) {
        return given().header("Authorization", "Bearer " + token())
                .contentType(ContentType.JSON)
                .body("{\"bot_id\": \"%s\", \"status\": \"%s\"%s}".formatted(id, status, more))
                .post(PATH);
    }

    private ValidatableResponse said(String status) {
        return say(status, "").then().statusCode(200);
    }

    @Test
    void a_service_takes_a_bot_through_all_statuses() {
        for (String status :
                List.of("connecting", "connected", "transcribing", "analyzing_meeting", "creating_tasks")) {
            said(status).body("status", equalTo(status)).body("bot_id", equalTo(id));
            assertThat(ada.status(id)).isEqualTo(status);
        }
        say("done", ", \"result_data\": {\"tasks\": [{\"title\": \"Send it\"}], \"summary\": \"Short.\"}")
                .then()
                .statusCode(200);
        ada.sees(id)
                .body("status", equalTo("done"))
                .body("error_message", nullValue())
                .body("result_data.summary", equalTo("Short."))
                .body("result_data.tasks.title", hasItem("Send it"));
    }

    @Test
    void a_status_only_goes_forward_and_repeats_do_no_harm() {
        said("transcribing");
        String before = ada.asks(id).asString();

        said("connecting").body("status", equalTo("transcribing"));
        said("transcribing").body("status", equalTo("transcribing"));
        said("initialized");

        assertThat(ada.asks(id).asString()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"done", "error"})
    void an_end_is_an_end(String end) {
        said(end);
        String before = ada.asks(id).asString();

        said("done");
        said("error");
        said("creating_tasks").body("status", equalTo(end));
        bot.inMeeting();

        assertThat(ada.asks(id).asString()).isEqualTo(before);
    }

    @Test
    void an_error_is_told_without_what_is_secret_in_it() {
        say("error", ", \"error_message\": \"refused: https://example.org/audio?token=hunter2hunter2\"")
                .then()
                .statusCode(200);

        String shown = ada.sees(id).body("status", equalTo("error")).extract().path("error_message");
        assertThat(shown).startsWith("refused:").doesNotContain("hunter2");
    }

    @Test
    void an_end_that_the_bot_came_to_by_itself_takes_its_result_later() {
        bot.inMeeting().reports("completed", ", \"exit_code\": 0");
        assertThat(ada.status(id)).isEqualTo("done");

        said("transcribing").body("status", equalTo("done"));
        say("error", "").then().body("status", equalTo("done"));
        say("done", ", \"result_data\": {\"summary\": \"Late.\"}").then().statusCode(200);

        ada.sees(id).body("status", equalTo("done")).body("result_data.summary", equalTo("Late."));
    }

    @Test
    void what_a_service_works_on_outlasts_the_meeting() {
        bot.inMeeting();
        said("transcribing");

        bot.reports("completed", ", \"exit_code\": 0");

        assertThat(ada.status(id)).isEqualTo("transcribing");
    }

    @Test
    void a_bot_reports_with_its_own_token() {
        report(bot.token(), id).then().statusCode(200);
        given().contentType(ContentType.JSON)
                .header("X-Internal-Secret", bot.token())
                .body("{\"bot_id\": \"%s\", \"status\": \"connected\"}".formatted(id))
                .post(PATH)
                .then()
                .statusCode(200);

        assertThat(ada.status(id)).isEqualTo("connected");
    }

    private static Response report(String secret, String botId) {
        return given().contentType(ContentType.JSON)
                .queryParam("token", secret)
                .body("{\"bot_id\": \"%s\", \"status\": \"connecting\"}".formatted(botId))
                .post(PATH);
    }

    @Test
    void nobody_else_may() {
        Frontend eve = Frontend.withLimit(1);
        Bot others = Bot.of(Frontend.meetingOf(eve.triggered()));

        report(others.token(), id).then().statusCode(401);
        report("wrong", id).then().statusCode(401);
        report(bot.token(), "bot_" + "0".repeat(32)).then().statusCode(401);
        for (String bearer : List.of(ada.token(), "wrong", token() + "x", "")) {
            given().contentType(ContentType.JSON)
                    .header("Authorization", "Bearer " + bearer)
                    .body("{\"bot_id\": \"%s\", \"status\": \"done\"}".formatted(id))
                    .post(PATH)
                    .then()
                    .statusCode(401);
        }
        ada.user()
                .request()
                .body("{\"bot_id\": \"%s\", \"status\": \"done\"}".formatted(id))
                .post(PATH)
                .then()
                .statusCode(401);
        assertThat(ada.status(id)).isEqualTo("initialized");
    }

    @Test
    void the_services_token_opens_nothing_else() {
        given().header("Authorization", "Bearer " + token())
                .get("/api/v1/meet/status/" + id)
                .then()
                .statusCode(401);
    }

    @Test
    void an_older_launch_is_not_heard() {
        Bot first = Bot.of(bot.meetingId(), 1);
        Database.run("update meetings set attempt = 2, revision = revision + 1 where id = $1", bot.meetingId());

        report(first.token(), id).then().statusCode(409);
        report(Bot.of(bot.meetingId(), 2).token(), id).then().statusCode(200);
    }

    @Test
    void a_bot_that_nobody_knows_is_404() {
        id = "bot_" + "0".repeat(32);

        say("done", "").then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "{\"bot_id\": \"x\"}",
                "{\"bot_id\": \"x\", \"status\": \"happy\"}",
                "{\"bot_id\": \"x\", \"status\": \"DONE\"}",
                "{\"bot_id\": \"x\", \"status\": 5}",
                "{\"bot_id\": 5, \"status\": \"done\"}",
                "{\"bot_id\": \"x\", \"status\": \"error\", \"error_message\": {}}",
                "{\"bot_id\": \"x\", \"status\": \"done\", \"result_data\": []}",
                "{\"bot_id\": \"x\", \"status\": \"done\", \"result_data\": {\"a\": \"\\u0000\"}}"
            })
    void what_is_not_valid_is_refused(String body) {
        given().header("Authorization", "Bearer " + token())
                .contentType(ContentType.JSON)
                .body(body)
                .post(PATH)
                .then()
                .statusCode(org.hamcrest.Matchers.oneOf(400, 422));
    }

    @Test
    void an_unknown_status_is_422_and_says_which_there_are() {
        say("happy", "")
                .then()
                .statusCode(422)
                .body(
                        "detail",
                        equalTo("status must be one of initialized, connecting, connected, transcribing,"
                                + " analyzing_meeting, creating_tasks, done, error."));
    }

    @Test
    void who_waits_is_answered_at_a_report() {
        String tag = ada.asks(id).header("ETag");
        CompletableFuture<Response> waiting = CompletableFuture.supplyAsync(
                () -> ada.request().header("If-None-Match", tag).get("/api/v1/meet/status/" + id + "?wait=30s"));

        said("connected");

        assertThat(waiting)
                .succeedsWithin(Duration.ofSeconds(20))
                .satisfies(answer -> assertThat((String) answer.path("status")).isEqualTo("connected"));
    }

    @Test
    void of_many_reports_at_once_the_furthest_counts_and_each_move_is_told_once() {
        List<String> words = List.of("connecting", "connected", "transcribing", "analyzing_meeting", "creating_tasks");

        List<Integer> answers = AtOnce.times(
                20, number -> say(words.get(number % words.size()), "").statusCode());

        // a report that found no end of others is told to come again
        assertThat(answers).allMatch(status -> status == 200 || status == 503);
        said("creating_tasks");
        assertThat(ada.status(id)).isEqualTo("creating_tasks");
        List<String> told = Database.rows(
                        "select data ->> 'status' as status from events where user_id = $1 and type = 'bot.reported'"
                                + " order by seq",
                        ada.user().id())
                .stream()
                .map(row -> row.getString("status"))
                .toList();
        assertThat(told).doesNotHaveDuplicates().isSubsetOf(words).last().isEqualTo("creating_tasks");
        assertThat(told).isSortedAccordingTo((a, b) -> words.indexOf(a) - words.indexOf(b));
    }
}
