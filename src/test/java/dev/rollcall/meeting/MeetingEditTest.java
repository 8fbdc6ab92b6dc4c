package dev.rollcall.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class MeetingEditTest {

    private User user;
    private String meet;
    private long id;

    @BeforeEach
    void aMeeting() {
        user = User.withLimit(5);
        meet = User.newMeet();
        id = user.send(meet).jsonPath().getLong("id");
    }

    @Test
    void what_people_note_is_kept_and_shown() {
        edit("""
                {"data": {"name": "Weekly", "participants": ["Ada", "Grace"], "languages": ["EN", "de"],
                          "notes": "first line\\nsecond\\tline"}}
                """)
                .statusCode(200)
                .body("id", equalTo((int) id))
                .body("user_id", equalTo((int) user.id()))
                .body("native_meeting_id", equalTo(meet))
                .body("data.name", equalTo("Weekly"))
                .body("data.participants", contains("Ada", "Grace"))
                .body("data.languages", contains("en", "de"))
                .body("data.notes", equalTo("first line\nsecond\tline"))
                .body("data.status_transition", notNullValue());
        user.meeting(id).then().body("data.name", equalTo("Weekly"));
    }

    @Test
    void what_is_not_named_stays_as_it_is() {
        edit("{\"data\": {\"name\": \"Weekly\", \"notes\": \"all went well\"}}");
        edit("{\"data\": {\"name\": null, \"notes\": \"it did not\", \"colour\": \"red\"}, \"more\": 1}")
                .statusCode(200)
                .body("data.name", equalTo("Weekly"))
                .body("data.notes", equalTo("it did not"))
                .body("data.colour", equalTo(null));
    }

    @Test
    void empty_values_clear() {
        edit("{\"data\": {\"name\": \"Weekly\", \"participants\": [\"Ada\"]}}");
        edit("{\"data\": {\"name\": \"\", \"participants\": []}}")
                .statusCode(200)
                .body("data.name", equalTo(""))
                .body("data.participants", empty());
    }

    @Test
    void an_edit_counts_as_a_change_of_the_meeting() {
        long before = revision();
        edit("{\"data\": {\"name\": \"Weekly\"}}").statusCode(200);
        assertThat(revision()).isGreaterThan(before);
        Bot.of(id).inMeeting();
        user.meeting(id).then().body("status", equalTo("active")).body("data.name", equalTo("Weekly"));
    }

    @Test
    void edits_of_different_fields_at_once_are_all_kept() {
        List<String> edits = List.of(
                "\"name\": \"Weekly\"", "\"notes\": \"n\"", "\"participants\": [\"Ada\"]", "\"languages\": [\"en\"]");
        AtOnce.times(
                4,
                number -> edit("{\"data\": {%s}}".formatted(edits.get(number)))
                        .extract()
                        .statusCode());
        user.meeting(id)
                .then()
                .body("data.name", equalTo("Weekly"))
                .body("data.notes", equalTo("n"))
                .body("data.participants", contains("Ada"))
                .body("data.languages", contains("en"));
    }

    @Test
    void the_meeting_with_a_bot_is_meant_else_the_newest() {
        Bot.of(id).inMeeting().reports("completed");
        int next = user.send(meet).path("id");
        edit("{\"data\": {\"name\": \"second\"}}").body("id", equalTo(next));
        Bot.of(next).inMeeting().reports("completed");
        edit("{\"data\": {\"name\": \"again\"}}").body("id", equalTo(next));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"data\": {}}",
                "{\"data\": null}",
                "{\"data\": {\"name\": null}}",
                "{\"data\": {\"status\": \"completed\", \"redacted\": true}}",
                "{\"name\": \"Weekly\"}"
            })
    void nothing_to_change_is_400(String body) {
        edit(body)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", equalTo("No data provided for update."));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                           | body",
                "{\"data\": 5}                                | data",
                "{\"data\": {\"name\": 5}}                    | data.name",
                "{\"data\": {\"name\": \"a\\u0000b\"}}        | data.name",
                "{\"data\": {\"name\": \"a\\nb\"}}            | data.name",
                "{\"data\": {\"participants\": \"Ada\"}}      | data.participants",
                "{\"data\": {\"participants\": [1]}}          | data.participants",
                "{\"data\": {\"participants\": [\"a\\u0007\"]}} | data.participants",
                "{\"data\": {\"languages\": [\"klingon\"]}}   | data.languages",
                "{\"data\": {\"languages\": {}}}              | data.languages",
                "{\"data\": {\"notes\": [\"x\"]}}             | data.notes",
                "{\"data\": {\"notes\": \"a\\u0000b\"}}       | data.notes",
                "{\"data\": {\"notes\": \"\\ud800\"}}         | data.notes",
            })
    void a_wrong_field_is_422_and_named(String body, String field) {
        edit(body).statusCode(422).contentType("application/problem+json").body("errors.field", contains(field));
    }

    @Test
    void everything_that_is_wrong_is_said_at_once() {
        edit("{\"data\": {\"name\": 5, \"participants\": 5, \"languages\": [\"x\"], \"notes\": 5}}")
                .statusCode(422)
                .body(
                        "errors.field",
                        containsInAnyOrder("data.name", "data.participants", "data.languages", "data.notes"));
        user.meeting(id).then().body("data.name", equalTo(null));
    }

    @Test
    void what_is_too_much_is_422() {
        JsonObject data = new JsonObject()
                .put("name", "n".repeat(256))
                .put("notes", "n".repeat(20_001))
                .put("participants", new JsonArray(Collections.nCopies(501, "Ada")))
                .put("languages", new JsonArray(Collections.nCopies(101, "en")));
        edit(new JsonObject().put("data", data).encode())
                .statusCode(422)
                .body(
                        "errors.field",
                        containsInAnyOrder("data.name", "data.participants", "data.languages", "data.notes"));
    }

    @Test
    void as_much_as_is_allowed_is_kept() {
        JsonObject data = new JsonObject()
                .put("name", "ä".repeat(255))
                .put("notes", "n".repeat(20_000))
                .put("participants", new JsonArray(Collections.nCopies(500, "p".repeat(255))));
        edit(new JsonObject().put("data", data).encode()).statusCode(200);
    }

    @Test
    void without_the_meeting_there_is_nothing_to_edit() {
        user.request()
                .body("{\"data\": {\"name\": \"x\"}}")
                .patch("/meetings/google_meet/" + User.newMeet())
                .then()
                .statusCode(404)
                .body("detail", equalTo("Meeting not found"));
    }

    private long revision() {
        return Database.number("select revision from meetings where id = $1", id);
    }

    private ValidatableResponse edit(String body) {
        return user.request().body(body).patch("/meetings/google_meet/" + meet).then();
    }
}
