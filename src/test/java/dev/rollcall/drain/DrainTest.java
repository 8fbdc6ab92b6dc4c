package dev.rollcall.drain;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.StagedRuntime;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class DrainTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SENDERS = 12;
    private static final int ROUNDS = 5;

    @Inject
    StagedRuntime runtime;

    @Inject
    Pool pool;

    @AfterEach
    void open() {
        turn("{\"draining\": false}").then().statusCode(200);
    }

    @Test
    void a_drained_fleet_takes_no_new_bot_and_says_why() {
        User user = User.withLimit(5);
        turn("{\"draining\": true, \"reason\": \"Upgrade until 14:00 UTC.\", \"by\": \"ada@example.org\"}")
                .then()
                .statusCode(200)
                .body("draining", equalTo(true));
        user.send(User.newMeet())
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", "60")
                .body("detail", equalTo("No new bots at the moment: Upgrade until 14:00 UTC."));
        assertThat(Database.number("select count(*) from meetings where user_id = $1", user.id()))
                .isZero();
    }

    @Test
    void it_shows_who_drained_why_and_since_when() {
        turn("{\"draining\": true, \"reason\": \"First.\", \"by\": \"ada@example.org\"}");
        String since = User.admin()
                .get("/admin/drain")
                .then()
                .statusCode(200)
                .body("draining", equalTo(true))
                .body("reason", equalTo("First."))
                .body("by", equalTo("ada@example.org"))
                .body("since", notNullValue())
                .extract()
                .path("since");
        turn("{\"draining\": true, \"reason\": \"Second.\"}")
                .then()
                .body("reason", equalTo("Second."))
                .body("by", equalTo("admin"))
                .body("since", equalTo(since));
        turn("{\"draining\": false, \"reason\": \"not kept\"}")
                .then()
                .statusCode(200)
                .body("draining", equalTo(false))
                .body("reason", nullValue());
    }

    @Test
    void an_opened_fleet_takes_bots_again() {
        User user = User.withLimit(1);
        drain();
        turn("{\"draining\": false}");
        user.send(User.newMeet()).then().statusCode(201);
    }

    @Test
    void bots_that_are_there_finish() {
        User user = User.withLimit(2);
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        drain();
        Bot bot = Bot.of(id).inMeeting();
        bot.heartbeat().then().statusCode(200);
        assertThat(user.status(id)).isEqualTo("active");
        user.stop(meet).then().statusCode(202);
        bot.reports("completed").then().statusCode(200);
        assertThat(user.status(id)).isEqualTo("completed");
    }

    @Test
    void a_launch_that_is_reserved_goes_on() {
        User user = User.withLimit(2);
        String meet = User.newMeet();
        CompletableFuture<LaunchOutcome> hold = runtime.holdLaunch(meet);
        int id = user.send(meet).path("id");
        String handle = Workload.handleOf(id, 1);
        await().until(() -> runtime.calls(handle).contains("launch"));
        drain();
        hold.complete(new LaunchOutcome.Busy("no node yet"));
        await().atMost(PATIENCE)
                .until(() -> runtime.calls(Workload.handleOf(id, 2)).contains("launched"));
    }

    @Test
    void health_tells_of_it_and_stays_healthy_and_ready() {
        given().get("/health").then().body("draining", equalTo(false));
        drain();
        given().get("/health").then().statusCode(200).body("draining", equalTo(true));
        given().get("/q/health/ready").then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | draining",
                "{\"draining\": \"yes\", \"reason\": \"r\"} | draining",
                "{\"draining\": true} | reason",
                "{\"draining\": true, \"reason\": \"  \"} | reason",
                "{\"draining\": true, \"reason\": \"a\\nb\"} | reason",
            })
    void what_is_wrong_with_the_wish_is_named(String body, String field) {
        turn(body).then().statusCode(422).body("errors.field", contains(field));
    }

    @Test
    void all_that_is_wrong_is_named_at_once() {
        turn("{\"reason\": \"%s\", \"by\": \"%s\"}".formatted("x".repeat(501), "y".repeat(256)))
                .then()
                .statusCode(422)
                .body("errors.field", containsInAnyOrder("draining", "reason", "by"));
    }

    @Test
    void the_switch_waits_for_a_reservation_that_saw_the_open_fleet() {
        User user = User.withLimit(5);
        SqlConnection holder = holdingTheRowOf(user);
        Future<Response> sent;
        Future<Response> drained;
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            sent = threads.submit(() -> user.send(User.newMeet()));
            await().until(() -> waiting("for no key update") == 1);
            drained = threads.submit(this::drain);
            await().until(() -> waiting("pg_advisory_xact_lock(") == 1);
            assertThat(drained.isDone()).isFalse();
        } finally {
            holder.query("rollback").execute().await().atMost(PATIENCE);
            holder.close().await().atMost(PATIENCE);
            threads.shutdown();
        }
        assertThat(List.of(answered(sent), answered(drained))).containsExactly(201, 200);
    }

    private SqlConnection holdingTheRowOf(User user) {
        SqlConnection connection = pool.getConnection().await().atMost(PATIENCE);
        connection.query("begin").execute().await().atMost(PATIENCE);
        connection
                .preparedQuery("select 1 from users where id = $1 for update")
                .execute(Tuple.of(user.id()))
                .await()
                .atMost(PATIENCE);
        return connection;
    }

    private static long waiting(String query) {
        return Database.number(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%' || $1 || '%'",
                query);
    }

    private static int answered(Future<Response> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void once_the_switch_is_answered_no_bot_is_accepted_any_more() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<User> users = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                users.add(User.withoutLimit());
            }
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger refused = new AtomicInteger();
            ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
            List<Future<List<Integer>>> senders = users.stream()
                    .map(user -> threads.submit(() -> sendUntil(over, user, refused)))
                    .toList();
            Long[] ids = users.stream().map(User::id).toArray(Long[]::new);
            await().until(() -> reserved(ids) > SENDERS);
            drain().then().statusCode(200);
            long atTheAnswer = reserved(ids);
            await().until(() -> refused.get() > SENDERS);
            over.set(true);
            List<Integer> statuses = new ArrayList<>();
            for (Future<List<Integer>> sender : senders) {
                statuses.addAll(sender.get());
            }
            threads.shutdown();
            assertThat(reserved(ids)).as("round %d", round).isEqualTo(atTheAnswer);
            assertThat(statuses).contains(201, 503).containsOnly(201, 503);
            assertThat(statuses.stream().filter(status -> status == 201)).hasSize((int) atTheAnswer);
            open();
        }
    }

    private static List<Integer> sendUntil(AtomicBoolean over, User user, AtomicInteger refused) {
        List<Integer> statuses = new ArrayList<>();
        while (!over.get()) {
            int status = user.send(User.newMeet()).statusCode();
            statuses.add(status);
            if (status == 503) {
                refused.incrementAndGet();
            }
        }
        return statuses;
    }

    private static long reserved(Long[] userIds) {
        return Database.number("select count(*) from meetings where user_id = any ($1)", (Object) userIds);
    }

    private Response drain() {
        return turn("{\"draining\": true, \"reason\": \"A test drains.\"}");
    }

    private static Response turn(String body) {
        return User.admin().body(body).put("/admin/drain");
    }
}
