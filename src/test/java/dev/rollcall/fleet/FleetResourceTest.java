package dev.rollcall.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class FleetResourceTest {

    private User user;

    @BeforeEach
    void aUser() {
        user = User.withoutLimit();
    }

    @Test
    void a_bot_is_shown_with_all_that_an_operator_asks() {
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Bot.of(id).inMeeting().heartbeat();
        user.request().body("{\"language\": \"de\"}").put("/bots/google_meet/" + meet + "/config");
        String email = Database.text("select email from users where id = $1", user.id());

        list("user_id=" + user.id())
                .body("bots", hasSize(1))
                .body("total", equalTo(1))
                .body("counts", equalTo(counts(0, 0, 0, 1, 0)))
                .body("next_cursor", nullValue())
                .rootPath("bots[0]")
                .body("meeting_id", equalTo(id))
                .body("user_id", equalTo((int) user.id()))
                .body("email", equalTo(email))
                .body("platform", equalTo("google_meet"))
                .body("native_meeting_id", equalTo(meet))
                .body("status", equalTo("active"))
                .body("created_at", notNullValue())
                .body("age_seconds", greaterThanOrEqualTo(0))
                .body("attempt", equalTo(1))
                .body("workload", equalTo("rollcall-bot-" + id + "-1"))
                .body("last_heartbeat_at", notNullValue())
                .body("heartbeat_age_seconds", greaterThanOrEqualTo(0))
                .body("deadline_at", notNullValue())
                .body("on_deadline", equalTo("stop"))
                .body("stop_requested", equalTo(false))
                .body("needs_help", equalTo(false))
                .body("pending_commands", equalTo(1));
    }

    private static java.util.Map<String, Integer> counts(
            int requested, int joining, int awaiting, int active, int stopping) {
        return java.util.Map.of(
                "requested", requested,
                "joining", joining,
                "awaiting_admission", awaiting,
                "active", active,
                "stopping", stopping);
    }

    @Test
    void a_bot_that_never_sent_a_heartbeat_has_no_age_of_one() {
        user.sent();
        list("user_id=" + user.id())
                .body("bots[0].last_heartbeat_at", nullValue())
                .body("bots[0].heartbeat_age_seconds", nullValue());
    }

    @Test
    void what_has_ended_is_not_of_the_fleet() {
        Bot.of(user.sent()).inMeeting().reports("completed");
        list("user_id=" + user.id()).body("bots", empty()).body("total", equalTo(0));
    }

    @Test
    void whoever_was_heard_of_longest_ago_comes_first() {
        long never = user.sent();
        long quiet = Bot.of(user.sent()).inMeeting().meetingId();
        long lively = Bot.of(user.sent()).inMeeting().meetingId();
        Bot.of(quiet).heartbeat();
        Bot.of(lively).heartbeat();
        lastHeardOf(quiet, 600);
        createdAgo(never, 60);

        list("user_id=" + user.id()).body("bots.meeting_id", contains((int) quiet, (int) never, (int) lively));
    }

    @Test
    void filters_find_what_they_name() {
        long requested = user.sent();
        long silent = Bot.of(user.sent()).inMeeting().meetingId();
        Bot.of(silent).heartbeat();
        lastHeardOf(silent, 100);
        Bot helpless = Bot.of(user.sent()).inMeeting();
        helpless.reports("needs_help");
        String email = Database.text("select email from users where id = $1", user.id());

        list(mine("status=requested")).body("bots.meeting_id", contains((int) requested));
        list(mine("status=active")).body("bots", hasSize(2)).body("counts.requested", equalTo(0));
        list(mine("silent_for=100")).body("bots.meeting_id", contains((int) silent));
        list(mine("silent_for=1000")).body("bots", empty());
        list(mine("platform=zoom")).body("bots", empty());
        list(mine("platform=google_meet")).body("bots", hasSize(3));
        list(mine("needs_help=true")).body("bots.meeting_id", contains((int) helpless.meetingId()));
        list(mine("needs_help=false")).body("bots", hasSize(2));
        list("email=" + email.toUpperCase()).body("bots", hasSize(3));
        list("email=nobody@example.org").body("bots", empty()).body("total", equalTo(0));
    }

    private String mine(String filter) {
        return "user_id=" + user.id() + "&" + filter;
    }

    @Test
    void pages_show_every_bot_once() {
        List<Integer> sent = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            sent.add((int) user.sent());
        }
        Database.run("update meetings set created_at = now() - interval '1 hour' where user_id = $1", user.id());

        List<Integer> shown = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonPath page = list(mine("limit=3" + cursor))
                    .body("total", equalTo(7))
                    .extract()
                    .jsonPath();
            shown.addAll(page.getList("bots.meeting_id", Integer.class));
            cursor = page.getString("next_cursor") == null ? null : "&cursor=" + page.getString("next_cursor");
            pages++;
        } while (cursor != null);
        assertThat(shown).containsExactlyElementsOf(sent);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void a_heartbeat_between_two_pages_hides_nobody() {
        List<Long> sent = List.of(user.sent(), user.sent(), user.sent());
        sent.forEach(id -> createdAgo(id, 1_000));
        JsonPath first = list(mine("limit=1")).extract().jsonPath();
        Bot.of(sent.get(0)).inMeeting().heartbeat();
        list(mine("limit=5&cursor=" + first.getString("next_cursor")))
                .body(
                        "bots.meeting_id",
                        contains(
                                sent.get(1).intValue(),
                                sent.get(2).intValue(),
                                sent.get(0).intValue()));
    }

    @Test
    void all_that_is_wrong_with_the_filters_is_named_at_once() {
        User.admin()
                .get("/admin/bots?status=completed&platform=x&user_id=0&silent_for=-1&needs_help=1&cursor=!&limit=501")
                .then()
                .statusCode(422)
                .body(
                        "errors.field",
                        containsInAnyOrder(
                                "status", "platform", "user_id", "silent_for", "needs_help", "cursor", "limit"));
    }

    @ParameterizedTest
    @CsvSource({"abc", "MTIz", "MS4y.", "OTIyMzM3MjAzNjg1NDc3NTgwNy4x"})
    void a_cursor_that_is_not_ours_is_422_or_harmless(String cursor) {
        int status = User.admin().get("/admin/bots?cursor=" + cursor).statusCode();
        assertThat(status).isIn(200, 422);
    }

    @Test
    void an_operator_sees_whom_slots_belong_to() {
        user.sent();
        long leaving = Bot.of(user.sent()).inMeeting().meetingId();
        User.admin().delete("/admin/bots/" + leaving).then().statusCode(202);
        User.admin()
                .get("/admin/users/" + user.id() + "/slots")
                .then()
                .statusCode(200)
                .body("user_id", equalTo((int) user.id()))
                .body("used", equalTo(1))
                .body("stopping", equalTo(1))
                .body("limit", nullValue());
        User.admin()
                .get("/admin/slots?limit=1000")
                .then()
                .statusCode(200)
                .body("used", greaterThanOrEqualTo(1))
                .body("stopping", greaterThanOrEqualTo(1))
                .body("by_status.stopping", greaterThanOrEqualTo(1))
                .body("users.find { it.user_id == " + user.id() + " }.used", equalTo(1))
                .body("users.find { it.user_id == " + user.id() + " }.stopping", equalTo(1));
    }

    @Test
    void the_most_slots_come_first_and_pages_follow_each_other() {
        user.sent();
        user.sent();
        User other = User.withLimit(3);
        other.sent();
        JsonPath all = User.admin().get("/admin/slots?limit=1000").jsonPath();
        List<Integer> used = all.getList("users.used", Integer.class);
        assertThat(used).isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertThat(all.getInt("used") + all.getInt("stopping")).isEqualTo(all.getInt("total"));
        List<Integer> ids = all.getList("users.user_id", Integer.class);
        JsonPath page = User.admin().get("/admin/slots?limit=1&offset=1").jsonPath();
        assertThat(page.getList("users.user_id", Integer.class)).containsExactly(ids.get(1));
        assertThat(page.getBoolean("has_more")).isEqualTo(ids.size() > 2);
    }

    @Test
    void a_user_sees_the_own_slots() {
        User limited = User.withLimit(2);
        limited.sent();
        limited.request()
                .get("/user/slots")
                .then()
                .statusCode(200)
                .body("used", equalTo(1))
                .body("limit", equalTo(2))
                .body("stopping", equalTo(0));
    }

    @Test
    void slots_of_nobody_are_404() {
        User.admin()
                .get("/admin/users/999999999/slots")
                .then()
                .statusCode(404)
                .body("detail", equalTo("User not found"));
    }

    @Test
    void statistics_list_meetings_with_their_users() {
        int id = user.request()
                .body("{\"platform\": \"zoom\", \"native_meeting_id\": \"1%09d\", \"passcode\": \"s3cret\"}"
                        .formatted(System.nanoTime() % 1_000_000_000))
                .post("/bots")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        Bot.of(id).inMeeting().reports("completed", ", \"completion_reason\": \"left_alone\", \"exit_code\": 0");
        String answer = User.admin()
                .get("/admin/stats/meetings-users?limit=1")
                .then()
                .statusCode(200)
                .body("total", greaterThanOrEqualTo(1))
                .body("total_meetings", greaterThanOrEqualTo(1))
                .body("total_users", greaterThanOrEqualTo(1))
                .body("meetings_by_status.completed", greaterThanOrEqualTo(1))
                .body("items", hasSize(1))
                .body("items[0].id", equalTo(id))
                .body("items[0].status", equalTo("completed"))
                .body("items[0].data", equalTo(java.util.Map.of("completion_reason", "left_alone")))
                .body("items[0].user.id", equalTo((int) user.id()))
                .body("items[0].user.email", notNullValue())
                .body("items[0].user.name", nullValue())
                .extract()
                .asString();
        assertThat(answer).doesNotContain("s3cret");
        User.admin()
                .get("/admin/stats/meetings-users?skip=-1&limit=0")
                .then()
                .statusCode(422)
                .body("errors.field", contains("skip", "limit"));
    }

    private static ValidatableResponse list(String query) {
        return User.admin().get("/admin/bots?" + query).then().statusCode(200);
    }

    private static void lastHeardOf(long meetingId, int secondsAgo) {
        Database.run(
                "update heartbeats set last_heartbeat_at = now() - $2 * interval '1 second' where meeting_id = $1",
                meetingId,
                secondsAgo);
    }

    private static void createdAgo(long meetingId, int seconds) {
        Database.run(
                "update meetings set created_at = now() - $2 * interval '1 second' where id = $1", meetingId, seconds);
    }
}
