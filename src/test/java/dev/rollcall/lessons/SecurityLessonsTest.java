package dev.rollcall.lessons;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.StagedRuntime;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/**
 * Who may say and know what. Each test is named after one of the ways in which it went wrong elsewhere
 * (docs/decisions/0022).
 */
@QuarkusTest
class SecurityLessonsTest {

    @Inject
    StagedRuntime runtime;

    @Test
    void lesson_24_callbacks_are_not_open_to_anybody() {
        User user = User.withLimit(2);
        Bot bot = Bot.of(user.sent());
        Bot other = Bot.of(user.sent());

        given().contentType(ContentType.JSON)
                .body("{\"connection_id\": \"%s\", \"status\": \"completed\"}".formatted(bot.connectionId()))
                .post("/bots/internal/callback/status_change")
                .then()
                .statusCode(401);
        new Bot(bot.meetingId(), bot.connectionId(), other.token())
                .reports("completed")
                .then()
                .statusCode(401);
        new Bot(bot.meetingId(), bot.connectionId(), user.key())
                .reports("completed")
                .then()
                .statusCode(401);
        assertThat(user.status(bot.meetingId())).isEqualTo("requested");
    }

    @Test
    void lesson_24_a_bot_does_not_get_its_users_key_and_its_secrets_are_not_printed() {
        User user = User.withLimit(1);
        long id = user.sent();
        await().until(() -> runtime.launched(Workload.handleOf(id, 1)) != null);

        Workload workload = runtime.launched(Workload.handleOf(id, 1));

        assertThat(workload.environment().toString()).doesNotContain(user.key());
        assertThat(workload.environment().toString()).contains(Bot.of(id).token());
        assertThat(workload.toString()).doesNotContain(Bot.of(id).token());
    }

    @Test
    void lesson_24_keys_are_kept_as_hashes_only() {
        User user = User.withLimit(1);

        assertThat(Database.text("select string_agg(t::text, ' ') from api_tokens t where t.user_id = $1", user.id()))
                .doesNotContain(user.key())
                .doesNotContain(user.key().substring(0, 12));
    }

    @Test
    void lesson_24_the_id_of_a_meeting_opens_nothing() {
        User owner = User.withLimit(1);
        long id = owner.sent();
        User stranger = User.withLimit(1);

        stranger.meeting(id).then().statusCode(404);
        stranger.request().get("/meetings/" + id + "/history").then().statusCode(404);
        stranger.stop(owner.meeting(id).path("native_meeting_id")).then().statusCode(404);
        given().get("/meetings/" + id).then().statusCode(401);
    }
}
