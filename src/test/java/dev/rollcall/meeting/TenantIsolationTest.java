package dev.rollcall.meeting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What belongs to another does not exist. */
@QuarkusTest
class TenantIsolationTest {

    private static final long NOBODYS = 999_999_999_999L;

    private User owner;
    private User stranger;
    private String meet;
    private long id;

    @BeforeEach
    void aBotInAMeeting() {
        owner = User.withLimit(5);
        stranger = User.withLimit(5);
        meet = User.newMeet();
        id = owner.send(meet).jsonPath().getLong("id");
        Bot.of(id).inMeeting().heartbeat();
    }

    @Test
    void anothers_meeting_is_answered_as_one_that_is_not_there() {
        assertSame404(stranger.meeting(id), stranger.meeting(NOBODYS));
    }

    @Test
    void anothers_history_is_answered_as_one_that_is_not_there() {
        assertSame404(
                stranger.request().get("/meetings/" + id + "/history"),
                stranger.request().get("/meetings/" + NOBODYS + "/history"));
    }

    @Test
    void anothers_explanation_is_answered_as_one_that_is_not_there() {
        assertSame404(
                stranger.request().get("/meetings/" + id + "/explain"),
                stranger.request().get("/meetings/" + NOBODYS + "/explain"));
    }

    @Test
    void anothers_bot_cannot_be_stopped() {
        assertSame404(stranger.stop(meet), stranger.stop(User.newMeet()));
        assertThat(owner.status(id)).isEqualTo("active");
    }

    @Test
    void anothers_bot_cannot_be_configured() {
        String free = User.newMeet();
        Response answer = configure(stranger, meet);
        Response none = configure(stranger, free);
        answer.then().statusCode(404);
        assertThat(answer.asString().replace(meet, free)).isEqualTo(none.asString());
        owner.meeting(id).then().body("reconfiguring", equalTo(false));
    }

    @Test
    void anothers_bots_are_in_no_list() {
        stranger.request()
                .get("/bots/status")
                .then()
                .statusCode(200)
                .body("running_bots", empty())
                .body("count", equalTo(0));
        stranger.request().get("/meetings").then().statusCode(200).body("meetings", empty());
    }

    @Test
    void anothers_meeting_is_in_no_table_and_found_by_no_search() {
        for (String query :
                List.of("", "?include=data", "?search=" + meet, "?status=active", "?platform=google_meet")) {
            stranger.request()
                    .get("/bots" + query)
                    .then()
                    .statusCode(200)
                    .body("meetings", empty())
                    .body("has_more", equalTo(false));
        }
        owner.request().get("/bots?search=" + meet).then().body("meetings.id", contains((int) id));
    }

    @Test
    void anothers_row_is_answered_as_one_that_is_not_there() {
        assertSame404(
                stranger.request().get("/bots/id/" + id), stranger.request().get("/bots/id/" + NOBODYS));
    }

    @Test
    void anothers_participants_are_not_told() {
        String free = User.newMeet();
        Response answer = stranger.request().get("/bots/google_meet/" + meet + "/participants");
        Response none = stranger.request().get("/bots/google_meet/" + free + "/participants");
        answer.then().statusCode(404);
        assertThat(answer.asString().replace(meet, free)).isEqualTo(none.asString());
    }

    @Test
    void anothers_meeting_cannot_be_edited() {
        assertSame404(edit(stranger, meet), edit(stranger, User.newMeet()));
        owner.meeting(id).then().body("data.name", nullValue());
    }

    @Test
    void anothers_meeting_cannot_be_redacted_and_does_not_show_that_it_was() {
        Bot.of(id).reports("completed");
        assertSame404(redact(stranger, meet), redact(stranger, User.newMeet()));
        owner.meeting(id).then().body("native_meeting_id", equalTo(meet));
        redact(owner, meet).then().statusCode(200);
        assertSame404(redact(stranger, meet), redact(stranger, User.newMeet()));
    }

    @Test
    void anothers_meeting_is_not_continued() {
        Bot.of(id).reports("completed", ", \"completion_reason\": \"left_alone\"");
        int own = stranger.request()
                .body("{\"platform\": \"google_meet\", \"native_meeting_id\": \"%s\", \"continue_meeting\": true}"
                        .formatted(meet))
                .post("/bots")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        assertThat((long) own).isNotEqualTo(id);
        assertThat(owner.status(id)).isEqualTo("completed");
    }

    @Test
    void anothers_idempotency_key_is_free() {
        String key = "one key for all";
        int first = sendWith(key, owner).then().statusCode(201).extract().path("id");
        int second = sendWith(key, stranger)
                .then()
                .statusCode(201)
                .header("Idempotent-Replayed", nullValue())
                .extract()
                .path("id");
        assertThat(second).isNotEqualTo(first);
    }

    private static Response sendWith(String key, User user) {
        return user.request()
                .header("Idempotency-Key", key)
                .body("{\"platform\": \"google_meet\", \"native_meeting_id\": \"%s\"}".formatted(User.newMeet()))
                .post("/bots");
    }

    private static Response edit(User user, String nativeId) {
        return user.request().body("{\"data\": {\"name\": \"x\"}}").patch("/meetings/google_meet/" + nativeId);
    }

    private static Response redact(User user, String nativeId) {
        return user.request().delete("/meetings/google_meet/" + nativeId);
    }

    @Test
    void two_users_may_have_a_bot_in_the_same_meeting_each() {
        int own = stranger.send(meet).then().statusCode(201).extract().path("id");
        stranger.stop(meet).then().statusCode(202).body("meeting_id", equalTo(own));
        assertThat(owner.status(id)).isEqualTo("active");
    }

    @ParameterizedTest
    @CsvSource({
        "bot, GET,    /bots/status,                 200",
        "bot, DELETE, /bots/google_meet/xxx-xxxx-xxx, 404",
        "bot, GET,    /bots,                        200",
        "bot, GET,    /bots/id/999999999999,        404",
        "bot, GET,    /bots/google_meet/xxx-xxxx-xxx/participants, 404",
        "tx,  GET,    /bots/google_meet/xxx-xxxx-xxx/participants, 403",
        "bot, PATCH,  /meetings/google_meet/xxx-xxxx-xxx, 403",
        "bot, DELETE, /meetings/google_meet/xxx-xxxx-xxx, 403",
        "tx,  DELETE, /meetings/google_meet/xxx-xxxx-xxx, 404",
        "tx,  GET,    /bots,                        403",
        "tx,  GET,    /bots/id/1,                   403",
        "bot, GET,    /meetings,                    403",
        "bot, GET,    /meetings/1,                  403",
        "bot, GET,    /meetings/1/history,          403",
        "bot, GET,    /meetings/1/explain,          403",
        "tx,  GET,    /meetings,                    200",
        "tx,  GET,    /meetings/999999999999,       404",
        "tx,  GET,    /bots/status,                 403",
        "tx,  DELETE, /bots/google_meet/xxx-xxxx-xxx, 403",
        "tx,  GET,    /bots/../bots/status,         403",
        "tx,  GET,    /meetings/../bots/status,     403",
        "tx,  GET,    /meetings/%2e%2e/bots/status, 403",
        "tx,  GET,    //bots/status,                403",
        "tx,  GET,    /bots;a=b/status,             403",
        "bot, GET,    /bots/..;/meetings,           405",
        "browser, GET, /bots/status,                403",
        "browser, GET, /meetings,                   403",
    })
    void a_scoped_key_reaches_its_own_paths_only(String scope, String method, String path, int status) {
        String key = User.admin()
                .post("/admin/users/" + owner.id() + "/tokens?scope=" + scope)
                .path("token");
        given().urlEncodingEnabled(false)
                .header("X-API-Key", key)
                .request(method, path)
                .then()
                .statusCode(status);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /meetings",
        "GET, /meetings/1",
        "GET, /meetings/1/explain",
        "GET, /bots",
        "GET, /bots/id/1",
        "GET, /bots/google_meet/abc-defg-hij/participants",
        "PATCH, /meetings/google_meet/abc-defg-hij",
        "DELETE, /meetings/google_meet/abc-defg-hij",
        "GET, /bots/status",
        "DELETE, /bots/google_meet/abc-defg-hij",
        "POST, /bots",
        "PUT, /bots/google_meet/abc-defg-hij/config",
    })
    void an_admin_token_is_no_user(String method, String path) {
        User.admin().body("{}").request(method, path).then().statusCode(403).contentType("application/problem+json");
    }

    private static Response configure(User user, String nativeId) {
        return user.request().body("{\"language\": \"de\"}").put("/bots/google_meet/" + nativeId + "/config");
    }

    private static void assertSame404(Response answer, Response none) {
        answer.then().statusCode(404).contentType("application/problem+json");
        assertThat(answer.asString()).isEqualTo(none.asString());
    }
}
