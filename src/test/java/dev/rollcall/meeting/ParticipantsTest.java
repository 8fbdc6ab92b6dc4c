package dev.rollcall.meeting;

import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ParticipantsTest {

    private User user;
    private String meet;
    private int id;

    @BeforeEach
    void aMeeting() {
        user = User.withoutLimit();
        meet = User.newMeet();
        id = user.send(meet).path("id");
    }

    private ValidatableResponse participants() {
        return user.request().get("/bots/google_meet/" + meet + "/participants").then();
    }

    private void note(String participants) {
        user.request()
                .body("{\"data\": {\"participants\": %s}}".formatted(participants))
                .patch("/meetings/google_meet/" + meet)
                .then()
                .statusCode(200);
    }

    private void heard(String speaker, double from) {
        Database.run("""
                insert into transcriptions (
                    meeting_id, user_id, segment_key, start_at, start_time, end_time, text, speaker)
                select id, user_id, 'at:' || $2::float8, now(), $2, $2 + 1, 'hello', $3
                from meetings
                where id = $1
                """, (long) id, from, speaker);
    }

    private void isUnknown() {
        participants()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", equalTo("Meeting not found for platform google_meet and ID " + meet));
    }

    @Test
    void who_was_noted_is_told() {
        note("[\"Ada\", \"Grace\"]");
        participants()
                .statusCode(200)
                .body("$", aMapWithSize(5))
                .body("platform", equalTo("google_meet"))
                .body("native_meeting_id", equalTo(meet))
                .body("meeting_id", equalTo(id))
                .body("participants", contains("Ada", "Grace"))
                .body("participants_count", equalTo(2));
    }

    @Test
    void nobody_is_an_empty_list() {
        participants().statusCode(200).body("participants", empty()).body("participants_count", equalTo(0));
    }

    @Test
    void where_nobody_was_noted_the_speakers_are_told_whoever_was_heard_first() {
        heard("Grace", 0);
        heard("Ada", 2);
        heard("", 3);
        heard("Grace", 4);
        participants().body("participants", contains("Grace", "Ada")).body("participants_count", equalTo(2));
    }

    @Test
    void who_was_noted_counts_more_than_who_was_heard() {
        heard("Speaker 1", 0);
        note("[\"Ada\"]");
        participants().body("participants", contains("Ada"));
        note("[]");
        participants().body("participants", empty());
    }

    @Test
    void what_an_older_service_stored_is_told_as_it_is() {
        Database.run(
                "update meetings set data = $2 where id = $1",
                (long) id,
                new JsonObject("{\"participants\": [{\"name\": \"Ada\"}, \"Grace\"]}"));
        participants().body("participants", contains(Map.of("name", "Ada"), "Grace"));

        Database.run("update meetings set data = $2 where id = $1", (long) id, new JsonObject("{\"participants\": 2}"));
        participants().statusCode(200).body("participants", empty());
    }

    @Test
    void of_several_meetings_the_newest_counts() {
        note("[\"Ada\"]");
        Bot.of(id).inMeeting().reports("completed");
        int newer = user.send(meet).then().statusCode(201).extract().path("id");
        participants().body("meeting_id", equalTo(newer)).body("participants", empty());
    }

    @Test
    void anothers_meeting_is_not_there() {
        note("[\"Ada\"]");
        user = User.withLimit(1);
        isUnknown();
    }

    @Test
    void a_redacted_meeting_is_not_there() {
        note("[\"Ada\"]");
        heard("Grace", 0);
        Bot.of(id).inMeeting().reports("completed");
        user.request().delete("/meetings/google_meet/" + meet).then().statusCode(200);
        isUnknown();
    }

    @Test
    void a_meeting_that_never_was_is_404() {
        meet = User.newMeet();
        isUnknown();
    }

    @Test
    void a_platform_that_nobody_knows_is_422() {
        user.request()
                .get("/bots/webex/1/participants")
                .then()
                .statusCode(422)
                .body("errors.field", contains("platform"));
    }
}
