package dev.rollcall.standing;

import static dev.rollcall.standing.Standings.awaitStatus;
import static dev.rollcall.standing.Standings.body;
import static dev.rollcall.standing.Standings.bot;
import static dev.rollcall.standing.Standings.history;
import static dev.rollcall.standing.Standings.order;
import static dev.rollcall.standing.Standings.patch;
import static dev.rollcall.standing.Standings.withHeader;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What admins see of standing bots, and what they can tell them. */
@QuarkusTest
class StandingResourceTest {

    private Service service;
    private Standings standings;

    @BeforeEach
    void aService() {
        service = Service.start();
        standings = new Standings();
    }

    @AfterEach
    void close() {
        standings.close();
        service.close();
    }

    @Test
    void a_bot_that_is_made_is_connected_and_says_so_with_everything_that_was_found() {
        long id = standings.create(body(service.socket()));

        JsonObject bot = awaitStatus(id, Status.CONNECTED);

        assertThat(bot.getInteger("status")).isEqualTo(1);
        assertThat(bot.getBoolean("is_healthy")).isTrue();
        assertThat(bot.getBoolean("has_credentials")).isFalse();
        assertThat(bot.getString("status_message")).isNull();
        assertThat(bot.getInstant("last_connected_at"))
                .isBetween(Instant.now().minusSeconds(30), Instant.now().plusSeconds(5));
        assertThat(bot.getInstant("last_status_check_at")).isNotNull();
        assertThat(bot.getString("owner")).isNotNull();
        assertThat(bot.getJsonObject("facts").getBoolean("credentials_ok")).isTrue();
        assertThat(bot.getJsonObject("facts").getBoolean("api_reachable")).isTrue();
        assertThat(bot.getJsonObject("facts").getInstant("api_checked_at")).isNotNull();
        assertThat(history(id))
                .extracting(change -> change.getString("status_name"))
                .containsExactly("CONNECTED");
    }

    @Test
    void all_that_is_wrong_is_said_at_once_and_no_value_of_a_header_with_it() {
        String answer = Standings.post(new JsonObject()
                        .put("connector", "generic")
                        .put("base_url", "ftp://example.org")
                        .put(
                                "credentials",
                                new JsonObject().put("headers", new JsonObject().put("Host", "S3cr3tS3cr3t")))
                        .put(
                                "settings",
                                new JsonObject().put("expect_status", 7).put("other", 1)))
                .then()
                .statusCode(422)
                .body("errors.field", hasItem("name"))
                .body("errors.field", hasItem("base_url"))
                .body("errors.field", hasItem("credentials.headers.Host"))
                .body("errors.field", hasItem("settings.expect_status"))
                .body("errors.field", hasItem("settings.other"))
                .extract()
                .asString();

        assertThat(answer).doesNotContain("S3cr3tS3cr3t");
    }

    @Test
    void an_unknown_connector_is_answered_with_those_that_there_are() {
        Standings.post(body(service.page()).put("connector", "smoke_signals"))
                .then()
                .statusCode(422)
                .body("errors[0].field", equalTo("connector"))
                .body("errors[0].message", org.hamcrest.Matchers.containsString("generic"));
    }

    @Test
    void two_bots_of_one_name_are_one_too_many() {
        JsonObject body = body(service.page());
        standings.create(body);

        Standings.post(body)
                .then()
                .statusCode(409)
                .body("detail", equalTo("There is a bot of this connector, category and name already."));
    }

    @Test
    void only_admins_see_anything_but_the_health() {
        long id = standings.create(body(service.page()));
        User user = User.withLimit(1);

        given().get("/standing-bots").then().statusCode(401);
        user.request().get("/standing-bots").then().statusCode(403);
        user.request().get("/standing-bots/" + id).then().statusCode(403);
        user.request().post("/standing-bots/" + id + "/stop").then().statusCode(403);
        user.request().delete("/standing-bots/" + id).then().statusCode(403);
        given().header("X-Admin-API-Key", "wrong")
                .get("/standing-bots/" + id)
                .then()
                .statusCode(403);
    }

    @Test
    void who_asks_for_a_bot_that_is_not_there_is_told_so() {
        Standings.get(Long.MAX_VALUE).then().statusCode(404);
        patch(Long.MAX_VALUE, new JsonObject().put("name", "x")).then().statusCode(404);
        for (String what : new String[] {"start", "stop", "restart", "pause", "check"}) {
            order(Long.MAX_VALUE, what).then().statusCode(404);
        }
        User.admin().delete("/standing-bots/" + Long.MAX_VALUE).then().statusCode(404);
        User.admin().get("/standing-bots/" + Long.MAX_VALUE + "/history").then().statusCode(404);
    }

    @Test
    void a_stopped_bot_is_disconnected_at_once_and_connects_when_it_is_started() {
        long id = standings.create(body(service.socket()));
        awaitStatus(id, Status.CONNECTED);

        order(id, "stop")
                .then()
                .statusCode(200)
                .body("status", equalTo(4))
                .body("status_name", equalTo("DISCONNECTED"))
                .body("status_message", equalTo("Bot stopped manually"))
                .body("is_healthy", equalTo(false));

        await().until(() -> service.openNow() == 0);
        await().until(() -> bot(id).getString("owner") == null);
        order(id, "stop").then().statusCode(200).body("status", equalTo(4));
        order(id, "check").then().statusCode(409);
        // its replica may have connected it before the answer is read
        order(id, "start").then().statusCode(200).body("status_name", anyOf(equalTo("UNKNOWN"), equalTo("CONNECTED")));
        awaitStatus(id, Status.CONNECTED);
        assertThat(service.mostAtOnce()).isEqualTo(1);
        assertThat(history(id))
                .extracting(change -> change.getString("status_name"))
                .containsExactly("CONNECTED", "UNKNOWN", "DISCONNECTED", "CONNECTED");
        assertThat(bot(id).getInteger("flap_count"))
                .as("an operator's stop is no flap")
                .isZero();
    }

    @Test
    void an_inactive_bot_is_disconnected_and_cannot_be_started() {
        long id = standings.create(body(service.socket()));
        awaitStatus(id, Status.CONNECTED);

        patch(id, new JsonObject().put("is_active", false))
                .then()
                .statusCode(200)
                .body("status_name", equalTo("DISCONNECTED"))
                .body("status_message", equalTo("Bot is not active"));

        await().until(() -> service.openNow() == 0);
        order(id, "start").then().statusCode(409);
        order(id, "restart").then().statusCode(409);
        patch(id, new JsonObject().put("is_active", true)).then().statusCode(200);
        awaitStatus(id, Status.CONNECTED);
    }

    @Test
    void a_pause_ends_by_itself() {
        long id = standings.create(body(service.socket()));
        awaitStatus(id, Status.CONNECTED);

        User.admin()
                .body("{\"minutes\": 5}")
                .post("/standing-bots/" + id + "/pause")
                .then()
                .statusCode(200)
                .body("status_name", equalTo("DISCONNECTED"))
                .body("paused_until", not(nullValue()));
        await().until(() -> service.openNow() == 0);
        Database.run("update standing_bots set paused_until = clock_timestamp() where id = $1", id);

        awaitStatus(id, Status.CONNECTED);
        User.admin()
                .body("{\"minutes\": 0}")
                .post("/standing-bots/" + id + "/pause")
                .then()
                .statusCode(422);
    }

    @Test
    void a_restart_makes_a_new_connection_after_the_old_one_is_closed() {
        long id = standings.create(body(service.socket()));
        awaitStatus(id, Status.CONNECTED);

        // its replica may have connected it before the answer is read
        order(id, "restart")
                .then()
                .statusCode(200)
                .body("status_name", anyOf(equalTo("UNKNOWN"), equalTo("CONNECTED")));

        await().until(() -> service.opened().size() == 2);
        awaitStatus(id, Status.CONNECTED);
        assertThat(service.mostAtOnce()).isEqualTo(1);
    }

    @Test
    void new_credentials_connect_by_themselves_and_are_never_shown() {
        service.answering(401, "who are you?");
        long id = standings.create(withHeader(body(service.page()), "Bearer S3cr3tOld"));
        JsonObject refused = awaitStatus(id, Status.AUTH_FAILED);
        assertThat(refused.getString("status_code")).isEqualTo("http_401");
        assertThat(refused.getInstant("next_attempt_at")).isAfter(Instant.now().plus(Duration.ofMinutes(10)));
        service.answering(200, "welcome");

        String changed = patch(id, withHeader(new JsonObject(), "Bearer S3cr3tNew"))
                .then()
                .statusCode(200)
                .extract()
                .asString();

        awaitStatus(id, Status.CONNECTED);
        assertThat(service.authorizations()).contains("Bearer S3cr3tOld", "Bearer S3cr3tNew");
        assertThat(changed
                        + bot(id).encode()
                        + User.admin().get("/standing-bots?limit=200").asString())
                .doesNotContain("S3cr3t");
        assertThat(Database.text("select b::text from standing_bots b where id = $1", id))
                .doesNotContain("S3cr3t");
        assertThat(service.asked().size()).as("it was not hammered").isLessThan(10);
    }

    @Test
    void a_check_looks_at_once_also_while_the_bot_waits_for_its_next_try() {
        service.answering(403, "no");
        long id = standings.create(body(service.page()));
        awaitStatus(id, Status.AUTH_FAILED);
        service.answering(200, "yes");

        order(id, "check").then().statusCode(200).body("status_name", equalTo("CONNECTED"));

        service.answering(500, "oh");
        order(id, "check")
                .then()
                .statusCode(200)
                .body("status_name", equalTo("CONNECTION_ERROR"))
                .body("status_code", equalTo("http_500"));
    }

    @Test
    void an_action_is_done_by_the_replica_that_keeps_the_bot() {
        long id = standings.create(body(service.socket()));
        awaitStatus(id, Status.CONNECTED);

        User.admin()
                .body("{\"action\": \"send\", \"data\": {\"text\": \"Good luck!\"}}")
                .post("/standing-bots/" + id + "/actions")
                .then()
                .statusCode(200)
                .body("status", equalTo("done"));

        await().until(() -> service.heard().contains("Good luck!"));
        User.admin()
                .body("{\"action\": \"dance\"}")
                .post("/standing-bots/" + id + "/actions")
                .then()
                .statusCode(422)
                .body("errors[0].field", equalTo("action"));
        User.admin().body("{}").post("/standing-bots/" + id + "/actions").then().statusCode(422);
        assertThat(Database.number("select count(*) from standing_requests where bot_id = $1", id))
                .isZero();
    }

    @Test
    void an_action_of_a_bot_that_is_not_connected_says_so() {
        service.shaking(500);
        long id = standings.create(body(service.socket()));
        awaitStatus(id, Status.CONNECTION_ERROR);

        User.admin()
                .body("{\"action\": \"send\", \"data\": {\"text\": \"Hello?\"}}")
                .post("/standing-bots/" + id + "/actions")
                .then()
                .statusCode(503)
                .header("Retry-After", "5");
    }

    @Test
    void a_deleted_bot_is_closed_and_forgotten() {
        long id = standings.create(body(service.socket()));
        awaitStatus(id, Status.CONNECTED);

        User.admin().delete("/standing-bots/" + id).then().statusCode(204);

        await().until(() -> service.openNow() == 0);
        Standings.get(id).then().statusCode(404);
        assertThat(Database.number("select count(*) from connection_history where bot_id = $1", id))
                .isZero();
    }

    @Test
    void the_list_shows_what_is_asked_for() {
        service.answering(503, "not now");
        JsonObject body = body(service.page());
        long id = standings.create(body);
        awaitStatus(id, Status.CONNECTION_ERROR);

        String path = "bots.findAll { it.id == " + id + " }";
        for (String filter :
                new String[] {"unhealthy=true", "status=3", "status=connection_error", "connector=generic"}) {
            User.admin()
                    .get("/standing-bots?limit=200&" + filter)
                    .then()
                    .statusCode(200)
                    .body(path, hasSize(1));
        }
        for (String filter : new String[] {"unhealthy=false", "status=CONNECTED", "connector=racetime"}) {
            User.admin()
                    .get("/standing-bots?limit=200&" + filter)
                    .then()
                    .statusCode(200)
                    .body(path, hasSize(0));
        }
        User.admin()
                .get("/standing-bots?status=HAPPY&unhealthy=perhaps&limit=0")
                .then()
                .statusCode(422)
                .body("errors", hasSize(3));
    }

    @Test
    void the_health_needs_no_key_and_tells_names_only() {
        service.answering(500, "S3cr3t of the service");
        long id = standings.create(body(service.page()));
        awaitStatus(id, Status.CONNECTION_ERROR);

        given().get("/standing-bots/health")
                .then()
                .statusCode(503)
                .body("status", equalTo("unhealthy"))
                .body("unhealthy.id", hasItem((int) id))
                .body("unhealthy.find { it.id == " + id + " }.status_message", nullValue());
        order(id, "stop").then().statusCode(200);
        given().get("/standing-bots/health").then().body("unhealthy.id", not(hasItem((int) id)));
    }

    @Test
    void the_history_is_read_page_by_page() {
        long id = standings.create(body(service.page()));
        awaitStatus(id, Status.CONNECTED);
        order(id, "stop");
        order(id, "start");
        awaitStatus(id, Status.CONNECTED);

        JsonObject first = new JsonObject(User.admin()
                .get("/standing-bots/" + id + "/history?limit=3")
                .then()
                .statusCode(200)
                .body("changes", hasSize(3))
                .body("has_more", equalTo(true))
                .extract()
                .asString());
        User.admin()
                .get("/standing-bots/" + id + "/history?limit=3&before=" + first.getLong("next"))
                .then()
                .body("changes", hasSize(1))
                .body("has_more", equalTo(false))
                .body("changes[0].from_status_name", equalTo("UNKNOWN"));
    }
}
