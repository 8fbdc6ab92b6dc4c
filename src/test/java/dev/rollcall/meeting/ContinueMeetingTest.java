package dev.rollcall.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.StagedRuntime;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code continue_meeting}: the same meeting, with a new session and a new launch. */
@QuarkusTest
class ContinueMeetingTest {

    private static final String LEFT_ALONE = ", \"completion_reason\": \"left_alone\", \"exit_code\": 0";

    @Inject
    StagedRuntime runtime;

    @Test
    void a_meeting_that_is_over_goes_on_under_its_id_with_a_new_session() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int id = over(user, meet);
        String first = session(id);
        user.request().body("{\"data\": {\"name\": \"Weekly\"}}").patch("/meetings/google_meet/" + meet);
        resume(user, meet)
                .then()
                .statusCode(201)
                .body("id", equalTo(id))
                .body("status", equalTo("requested"))
                .body("attempt", equalTo(2))
                .body("bot_container_id", equalTo(Workload.handleOf(id, 2)))
                .body("completion_reason", nullValue())
                .body("end_time", nullValue())
                .body("start_time", notNullValue())
                .body("last_heartbeat_at", nullValue())
                .body("on_deadline", equalTo("fail"))
                .body("data.name", equalTo("Weekly"))
                .body("data.sessions", contains(first, session(id)))
                .body(
                        "data.status_transition.to",
                        contains("requested", "joining", "awaiting_admission", "active", "completed", "requested"));
        assertThat(session(id)).isNotEqualTo(first);
        await().until(() -> runtime.launches(Workload.handleOf(id, 2)) == 1);
        assertThat(runtime.launched(Workload.handleOf(id, 2)).environment().get("BOT_CONFIG"))
                .contains(session(id))
                .doesNotContain(first);
    }

    @Test
    void the_history_tells_of_both_bots() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int id = over(user, meet);
        String start = user.meeting(id).path("start_time");
        resume(user, meet);
        Bot.of(id).inMeeting().reports("completed", LEFT_ALONE);
        user.meeting(id)
                .then()
                .body("status", equalTo("completed"))
                .body("completion_reason", equalTo("left_alone"))
                .body("start_time", equalTo(start))
                .body("end_time", notNullValue());
        user.request()
                .get("/meetings/" + id + "/history")
                .then()
                .body(
                        "history.to",
                        contains(
                                "requested",
                                "joining",
                                "awaiting_admission",
                                "active",
                                "completed",
                                "requested",
                                "joining",
                                "awaiting_admission",
                                "active",
                                "completed"))
                .body("history[5].from", equalTo("completed"))
                .body("history[5].source", equalTo("user"))
                .body("history[5].reason", equalTo("continued"))
                .body("history.attempt", contains(1, 1, 1, 1, 1, 2, 2, 2, 2, 2));
    }

    @Test
    void a_bot_that_was_never_let_in_this_time_has_failed_although_the_first_was_inside() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int id = over(user, meet);
        resume(user, meet);
        Bot bot = Bot.of(id);
        bot.reports("joining");
        bot.reports("completed", ", \"completion_reason\": \"awaiting_admission_rejected\", \"exit_code\": 0");
        user.meeting(id).then().body("status", equalTo("failed")).body("failure_stage", equalTo("joining"));
    }

    @Test
    void a_meeting_that_failed_goes_on_too() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Bot.of(id).reports("failed", ", \"exit_code\": 1, \"error_details\": {\"error_message\": \"no such page\"}");
        resume(user, meet)
                .then()
                .statusCode(201)
                .body("id", equalTo(id))
                .body("failure_stage", nullValue())
                .body("data.error_details", nullValue());
    }

    @Test
    void what_the_first_bot_still_says_changes_nothing() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int id = over(user, meet);
        Bot first = new Bot(id, Bot.of(id).connectionId(), Bot.of(id).token());
        resume(user, meet);
        first.reports("failed", ", \"exit_code\": 1").then().statusCode(200).body("status", equalTo("processed"));
        first.heartbeat().then().statusCode(200).body("commands[0].action", equalTo("leave"));
        user.meeting(id).then().body("status", equalTo("requested")).body("last_heartbeat_at", nullValue());
    }

    @Test
    void what_the_first_bot_was_told_does_not_reach_the_second() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Bot.of(id).inMeeting().heartbeat();
        user.request().body("{\"language\": \"de\"}").put("/bots/google_meet/" + meet + "/config");
        Bot.of(id).reports("completed", LEFT_ALONE);
        resume(user, meet).then().statusCode(201);
        Bot.of(id).inMeeting().heartbeat().then().body("commands", empty());
        user.meeting(id).then().body("reconfiguring", equalTo(false));
    }

    @Test
    void a_new_order_counts_and_not_the_first_one() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int id = over(user, meet);
        user.request()
                .body("{\"platform\": \"google_meet\", \"native_meeting_id\": \"%s\", \"continue_meeting\": true,"
                                .formatted(meet)
                        + " \"bot_name\": \"Second\", \"automatic_leave\": {\"max_wait_for_admission\": 123000}}")
                .post("/bots")
                .then()
                .statusCode(201);
        await().until(() -> runtime.launches(Workload.handleOf(id, 2)) == 1);
        assertThat(runtime.launched(Workload.handleOf(id, 2)).environment().get("BOT_CONFIG"))
                .contains("\"botName\":\"Second\"", "\"waitingRoomTimeout\":123000");
    }

    @Test
    void what_a_person_stopped_is_not_continued() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Bot bot = Bot.of(id).inMeeting();
        user.stop(meet);
        refused(user, meet, id, "This meeting was stopped and is not continued; send a bot without continue_meeting.");
        bot.reports("completed");
        refused(user, meet, id, "This meeting was stopped and is not continued; send a bot without continue_meeting.");
        user.meeting(id).then().body("status", equalTo("completed")).body("data.sessions", hasSize(1));
        assertThat(user.send(meet).<Integer>path("id")).isNotEqualTo(id);
    }

    @Test
    void while_the_bot_leaves_by_itself_the_meeting_cannot_go_on_yet() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Bot bot = Bot.of(id).inMeeting();
        bot.reports("stopping");
        refused(user, meet, id, "The bot of this meeting is still leaving; continue the meeting when it has left.");
        bot.reports("completed", LEFT_ALONE);
        resume(user, meet).then().statusCode(201).body("id", equalTo(id));
    }

    @Test
    void while_there_is_a_bot_it_is_a_duplicate() {
        User user = User.withLimit(5);
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        resume(user, meet).then().statusCode(409).body("meeting_id", equalTo(id));
    }

    @Test
    void without_such_a_meeting_it_is_an_order_as_any_other() {
        User user = User.withLimit(1);
        resume(user, User.newMeet())
                .then()
                .statusCode(201)
                .body("attempt", equalTo(1))
                .body("data.sessions", hasSize(1));
    }

    @Test
    void without_the_wish_a_meeting_that_is_over_stays_over() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int id = over(user, meet);
        user.send(meet).then().statusCode(201).body("id", not(equalTo(id)));
        assertThat(user.status(id)).isEqualTo("completed");
    }

    @Test
    void the_newest_meeting_goes_on() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        over(user, meet);
        int newest = over(user, meet);
        resume(user, meet).then().statusCode(201).body("id", equalTo(newest));
    }

    @Test
    void a_bot_that_continues_takes_a_slot_as_any_other() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int id = over(user, meet);
        user.sent();
        resume(user, meet).then().statusCode(429).header("Retry-After", "30");
        user.meeting(id).then().body("status", equalTo("completed")).body("data.sessions", hasSize(1));
    }

    @Test
    void of_20_at_once_one_continues_and_one_bot_starts() {
        User user = User.withLimit(5);
        String meet = User.newMeet();
        int id = over(user, meet);
        List<Response> answers = AtOnce.times(20, caller -> resume(user, meet));
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 201))
                .singleElement()
                .satisfies(answer -> assertThat(answer.<Integer>path("id")).isEqualTo(id));
        assertThat(answers.stream().filter(answer -> answer.statusCode() != 201))
                .hasSize(19)
                .allSatisfy(answer -> answer.then().statusCode(409).body("meeting_id", equalTo(id)));
        await().until(() -> runtime.launches(Workload.handleOf(id, 2)) > 0);
        assertThat(runtime.launches(Workload.handleOf(id, 2))).isEqualTo(1);
        assertThat(runtime.launched(Workload.handleOf(id, 3))).isNull();
        assertThat(Database.number("select count(*) from meetings where user_id = $1", user.id()))
                .isEqualTo(1);
        assertThat(Database.number("select count(*) from meeting_sessions where meeting_id = $1", (long) id))
                .isEqualTo(2);
    }

    @Test
    void a_meeting_may_go_on_again_and_again() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int id = over(user, meet);
        for (int attempt = 2; attempt <= 4; attempt++) {
            resume(user, meet).then().statusCode(201).body("id", equalTo(id)).body("attempt", equalTo(attempt));
            Bot.of(id).inMeeting().reports("completed", LEFT_ALONE);
        }
        user.meeting(id).then().body("data.sessions", hasSize(4)).body("status", equalTo("completed"));
    }

    private static void refused(User user, String meet, int id, String detail) {
        resume(user, meet)
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("meeting_id", equalTo(id))
                .body("detail", equalTo(detail));
    }

    private static int over(User user, String meet) {
        int id = user.send(meet).then().statusCode(201).extract().path("id");
        Bot.of(id).inMeeting().reports("completed", LEFT_ALONE);
        return id;
    }

    private static String session(long id) {
        return Database.text(
                "select session_uid from meeting_sessions where meeting_id = $1 order by id desc limit 1", id);
    }

    private static Response resume(User user, String meet) {
        return user.request()
                .body("{\"platform\": \"google_meet\", \"native_meeting_id\": \"%s\", \"continue_meeting\": true}"
                        .formatted(meet))
                .post("/bots");
    }
}
