package dev.rollcall.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.meeting.MeetingApi.Meeting;
import dev.rollcall.platform.ServerKey;
import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.AtOnce;
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
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same request again gets the same answer, and no second bot. */
@QuarkusTest
class IdempotencyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String PASSCODE = "pAsSc0dE1d3m";

    @Inject
    StagedRuntime runtime;

    @Inject
    IdempotencyKeys keys;

    @Inject
    Pool pool;

    @Inject
    ObjectMapper json;

    @Inject
    MeetingQueries meetings;

    @Test
    void the_first_answer_is_given_again_whatever_became_of_the_bot() {
        User user = User.withLimit(1);
        String key = newKey();
        String body = meet(User.newMeet());
        Response first = send(user, key, body);
        first.then().statusCode(201).header("Idempotent-Replayed", nullValue());
        Bot.of(first.<Integer>path("id")).inMeeting();
        Response again = send(user, key, body);
        again.then().statusCode(201).header("Idempotent-Replayed", "true");
        assertThat(again.asString()).isEqualTo(first.asString());
        assertThat(again.contentType()).isEqualTo(first.contentType());
        assertThat(meetings(user)).isEqualTo(1);
    }

    @Test
    void the_answer_of_a_meeting_with_a_passcode_comes_back_whole_though_no_passcode_is_stored_with_it() {
        User user = User.withLimit(1);
        String key = "key of " + newKey();
        String body = "{\"platform\": \"zoom\", \"native_meeting_id\": \"1%09d\", \"passcode\": \"%s\"}"
                .formatted(System.nanoTime() % 1_000_000_000, PASSCODE);
        Response first = send(user, key, body);
        assertThat(send(user, key, body).asString()).isEqualTo(first.asString()).contains(PASSCODE);
        assertThat(Database.text(
                        "select string_agg(k::text, ' ') from idempotency_keys k where k.user_id = $1", user.id()))
                .doesNotContain(PASSCODE, key);
    }

    @Test
    void the_same_order_may_be_written_in_another_way() {
        User user = User.withLimit(1);
        String key = newKey();
        String meet = User.newMeet();
        int id = send(user, key, meet(meet)).path("id");
        send(
                        user,
                        key,
                        "{\"task\": null, \"native_meeting_id\": \" %s\",  \"platform\": \"google_meet\", \"new\": 1}"
                                .formatted(meet.toUpperCase()))
                .then()
                .statusCode(201)
                .header("Idempotent-Replayed", "true")
                .body("id", equalTo(id));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"language\": \"de\"",
                "\"bot_name\": \"Other\"",
                "\"continue_meeting\": true",
                "\"recording_enabled\": false",
                "\"automatic_leave\": {\"max_wait_for_admission\": 1000}",
                "\"simulate\": {\"scenario\": \"lobby\"}",
            })
    void another_order_under_the_same_key_is_422(String more) {
        User user = User.withLimit(5);
        String key = newKey();
        String meet = User.newMeet();
        send(user, key, meet(meet)).then().statusCode(201);
        send(user, key, meet(meet).replace("}", ", " + more + "}"))
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("errors.field", contains("Idempotency-Key"))
                .body("detail", equalTo("This Idempotency-Key was used for another request; take a new one."));
        assertThat(meetings(user)).isEqualTo(1);
    }

    @Test
    void another_key_is_another_request() {
        User user = User.withLimit(5);
        String meet = User.newMeet();
        int id = send(user, newKey(), meet(meet)).path("id");
        send(user, newKey(), meet(meet)).then().statusCode(409).body("meeting_id", equalTo(id));
    }

    @Test
    void what_was_refused_may_be_tried_again_under_its_key() {
        User user = User.withLimit(1);
        String key = newKey();
        String body = meet(User.newMeet());
        String meet = User.newMeet();
        long running = user.send(meet).jsonPath().getLong("id");
        send(user, key, body).then().statusCode(429);
        send(user, key, "{}").then().statusCode(422);
        Bot.of(running).inMeeting().reports("completed");
        send(user, key, body).then().statusCode(201).header("Idempotent-Replayed", nullValue());
    }

    @Test
    void a_key_that_is_none_is_422() {
        User user = User.withLimit(1);
        send(user, "k".repeat(256), meet(User.newMeet()))
                .then()
                .statusCode(422)
                .body("errors.field", contains("Idempotency-Key"));
        assertThat(meetings(user)).isZero();
    }

    @Test
    void of_20_at_once_one_bot_starts_and_all_get_its_id_or_come_again() {
        User user = User.withLimit(5);
        String key = newKey();
        String body = meet(User.newMeet());
        List<Response> answers = AtOnce.times(20, caller -> send(user, key, body));
        int id = answers.stream()
                .filter(answer -> answer.statusCode() == 201)
                .findFirst()
                .orElseThrow()
                .path("id");
        assertThat(answers).allSatisfy(answer -> {
            if (answer.statusCode() == 201) {
                assertThat(answer.<Integer>path("id")).isEqualTo(id);
            } else {
                answer.then()
                        .statusCode(409)
                        .header("Retry-After", "1")
                        .body("detail", equalTo("A request with this Idempotency-Key is still under way; try again."));
            }
        });
        assertThat(answers.stream()
                        .filter(answer -> answer.statusCode() == 201 && answer.header("Idempotent-Replayed") == null))
                .hasSize(1);
        assertThat(meetings(user)).isEqualTo(1);
        await().until(() -> runtime.launches(Workload.handleOf(id, 1)) > 0);
        assertThat(runtime.launches(Workload.handleOf(id, 1))).isEqualTo(1);
        send(user, key, body).then().statusCode(201).body("id", equalTo(id)).header("Idempotent-Replayed", "true");
    }

    @Test
    void while_one_is_under_way_the_next_is_409_and_comes_again() {
        User user = User.withLimit(5);
        String key = newKey();
        String body = meet(User.newMeet());
        SqlConnection holder = lockedUser(user);
        try {
            var first = java.util.concurrent.CompletableFuture.supplyAsync(() -> send(user, key, body));
            await().until(() -> waitingForTheUser() > 0);
            send(user, key, body).then().statusCode(409).header("Retry-After", "1");
            release(holder);
            holder = null;
            first.join().then().statusCode(201);
        } finally {
            if (holder != null) {
                release(holder);
            }
        }
        send(user, key, body).then().statusCode(201).header("Idempotent-Replayed", "true");
    }

    @Test
    void a_key_is_free_again_when_its_time_is_over_and_is_then_removed() {
        User user = User.withLimit(5);
        String key = newKey();
        int id = send(user, key, meet(User.newMeet())).path("id");
        expire(user);
        int next = send(user, key, meet(User.newMeet()))
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        assertThat(next).isNotEqualTo(id);
        expire(user);
        keys.forgetExpired().await().atMost(PATIENCE);
        assertThat(Database.number("select count(*) from idempotency_keys where user_id = $1", user.id()))
                .isZero();
    }

    @Test
    void a_key_that_is_still_good_is_not_removed() {
        User user = User.withLimit(5);
        send(user, newKey(), meet(User.newMeet()));
        keys.forgetExpired().await().atMost(PATIENCE);
        assertThat(Database.number("""
                        select extract(epoch from expires_at - clock_timestamp())::bigint
                        from idempotency_keys
                        where user_id = $1
                        """, user.id())).isBetween(86_000L, 86_400L);
    }

    @Test
    void a_change_of_the_servers_key_forgets_no_answer() {
        User user = User.withLimit(5);
        String key = newKey();
        String body = meet(User.newMeet());
        int id = send(user, key, body).path("id");
        String former = ConfigProvider.getConfig().getValue("rollcall.secret-key", String.class);
        IdempotencyKeys changed = new IdempotencyKeys(
                pool, new ServerKey("a new key of the server, long enough", former), json, meetings, () -> PATIENCE);
        BotOrder order =
                BotRequestValidation.check(BotRequestTest.read(body), false).orThrow();
        Optional<Meeting> answered = pool.withTransaction(
                        connection -> changed.answered(connection, user.id(), new IdempotencyKey(key), order))
                .await()
                .atMost(PATIENCE);
        assertThat(answered).get().extracting(Meeting::id).isEqualTo((long) id);
    }

    @Test
    void a_continued_meeting_is_continued_once_for_each_key() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Bot.of(id).inMeeting().reports("completed", ", \"completion_reason\": \"left_alone\"");
        String key = newKey();
        String body = meet(meet).replace("}", ", \"continue_meeting\": true}");
        Response first = send(user, key, body);
        first.then().statusCode(201).body("id", equalTo(id)).body("attempt", equalTo(2));
        Bot.of(id).inMeeting().reports("completed", ", \"completion_reason\": \"left_alone\"");
        assertThat(send(user, key, body).asString()).isEqualTo(first.asString());
        user.meeting(id).then().body("status", equalTo("completed")).body("attempt", equalTo(2));
    }

    private static void expire(User user) {
        Database.run("update idempotency_keys set expires_at = clock_timestamp() where user_id = $1", user.id());
    }

    private SqlConnection lockedUser(User user) {
        SqlConnection connection = pool.getConnection().await().atMost(PATIENCE);
        connection.query("begin").execute().await().atMost(PATIENCE);
        connection
                .preparedQuery("select 1 from users where id = $1 for no key update")
                .execute(Tuple.of(user.id()))
                .await()
                .atMost(PATIENCE);
        return connection;
    }

    private static void release(SqlConnection connection) {
        connection.query("rollback").execute().await().atMost(PATIENCE);
        connection.close().await().atMost(PATIENCE);
    }

    private static long waitingForTheUser() {
        return Database.number("""
                select count(*)
                from pg_stat_activity
                where wait_event_type = 'Lock' and query like 'select max_concurrent_bots%'
                """);
    }

    private static long meetings(User user) {
        return Database.number("select count(*) from meetings where user_id = $1", user.id());
    }

    private static String newKey() {
        return UUID.randomUUID().toString();
    }

    private static String meet(String nativeId) {
        return "{\"platform\": \"google_meet\", \"native_meeting_id\": \"%s\"}".formatted(nativeId);
    }

    private static Response send(User user, String key, String body) {
        return user.request().header("Idempotency-Key", key).body(body).post("/bots");
    }
}
