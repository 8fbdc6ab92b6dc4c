package dev.rollcall.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class BotListTest {

    private static final String[] KEYS = {
        "id",
        "platform",
        "native_meeting_id",
        "status",
        "bot_container_id",
        "start_time",
        "end_time",
        "data",
        "created_at",
        "updated_at",
        "completion_reason",
        "failure_stage"
    };

    private User user;

    @BeforeEach
    void aUser() {
        user = User.withoutLimit();
    }

    @Test
    void a_line_of_the_table_has_a_summary_and_neither_user_nor_link() {
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Bot.of(id).inMeeting().reports("completed", ", \"completion_reason\": \"left_alone\", \"exit_code\": 0");
        note(
                id,
                new JsonObject()
                        .put("name", "Weekly")
                        .put("participants", List.of("Ada", "Grace", "Edsger", "Barbara"))
                        .put("languages", List.of("en", "de"))
                        .put("notes", "n".repeat(500))
                        .put("recordings", List.of(Map.of("id", 1))));
        Map<String, Object> line =
                list("").body("has_more", equalTo(false)).extract().path("meetings[0]");
        assertThat(line)
                .containsOnlyKeys(KEYS)
                .containsEntry("id", id)
                .containsEntry("platform", "google_meet")
                .containsEntry("native_meeting_id", meet)
                .containsEntry("status", "completed")
                .containsEntry("bot_container_id", Workload.handleOf(id, 1))
                .containsEntry("completion_reason", "left_alone");
        list("").body("meetings[0].data.size()", equalTo(8))
                .body("meetings[0].data.name", equalTo("Weekly"))
                .body("meetings[0].data.completion_reason", equalTo("left_alone"))
                .body("meetings[0].data.participants", contains("Ada", "Grace", "Edsger"))
                .body("meetings[0].data.participants_count", equalTo(4))
                .body("meetings[0].data.notes_preview", equalTo("n".repeat(120)))
                .body("meetings[0].data.languages", contains("en", "de"))
                .body("meetings[0].data.has_recording", equalTo(true))
                .body("meetings[0].data.last_transition.from", equalTo("active"))
                .body("meetings[0].data.last_transition.to", equalTo("completed"));
    }

    @Test
    void the_summary_of_a_meeting_that_nobody_noted_anything_of_has_every_key() {
        user.sent();
        list("").body("meetings[0].data.size()", equalTo(8))
                .body("meetings[0].data.name", nullValue())
                .body("meetings[0].data.participants", empty())
                .body("meetings[0].data.participants_count", equalTo(0))
                .body("meetings[0].data.notes_preview", nullValue())
                .body("meetings[0].data.languages", nullValue())
                .body("meetings[0].data.has_recording", equalTo(false))
                .body("meetings[0].data.last_transition.to", equalTo("requested"));
    }

    @Test
    void all_of_the_data_comes_for_the_asking() {
        long id = user.sent();
        note(id, new JsonObject().put("notes", "n".repeat(500)));
        Map<String, Object> line = list("include=data").extract().path("meetings[0]");
        assertThat(line).containsOnlyKeys(KEYS);
        list("include=data")
                .body("meetings[0].data.notes", equalTo("n".repeat(500)))
                .body("meetings[0].data.status_transition.to", contains("requested"))
                .body("meetings[0].data.sessions", hasSize(1));
    }

    @Test
    void one_meeting_comes_by_its_id_with_all_of_its_data() {
        int id = (int) user.sent();
        Map<String, Object> row = user.request()
                .get("/bots/id/" + id)
                .then()
                .statusCode(200)
                .body("id", equalTo(id))
                .body("data.status_transition", hasSize(1))
                .extract()
                .path("$");
        assertThat(row).containsOnlyKeys(KEYS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807", "0", "-1", "abc"})
    void a_meeting_that_is_not_there_is_404(String id) {
        user.request().get("/bots/id/" + id).then().statusCode(404).contentType("application/problem+json");
    }

    @Test
    void a_meeting_that_is_not_there_is_answered_in_the_words_of_its_era() {
        user.request().get("/bots/id/999999999999").then().body("detail", equalTo("Meeting not found"));
    }

    @Test
    void the_table_comes_in_pages_with_the_newest_first() {
        List<Integer> ids = List.of((int) user.sent(), (int) user.sent(), (int) user.sent());
        list("limit=2").body("meetings.id", contains(ids.get(2), ids.get(1))).body("has_more", equalTo(true));
        list("limit=2&offset=2").body("meetings.id", contains(ids.get(0))).body("has_more", equalTo(false));
        list("limit=2&include=data")
                .body("meetings.id", contains(ids.get(2), ids.get(1)))
                .body("has_more", equalTo(true));
    }

    @Test
    void a_page_has_50_lines_unless_asked_otherwise_and_100_at_most() {
        // copies of one meeting: 101 orders would take longer than all the rest of this class
        Database.run("""
                insert into meetings (user_id, platform, platform_specific_id, status)
                select m.user_id, m.platform, m.platform_specific_id, 'completed'
                from meetings m, generate_series(1, 100)
                where m.id = $1
                """, user.sent());
        list("").body("meetings", hasSize(50)).body("has_more", equalTo(true));
        list("limit=100").body("meetings", hasSize(100)).body("has_more", equalTo(true));
        list("limit=1000").body("meetings", hasSize(100)).body("has_more", equalTo(true));
        list("limit=0").body("meetings", hasSize(1));
        list("offset=-5&limit=1").body("meetings", hasSize(1)).body("has_more", equalTo(true));
        list("offset=100").body("meetings", hasSize(1)).body("has_more", equalTo(false));
    }

    @Test
    void the_search_finds_native_ids_and_names_in_any_case_by_any_part() {
        String meet = User.newMeet();
        int byId = user.send(meet).path("id");
        int byName = (int) user.sent();
        note(byName, new JsonObject().put("name", "The Quarterly Review"));
        int byTitle = (int) user.sent();
        note(byTitle, new JsonObject().put("title", "quarterly planning"));
        list("search=" + meet.substring(2, 10).toUpperCase()).body("meetings.id", contains(byId));
        list("search=quarterly").body("meetings.id", contains(byTitle, byName));
        list("search=%20quarterly%20rev").body("meetings.id", contains(byName));
        list("search=quarterly&include=data").body("meetings.id", contains(byTitle, byName));
        list("search=nowhere").body("meetings", empty());
        list("search=").body("meetings", hasSize(3));
    }

    @ParameterizedTest
    @CsvSource({"%25, 100%", "_, a_b", "%5C, a\\b"})
    void a_wildcard_in_the_search_is_a_plain_character(String encoded, String name) {
        int wanted = (int) user.sent();
        user.sent();
        note(wanted, new JsonObject().put("name", name));
        list("search=" + encoded).body("meetings.id", contains(wanted));
    }

    @Test
    void the_table_is_filtered_by_status_and_platform() {
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
        list("status=requested&search=1234567").body("meetings.id", contains(zoom));
    }

    @Test
    void all_that_is_wrong_with_a_filter_comes_at_once() {
        user.request()
                .urlEncodingEnabled(false)
                .get("/bots?limit=many&offset=x&status=asleep&platform=skype&search=a%00b")
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("errors.field", containsInAnyOrder("limit", "offset", "status", "platform", "search"))
                .body("detail", notNullValue());
    }

    @Test
    void a_word_of_an_older_system_that_nobody_knows_is_shown_as_completed() {
        long id = user.sent();
        Bot.of(id).inMeeting().reports("completed");
        Database.run(
                "update meetings set status = 'unheard_of', deadline_at = now(), on_deadline = 'fail' where id = $1",
                id);
        user.meeting(id).then().body("status", equalTo("completed"));
        list("").body("meetings[0].status", equalTo("completed"));
        Database.run("update meetings set status = 'failed', deadline_at = null, on_deadline = null where id = $1", id);
    }

    private static void note(long id, JsonObject data) {
        Database.run("update meetings set data = $2::jsonb where id = $1", id, data);
    }

    private ValidatableResponse list(String query) {
        return user.request()
                .urlEncodingEnabled(false)
                .get(query.isEmpty() ? "/bots" : "/bots?" + query)
                .then()
                .statusCode(200);
    }
}
