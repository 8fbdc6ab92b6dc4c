package dev.rollcall.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class MeetingResourceTest {

    private User user;

    @BeforeEach
    void aUser() {
        user = User.withoutLimit();
    }

    @Test
    void running_bots_have_the_keys_of_every_era() {
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Map<String, Object> bot =
                running().statusCode(200).body("count", equalTo(1)).extract().path("running_bots[0]");
        assertThat(bot)
                .containsEntry("id", id)
                .containsEntry("container_id", Workload.handleOf(id, 1))
                .containsEntry("container_name", Workload.handleOf(id, 1))
                .containsEntry("platform", "google_meet")
                .containsEntry("native_meeting_id", meet)
                .containsEntry("meeting_id_from_name", String.valueOf(id))
                .containsEntry("labels", Map.of("rollcall.user-id", String.valueOf(user.id())))
                .containsKeys("created_at", "start_time", "deadline_at", "on_deadline", "last_heartbeat_at");
    }

    @ParameterizedTest
    @CsvSource({"joining, Starting", "awaiting_admission, Up", "active, Up", "stopping, Stopping"})
    void a_running_bot_tells_where_it_is_in_the_words_of_every_era(String status, String normalised) {
        Bot.of(user.sent()).reports(status);
        running()
                .body("running_bots[0].status", equalTo(status))
                .body("running_bots[0].meeting_status", equalTo(status))
                .body("running_bots[0].normalized_status", equalTo(normalised));
    }

    @Test
    void a_requested_bot_is_running_too() {
        user.sent();
        running().body("running_bots[0].normalized_status", equalTo("Requested"));
    }

    @Test
    void an_ended_bot_is_no_running_bot() {
        Bot.of(user.sent()).inMeeting().reports("completed");
        running().body("running_bots", empty()).body("count", equalTo(0));
    }

    @Test
    void meetings_come_in_pages_with_the_newest_first() {
        List<Integer> ids = List.of((int) user.sent(), (int) user.sent(), (int) user.sent());
        list("limit=2").body("meetings.id", contains(ids.get(2), ids.get(1))).body("has_more", equalTo(true));
        list("limit=2&offset=2").body("meetings.id", contains(ids.get(0))).body("has_more", equalTo(false));
        list("limit=3").body("meetings", hasSize(3)).body("has_more", equalTo(false));
        list("offset=3").body("meetings", empty()).body("has_more", equalTo(false));
    }

    @Test
    void meetings_are_filtered_by_status_and_platform() {
        int requested = (int) user.sent();
        int active = (int) user.sent();
        Bot.of(active).inMeeting();
        int zoom = user.request()
                .body("{\"platform\": \"zoom\", \"native_meeting_id\": \"1234567890\"}")
                .post("/bots")
                .path("id");
        list("status=active").body("meetings.id", contains(active));
        list("status=requested").body("meetings.id", containsInAnyOrder(requested, zoom));
        list("platform=zoom").body("meetings.id", contains(zoom));
        list("platform=zoom&status=active").body("meetings", empty());
        list("limit=50").body("meetings", hasSize(3));
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit",
        "limit=101, limit",
        "limit=many, limit",
        "limit=1.5, limit",
        "limit=99999999999999999999, limit",
        "offset=-1, offset",
        "offset=x, offset",
        "offset=2147483648, offset",
        "status=asleep, status",
        "status=%00, status",
        "platform=skype, platform",
    })
    void a_wrong_filter_is_422_and_named(String query, String field) {
        user.request()
                .urlEncodingEnabled(false)
                .get("/meetings?" + query)
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("errors.field", contains(field))
                .body("detail", notNullValue());
    }

    @Test
    void all_that_is_wrong_with_a_filter_comes_at_once() {
        user.request()
                .get("/meetings?limit=0&offset=-1&status=x&platform=y")
                .then()
                .statusCode(422)
                .body("errors.field", containsInAnyOrder("limit", "offset", "status", "platform"));
    }

    @Test
    void a_meeting_shows_its_whole_life() {
        long id = user.sent();
        Bot bot = Bot.of(id).inMeeting();
        bot.heartbeat();
        user.meeting(id)
                .then()
                .statusCode(200)
                .body("status", equalTo("active"))
                .body("start_time", notNullValue())
                .body("end_time", nullValue())
                .body("last_heartbeat_at", notNullValue())
                .body("deadline_at", notNullValue())
                .body("reconfiguring", equalTo(false));
        bot.reports("completed", ", \"exit_code\": 0, \"completion_reason\": \"left_alone\"");
        user.meeting(id)
                .then()
                .body("status", equalTo("completed"))
                .body("completion_reason", equalTo("left_alone"))
                .body("data.completion_reason", equalTo("left_alone"))
                .body("end_time", notNullValue())
                .body("last_heartbeat_at", notNullValue())
                .body("deadline_at", nullValue())
                .body(
                        "data.status_transition.to",
                        contains("requested", "joining", "awaiting_admission", "active", "completed"))
                .body("data.status_transition.timestamp", everyItem(notNullValue()));
    }

    @Test
    void the_history_tells_who_did_what_and_what_was_implied() {
        long id = user.sent();
        Bot.of(id).reports("active", ", \"reason\": \"let in\"");
        user.request()
                .get("/meetings/" + id + "/history")
                .then()
                .statusCode(200)
                .body("meeting_id", equalTo((int) id))
                .body("history.to", contains("requested", "joining", "awaiting_admission", "active"))
                .body("history.from", contains(null, "requested", "joining", "awaiting_admission"))
                .body("history.kind", contains("transition", "implied", "implied", "transition"))
                .body("history.source", contains("creation", "bot_callback", "bot_callback", "bot_callback"))
                .body("history[3].reason", equalTo("let in"))
                .body("history.attempt", everyItem(equalTo(1)))
                .body("history.timestamp", everyItem(notNullValue()));
    }

    @ParameterizedTest
    @CsvSource({"9223372036854775807", "0", "-1", "abc", "99999999999999999999999"})
    void a_meeting_that_is_not_there_is_404_with_its_history(String id) {
        for (String path : List.of("/meetings/" + id, "/meetings/" + id + "/history")) {
            user.request().get(path).then().statusCode(404).contentType("application/problem+json");
        }
    }

    @Test
    void a_change_of_the_configuration_is_on_its_way_until_the_bot_acknowledges_it() {
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Bot bot = Bot.of(id).inMeeting();
        bot.heartbeat();
        String command = configure(meet, "{\"language\": \"de\", \"task\": \"translate\"}")
                .statusCode(202)
                .body("message", equalTo("Reconfiguration request accepted and sent to the bot."))
                .body("meeting_id", equalTo(id))
                .extract()
                .path("command_id");
        user.meeting(id).then().body("reconfiguring", equalTo(true)).body("status", equalTo("active"));
        bot.heartbeat()
                .then()
                .body("commands.command_id", contains(command))
                .body("commands[0].action", equalTo("reconfigure"))
                .body("commands[0].language", equalTo("de"))
                .body("commands[0].task", equalTo("translate"));
        bot.post("ack", "\"acknowledged\": [\"%s\"]".formatted(command)).then().statusCode(200);
        user.meeting(id).then().body("reconfiguring", equalTo(false)).body("status", equalTo("active"));
    }

    @Test
    void a_bot_that_sends_no_heartbeats_is_never_shown_as_reconfiguring() {
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Bot.of(id).inMeeting();
        configure(meet, "{\"language\": \"de\"}").statusCode(202);
        user.meeting(id).then().body("reconfiguring", equalTo(false));
    }

    @Test
    void a_bot_that_is_leaving_is_not_reconfiguring_any_more() {
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Bot.of(id).inMeeting().heartbeat();
        configure(meet, "{\"language\": \"de\"}").statusCode(202);
        user.stop(meet);
        user.meeting(id).then().body("status", equalTo("stopping")).body("reconfiguring", equalTo(false));
    }

    @Test
    void language_and_task_are_read_as_in_an_order() {
        String meet = User.newMeet();
        Bot.of(user.send(meet).<Integer>path("id")).inMeeting();
        configure(meet, "{\"language\": \" DE \", \"task\": \"Translate\", \"unknown\": [1]}")
                .statusCode(202);
    }

    @Test
    void a_meeting_that_is_not_active_takes_no_configuration() {
        String meet = User.newMeet();
        user.send(meet);
        configure(meet, "{\"language\": \"de\"}")
                .statusCode(409)
                .contentType("application/problem+json")
                .body("detail", equalTo("Meeting found but is not active (status: 'requested'). Cannot reconfigure."));
    }

    @Test
    void without_a_meeting_there_is_nothing_to_configure() {
        String meet = User.newMeet();
        configure(meet, "{\"language\": \"de\"}")
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", equalTo("No active meeting found for platform google_meet and meeting ID " + meet));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"language\": \"klingon\"} | 422 | language",
                "{\"task\": \"sing\"}        | 422 | task",
                "{\"language\": {}}          | 422 | language",
                "{}                          | 422 | body",
                "{\"language\": \"\", \"task\": null} | 422 | body",
                "[]                          | 422 | body",
            })
    void a_wrong_configuration_is_422_and_named(String body, int status, String field) {
        configure(User.newMeet(), body).statusCode(status).body("errors.field", contains(field));
    }

    @Test
    void a_configuration_with_two_faults_names_both() {
        configure(User.newMeet(), "{\"language\": \"x\", \"task\": \"y\"}")
                .statusCode(422)
                .body("errors.field", contains("language", "task"));
    }

    @ParameterizedTest
    @CsvSource({"PUT, /bots/skype/abc-defg-hij/config", "DELETE, /bots/skype/abc-defg-hij"})
    void an_unknown_platform_in_the_path_is_422(String method, String path) {
        user.request()
                .body("{\"language\": \"de\"}")
                .request(method, path)
                .then()
                .statusCode(422)
                .body("errors.field", contains("platform"));
    }

    @Test
    void an_id_in_a_path_may_be_spelt_as_in_the_order() {
        String meet = User.newMeet();
        int id = user.send(meet.toUpperCase()).then().statusCode(201).extract().path("id");
        Bot.of(id).inMeeting();
        user.stop(meet.toUpperCase())
                .then()
                .statusCode(202)
                .body("meeting_id", equalTo(id))
                .body("meeting_id", greaterThan(0));
    }

    private ValidatableResponse running() {
        return user.request().get("/bots/status").then();
    }

    private ValidatableResponse list(String query) {
        return user.request().get("/meetings?" + query).then().statusCode(200);
    }

    private ValidatableResponse configure(String meet, String body) {
        return user.request()
                .body(body)
                .put("/bots/google_meet/" + meet + "/config")
                .then();
    }
}
