package dev.rollcall.standing.racetime;

import static dev.rollcall.standing.Standings.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.rollcall.stage.User;
import dev.rollcall.standing.Standings;
import dev.rollcall.standing.Status;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bot on racetime.gg from the API to the room, with everything between. */
@QuarkusTest
class RacetimeStandingTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private Vertx vertx;
    private PlayedRacetime server;
    private Standings standings;

    @BeforeEach
    void begin() {
        vertx = Vertx.vertx();
        server = new PlayedRacetime(vertx);
        server.tokens.activate("first-id", "first-secret");
        standings = new Standings();
    }

    @AfterEach
    void end() {
        standings.close();
        server.close();
        vertx.close();
    }

    private JsonObject bot(String clientId, String clientSecret) {
        return new JsonObject()
                .put("connector", "racetime")
                .put("category", PlayedRacetime.CATEGORY)
                .put("name", "bot " + UUID.randomUUID())
                .put("base_url", server.url())
                .put("is_active", true)
                .put("credentials", credentials(clientId, clientSecret));
    }

    private static JsonObject credentials(String clientId, String clientSecret) {
        return new JsonObject().put("client_id", clientId).put("client_secret", clientSecret);
    }

    @Test
    void a_bot_goes_into_the_room_does_what_it_is_told_and_leaves_when_it_is_stopped() {
        PlayedRoom room = server.race("lucky-link-1234");

        long id = standings.create(bot("first-id", "first-secret"));

        awaitStatus(id, Status.CONNECTED);
        await().atMost(SOON).until(() -> room.open() == 1);
        JsonObject action = new JsonObject()
                .put("room", "lucky-link-1234")
                .put("action", "message")
                .put("data", new JsonObject().put("message", "hello"));
        User.admin()
                .body(action.encode())
                .post("/standing-bots/" + id + "/actions")
                .then()
                .statusCode(200);
        assertThat(room.messages).hasSize(1);
        User.admin()
                .body(action.put("room", "another").encode())
                .post("/standing-bots/" + id + "/actions")
                .then()
                .statusCode(404)
                .body("detail", equalTo("The bot is in no room of this name."));
        Standings.order(id, "stop");
        awaitStatus(id, Status.DISCONNECTED);
        await().atMost(SOON).until(() -> room.open() == 0);
    }

    @Test
    void a_deactivated_bot_is_refused_and_comes_back_with_new_credentials_by_itself() {
        server.race("lucky-link-1234");
        long id = standings.create(bot("first-id", "first-secret"));
        awaitStatus(id, Status.CONNECTED);

        server.tokens.deactivate("first-id");

        JsonObject refused = awaitStatus(id, Status.AUTH_FAILED);
        assertThat(refused.getJsonObject("facts").getBoolean("credentials_ok")).isFalse();
        assertThat(refused.encode()).doesNotContain("first-secret");
        server.tokens.activate("second-id", "second-secret");
        Standings.patch(id, new JsonObject().put("credentials", credentials("second-id", "second-secret")))
                .then()
                .statusCode(200);
        awaitStatus(id, Status.CONNECTED);
    }

    @Test
    void what_is_missing_is_told_at_once() {
        Standings.post(bot("first-id", "first-secret")
                        .put("category", "A Link to the Past")
                        .put("credentials", new JsonObject().put("client_id", "x")))
                .then()
                .statusCode(422)
                .body("errors.field", hasItem("category"))
                .body("errors.field", hasItem("credentials.client_secret"))
                .body("errors.message", hasItem(containsString("short word")));
    }
}
