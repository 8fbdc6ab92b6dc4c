package dev.rollcall.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.StagedRuntime;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of a meeting over HTTP. */
@QuarkusTest
class ExplainResourceTest {

    @Inject
    StagedRuntime runtime;

    private User user;
    private String meet;

    @BeforeEach
    void aUser() {
        user = User.withLimit(3);
        meet = User.newMeet();
    }

    @Test
    void a_bot_in_the_meeting_and_what_it_has_not_taken() {
        long id = sent();
        Bot.of(id).inMeeting().heartbeat().then().statusCode(200);
        user.request()
                .body("{\"language\": \"de\"}")
                .put("/bots/google_meet/" + meet + "/config")
                .then()
                .statusCode(202);

        ValidatableResponse told = explain(id);

        told.body("meeting_id", equalTo((int) id))
                .body("status", equalTo("active"))
                .body("since", notNullValue())
                .body("because.source", equalTo("bot_callback"))
                .body("because.sentence", startsWith("The bot has been in the meeting for "))
                .body("lease.applies", equalTo(true))
                .body("pending_commands", hasSize(1))
                .body("pending_commands[0].action", equalTo("reconfigure"))
                .body("pending_commands[0].id", notNullValue())
                .body("reconfiguring", equalTo(true))
                .body("held_by_breaker", equalTo(false))
                .body("cleanup", nullValue())
                .body("drain", nullValue())
                .body("summary", containsString("New settings are on their way"));
    }

    @Test
    void a_bot_that_never_sent_a_heartbeat_is_not_measured_by_it() {
        long id = sent();
        Bot.of(id).inMeeting();

        explain(id)
                .body("lease.applies", equalTo(false))
                .body("lease.last_heartbeat_at", nullValue())
                .body("next.action", equalTo("stop"));
    }

    @Test
    void a_refused_launch_with_its_reason_and_the_next_try() {
        runtime.nextLaunches(
                meet,
                new LaunchOutcome.Busy("quota of pods reached"),
                new LaunchOutcome.Busy("quota of pods reached"),
                new LaunchOutcome.Busy("quota of pods reached"));
        long id = sent();

        await().untilAsserted(() -> explain(id)
                .body("launch.last_refusal.reason", containsString("quota of pods reached"))
                .body("launch.next_try_at", notNullValue()));

        user.stop(meet);
    }

    @Test
    void an_end_with_its_reason_and_the_last_evidence() {
        long id = sent();
        Bot bot = Bot.of(id).inMeeting();
        bot.reports("completed", ", \"completion_reason\": \"left_alone\", \"exit_code\": 0");
        bot.reports("joining").then().statusCode(200);

        explain(id)
                .body("status", equalTo("completed"))
                .body("next", nullValue())
                .body("because.sentence", containsString("because everybody else had left"))
                .body("last_evidence.source", equalTo("bot_callback"))
                .body("cleanup.at", notNullValue());
    }

    @Test
    void the_fields_agree_with_the_meeting() {
        long id = sent();
        Bot.of(id).reports("awaiting_admission");
        Bot.of(id).reports("needs_help").then().statusCode(200);

        String deadline = user.meeting(id).path("deadline_at");

        explain(id)
                .body("next.at", equalTo(deadline))
                .body("needs_help", equalTo(true))
                .body("next.leads_to", equalTo("failed"));
    }

    @Test
    void a_meeting_whose_history_is_not_kept_any_more_is_explained_by_its_row() {
        long id = sent();
        Bot.of(id).inMeeting().reports("completed");
        Database.run("delete from status_transitions where meeting_id = $1", id);

        explain(id).body("since", notNullValue()).body("because.source", nullValue());
        user.request()
                .get("/meetings/" + id + "/history")
                .then()
                .statusCode(200)
                .body("history", hasSize(0));
    }

    @Test
    void no_secret_is_told() {
        String passcode = "s3cretPass";
        long id = user.request()
                .body("{\"platform\": \"zoom\", \"native_meeting_id\": \"81234567890\", \"passcode\": \"%s\"}"
                        .formatted(passcode))
                .post("/bots")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getLong("id");
        Bot bot = Bot.of(id);
        bot.reports("failed", ", \"reason\": \"could not open ?pwd=%s with %s\"".formatted(passcode, bot.token()));

        String told = explain(id).extract().asString();

        assertThat(told).doesNotContain(passcode, bot.token(), user.key());
    }

    @Test
    void an_administrator_sees_everybodys_and_a_user_does_not() {
        long id = sent();

        User.admin()
                .get("/admin/bots/" + id + "/explain")
                .then()
                .statusCode(200)
                .body("meeting_id", equalTo((int) id));
        User.admin().get("/admin/bots/999999999999/explain").then().statusCode(404);
        user.request().get("/admin/bots/" + id + "/explain").then().statusCode(403);
    }

    private long sent() {
        return user.send(meet).then().statusCode(201).extract().jsonPath().getLong("id");
    }

    private ValidatableResponse explain(long id) {
        return user.request().get("/meetings/" + id + "/explain").then().statusCode(200);
    }
}
