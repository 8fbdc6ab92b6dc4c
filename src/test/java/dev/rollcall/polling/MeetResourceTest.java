package dev.rollcall.polling;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bots as frontends see them that poll. */
@QuarkusTest
class MeetResourceTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String EXAMPLE = "{\"meet_url\": \"https://meet.google.com/%s\", \"bot_name\": \"My Bot\"}";

    private static final String TASKS = "/api/v1/create-tasks-from-audio";

    private Frontend ada;

    @BeforeEach
    void somebody() {
        ada = Frontend.withLimit(2);
    }

    @Test
    void a_trigger_sends_a_bot_as_the_document_shows_it() {
        Response answer = ada.triggers(EXAMPLE.formatted("xxx-yyyy-zzz"));

        String id = answer.then()
                .statusCode(200)
                .body("bot_id", matchesPattern("bot_[0-9a-f]{32}"))
                .body("status", equalTo("initialized"))
                .extract()
                .path("bot_id");
        assertThat((String) answer.path("message")).isEqualTo("Bot " + id + " started successfully for meeting");
        ada.user()
                .request()
                .get("/meetings/" + Frontend.meetingOf(id))
                .then()
                .statusCode(200)
                .body("native_meeting_id", equalTo("xxx-yyyy-zzz"));
    }

    @Test
    void a_status_has_all_fields_of_the_document() {
        String id = ada.triggered();

        ada.sees(id)
                .body("bot_id", equalTo(id))
                .body("status", equalTo("initialized"))
                .body("user_id", equalTo(ada.externalId()))
                .body("created_at", matchesPattern("\\d{4}-\\d\\d-\\d\\dT.*Z"))
                .body("updated_at", matchesPattern("\\d{4}-\\d\\d-\\d\\dT.*Z"))
                .body("", hasKey("error_message"))
                .body("error_message", nullValue())
                .body("", hasKey("session_id"))
                .body("session_id", nullValue())
                .body("", hasEntry(equalTo("result_data"), nullValue()));
    }

    @Test
    void who_has_no_name_elsewhere_is_told_the_number() {
        User user = User.withLimit(1);
        String id = user.request()
                .body(EXAMPLE.formatted(User.newMeet()))
                .post("/api/v1/meet/trigger")
                .then()
                .statusCode(200)
                .extract()
                .path("bot_id");

        user.request().get("/api/v1/meet/status/" + id).then().body("user_id", equalTo(String.valueOf(user.id())));
    }

    @Test
    void a_bot_is_seen_on_its_way_in_and_out() {
        String id = ada.triggered();
        Bot bot = Bot.of(Frontend.meetingOf(id));

        bot.reports("joining");
        assertThat(ada.status(id)).isEqualTo("connecting");
        bot.reports("awaiting_admission");
        assertThat(ada.status(id)).isEqualTo("connecting");
        bot.reports("active");
        assertThat(ada.status(id)).isEqualTo("connected");
        bot.reports("completed", ", \"exit_code\": 0");
        ada.sees(id)
                .body("status", equalTo("done"))
                .body("result_data.tasks", empty())
                .body("result_data", hasEntry(equalTo("summary"), nullValue()))
                .body("error_message", nullValue());
    }

    @Test
    void a_bot_that_fails_ends_in_a_sentence() {
        String id = ada.triggered();

        Bot.of(Frontend.meetingOf(id))
                .reports("failed", ", \"completion_reason\": \"awaiting_admission_rejected\", \"exit_code\": 1");

        ada.sees(id)
                .body("status", equalTo("error"))
                .body("error_message", equalTo("The bot was turned away in the lobby."))
                .body("result_data", nullValue());
    }

    @Test
    void work_that_is_asked_for_is_waited_for() {
        Database.run(
                "update users set post_meeting_since = now() where id = $1",
                ada.user().id());
        String id = ada.triggered();
        long meeting = Frontend.meetingOf(id);

        // the job is made by hand, whoever else may look for meetings that have none
        Database.run(
                "insert into post_meeting_jobs (meeting_id, user_id, status, source, session_id, summary, next_attempt_at,"
                        + " finished_at) values ($1, $2, 'done', 'request', $3, 'Short.', null, now())",
                meeting,
                ada.user().id(),
                "session_" + id);
        Database.run(
                "insert into tasks (id, job_id, meeting_id, user_id, place, title) select $2::varchar, id, meeting_id,"
                        + " user_id, 1, 'Send it' from post_meeting_jobs where meeting_id = $1::bigint",
                meeting,
                "task_" + id.substring(4));

        ada.sees(id)
                .body("status", equalTo("done"))
                .body("session_id", equalTo("session_" + id))
                .body("result_data.summary", equalTo("Short."))
                .body("result_data.tasks[0].title", equalTo("Send it"));
    }

    @Test
    void the_meeting_that_was_asked_to_be_worked_on_is_connected_until_there_is_a_job() {
        String id = ada.triggered();
        Bot.of(Frontend.meetingOf(id)).inMeeting().reports("completed", ", \"exit_code\": 0");

        // as if it had been asked for before; set now, so that nobody makes a job of it meanwhile
        Database.run(
                "update users set post_meeting_since = now() - interval '1 hour' where id = $1",
                ada.user().id());

        assertThat(ada.status(id)).isIn("connected", "transcribing", "analyzing_meeting", "creating_tasks", "done");
        assertThat(ada.asks(id).then().extract().<Object>path("error_message")).isNull();
    }

    @Test
    void tasks_are_asked_for_with_the_same_token_and_the_same_id() {
        String id = ada.triggered();
        Frontend eve = Frontend.withLimit(1);
        String body = "{\"user_id\": \"%s\", \"bot_id\": \"%s\", \"text\": \"Ada: I will send it on Friday.\"}";

        given().contentType(ContentType.JSON)
                .body(body.formatted(ada.externalId(), id))
                .post(TASKS)
                .then()
                .statusCode(401);
        eve.request()
                .body(body.formatted(ada.externalId(), id))
                .post(TASKS)
                .then()
                .statusCode(403);
        eve.request()
                .body(body.formatted(eve.externalId(), id))
                .post(TASKS)
                .then()
                .statusCode(404);
        ada.request()
                .body(body.formatted(ada.externalId(), id))
                .post(TASKS)
                .then()
                .statusCode(202);

        assertThat(ada.status(id)).isIn("transcribing", "analyzing_meeting", "creating_tasks", "done");
    }

    @Test
    void anothers_bot_is_403_and_none_is_404() {
        String id = ada.triggered();
        Frontend eve = Frontend.withLimit(1);

        eve.asks(id).then().statusCode(403).body("detail", equalTo("This bot belongs to another user."));
        eve.asks("bot_" + "0".repeat(32)).then().statusCode(404).body("detail", equalTo("Bot not found"));
        eve.asks(String.valueOf(Frontend.meetingOf(id))).then().statusCode(404);
        given().get("/api/v1/meet/status/" + id).then().statusCode(401);
    }

    @Test
    void limits_and_duplicates_are_those_of_other_orders() {
        Frontend one = Frontend.withLimit(1);
        String meet = User.newMeet();
        one.triggers(EXAMPLE.formatted(meet)).then().statusCode(200);

        one.triggers(EXAMPLE.formatted(meet)).then().statusCode(409).body("meeting_id", notNullValue());
        one.triggers(EXAMPLE.formatted(User.newMeet()))
                .then()
                .statusCode(429)
                .contentType("application/problem+json")
                .header("Retry-After", notNullValue());
    }

    @Test
    void many_triggers_at_once_take_as_many_slots_as_there_are() {
        List<Integer> answers = AtOnce.times(
                12, number -> ada.triggers(EXAMPLE.formatted(User.newMeet())).statusCode());

        assertThat(Collections.frequency(answers, 200)).isEqualTo(2);
        assertThat(Collections.frequency(answers, 429)).isEqualTo(10);
        assertThat(Database.number(
                        "select count(*) from polled_bots p join meetings m on m.id = p.meeting_id where m.user_id = $1",
                        ada.user().id()))
                .isEqualTo(2);
    }

    @Test
    void a_trigger_that_is_repeated_under_its_key_names_the_same_bot() {
        String body = EXAMPLE.formatted(User.newMeet());

        String first = ada.request()
                .header("Idempotency-Key", "one")
                .body(body)
                .post("/api/v1/meet/trigger")
                .path("bot_id");
        String second = ada.request()
                .header("Idempotency-Key", "one")
                .body(body)
                .post("/api/v1/meet/trigger")
                .path("bot_id");

        assertThat(second).isEqualTo(first).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"meet_url\": null}",
                "{\"meet_url\": \" \"}",
                "{\"meet_url\": 5}",
                "{\"meet_url\": \"no link\"}",
                "{\"meet_url\": \"https://example.org/abc\"}"
            })
    void a_wrong_link_is_named_as_it_is_called_here(String body) {
        ada.triggers(body)
                .then()
                .statusCode(422)
                .body("errors.field", org.hamcrest.Matchers.hasItem("meet_url"))
                .body("errors.message.join()", not(containsString("meeting_url")));
    }

    @Test
    void a_body_that_is_no_object_is_422() {
        ada.triggers("[1]").then().statusCode(422);
        ada.triggers("\"x\"").then().statusCode(422);
    }

    @Test
    void who_has_it_already_is_told_so_in_a_line() {
        String id = ada.triggered();
        String tag = ada.asks(id).header("ETag");

        ada.request()
                .header("If-None-Match", tag)
                .get("/api/v1/meet/status/" + id)
                .then()
                .statusCode(304)
                .header("ETag", equalTo(tag))
                .body(emptyString());
    }

    @Test
    void who_waits_is_answered_at_the_change() {
        String id = ada.triggered();
        String tag = ada.asks(id).header("ETag");
        CompletableFuture<Response> waiting = CompletableFuture.supplyAsync(
                () -> ada.request().header("If-None-Match", tag).get("/api/v1/meet/status/" + id + "?wait=30s"));

        Bot.of(Frontend.meetingOf(id)).reports("joining");

        assertThat(waiting).succeedsWithin(SOON).satisfies(answer -> {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat((String) answer.path("status")).isEqualTo("connecting");
        });
    }

    @Test
    void a_bot_whose_meeting_goes_on_with_another_is_done() {
        String meet = User.newMeet();
        String first = ada.triggers(EXAMPLE.formatted(meet)).path("bot_id");
        Bot.of(Frontend.meetingOf(first)).inMeeting().reports("completed", ", \"exit_code\": 0");

        String second = ada.triggers(
                        "{\"meet_url\": \"https://meet.google.com/%s\", \"continue_meeting\": true}".formatted(meet))
                .then()
                .statusCode(200)
                .extract()
                .path("bot_id");

        assertThat(Frontend.meetingOf(second)).isEqualTo(Frontend.meetingOf(first));
        assertThat(ada.status(first)).isEqualTo("done");
        assertThat(ada.status(second)).isEqualTo("initialized");
    }

    @Test
    void a_deleted_meeting_is_forgotten_here_too() {
        String meet = User.newMeet();
        String id = ada.triggers(EXAMPLE.formatted(meet)).path("bot_id");
        Bot.of(Frontend.meetingOf(id)).inMeeting().reports("completed", ", \"exit_code\": 0");

        ada.user().request().delete("/meetings/google_meet/" + meet).then().statusCode(200);

        ada.asks(id).then().statusCode(404);
    }

    @Test
    void a_page_of_another_site_may_ask() {
        String id = ada.triggered();

        given().header("Origin", "https://app.example.org")
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "authorization")
                .options("/api/v1/meet/status/" + id)
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Headers", containsString("authorization"));
        ada.request()
                .header("Origin", "https://app.example.org")
                .get("/api/v1/meet/status/" + id)
                .then()
                .header("Access-Control-Allow-Origin", notNullValue())
                .header("Access-Control-Expose-Headers", containsString("ETag"));
    }
}
