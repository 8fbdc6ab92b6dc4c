package dev.rollcall.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.local.LocalServices;
import dev.rollcall.platform.Problem;
import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.RawHttp;
import dev.rollcall.stage.StagedRuntime;
import dev.rollcall.stage.User;
import dev.rollcall.transition.Transitions;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ReservationTest {

    private static final String LIVE = """
            select count(*)
            from meetings
            where user_id = $1 and status in ('requested', 'joining', 'awaiting_admission', 'active')
            """;

    @Inject
    Pool pool;

    @Inject
    StagedRuntime runtime;

    @Inject
    Transitions transitions;

    @Inject
    Continuation continuation;

    @Inject
    Reservation reservation;

    @Inject
    ObjectMapper json;

    @Test
    void of_64_at_once_exactly_as_many_as_the_limit_get_a_bot() {
        User user = User.withLimit(5);
        List<Response> answers = AtOnce.times(64, caller -> user.send(User.newMeet()));
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 201))
                .hasSize(5);
        assertThat(answers.stream().filter(answer -> answer.statusCode() != 201))
                .hasSize(59)
                .allSatisfy(answer -> answer.then()
                        .statusCode(429)
                        .contentType("application/problem+json")
                        .header("Retry-After", "30")
                        .body("detail", equalTo("User has reached the maximum concurrent bot limit (5).")));
        assertThat(Database.number(LIVE, user.id())).isEqualTo(5);
    }

    @Test
    void of_20_at_once_for_one_meeting_one_gets_a_bot_and_one_bot_starts() {
        User user = User.withLimit(5);
        String meet = User.newMeet();
        List<Response> answers = AtOnce.times(20, caller -> user.send(meet));
        List<Response> accepted =
                answers.stream().filter(answer -> answer.statusCode() == 201).toList();
        assertThat(accepted).hasSize(1);
        int id = accepted.get(0).path("id");
        assertThat(answers.stream().filter(answer -> answer.statusCode() != 201))
                .hasSize(19)
                .allSatisfy(answer -> answer.then()
                        .statusCode(409)
                        .contentType("application/problem+json")
                        .body("meeting_id", equalTo(id))
                        .body(
                                "detail",
                                equalTo("An active or requested meeting already exists for this platform and meeting"
                                        + " ID. Platform: google_meet, Native Meeting ID: " + meet)));
        String handle = Workload.handleOf(id, 1);
        await().until(() -> runtime.launches(handle) > 0);
        assertThat(runtime.launches(handle)).isEqualTo(1);
        assertThat(Database.number("select count(*) from meetings where user_id = $1", user.id()))
                .isEqualTo(1);
    }

    @Test
    void orders_of_many_users_at_once_are_each_held_to_their_own_limit() {
        List<User> users = Stream.generate(() -> User.withLimit(1)).limit(24).toList();
        List<Response> answers =
                AtOnce.times(72, caller -> users.get(caller % users.size()).send(User.newMeet()));
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 201).hasSize(24);
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 429).hasSize(48);
        assertThat(users)
                .allSatisfy(user -> assertThat(Database.number(LIVE, user.id())).isEqualTo(1));
        assertThat(answers)
                .filteredOn(answer -> answer.statusCode() == 201)
                .allSatisfy(answer -> assertThat(Database.number(
                                "select user_id from meetings where id = $1",
                                answer.jsonPath().getLong("id")))
                        .isEqualTo(answer.jsonPath().getLong("user_id")));
    }

    @Test
    void one_of_those_who_came_together_cannot_spoil_it_for_the_others() {
        User good = User.withLimit(1);
        User bad = User.withLimit(5);
        String taken = User.newMeet();
        BotOrder refused = order(taken);
        SlotRequest first = new SlotRequest(bad.id(), refused);
        SlotRequest again = new SlotRequest(bad.id(), refused);
        SlotRequest other = new SlotRequest(good.id(), order(User.newMeet()));
        bad.send(taken).then().statusCode(201);
        Map<SlotRequest, Slot> slots = pool.withTransaction(
                        connection -> reservation.takeTogether(connection, List.of(first, again, other)))
                .await()
                .atMost(Duration.ofSeconds(10));
        assertThat(slots.get(first)).isInstanceOf(Slot.Refused.class);
        assertThat(slots).doesNotContainKey(again);
        assertThat(slots.get(other).orThrow().before().userId()).isEqualTo(good.id());
    }

    @Test
    void the_first_answer_is_what_a_read_tells_afterwards() {
        User user = User.withLimit(1);
        String body = """
                {"meeting_url": "https://teams.live.com/meet/9387167464734?p=qxJanYOcdjN4d6UlGa", "bot_name": "Ada",
                 "transcribe_enabled": false, "recording_enabled": true,
                 "automatic_leave": {"max_wait_for_admission": 60000, "max_bot_time": 3600000}}""";
        Response answer =
                user.request().contentType("application/json").body(body).post("/bots");
        answer.then().statusCode(201);
        assertThat(user.meeting(answer.jsonPath().getLong("id")).jsonPath().getMap("$"))
                .isEqualTo(answer.jsonPath().getMap("$"));
    }

    @Test
    void a_limit_of_0_allows_none_and_says_whom_to_ask() {
        User user = User.withLimit(0);
        user.send(User.newMeet())
                .then()
                .statusCode(429)
                .header("Retry-After", "30")
                .body(
                        "detail",
                        equalTo("Concurrent bot quota is depleted (limit is 0)."
                                + " Contact your administrator to increase it."));
    }

    @Test
    void without_a_limit_there_is_none() {
        User user = User.withoutLimit();
        List<Response> answers = AtOnce.times(24, caller -> user.send(User.newMeet()));
        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(201));
    }

    @Test
    void classic_clients_get_a_403_if_the_installation_says_so() {
        User user = User.withLimit(0);
        Reservation classic =
                new Reservation(transitions, continuation, new Admission(new UserGateTest.Settings(403, 10, 2, 10)));
        SlotRequest asked = new SlotRequest(user.id(), order(User.newMeet()));
        Problem problem = catchThrowableOfType(
                Problem.class,
                () -> pool.withTransaction(connection -> classic.take(connection, asked))
                        .await()
                        .atMost(Duration.ofSeconds(10)));
        assertThat(problem.status()).isEqualTo(403);
        assertThat(problem.retryAfterSeconds()).isEqualTo(30);
    }

    @Test
    void a_slot_is_free_again_after_the_end() {
        User user = User.withLimit(1);
        Bot.of(user.sent()).inMeeting().reports("completed");
        user.send(User.newMeet()).then().statusCode(201);
    }

    @Test
    void a_slot_is_free_again_at_once_after_a_stop() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        long id = user.send(meet).then().extract().jsonPath().getLong("id");
        Bot.of(id).inMeeting();
        user.stop(meet).then().statusCode(202);
        user.send(User.newMeet()).then().statusCode(201);
        assertThat(user.status(id)).isEqualTo("stopping");
    }

    @Test
    void the_same_meeting_may_have_a_new_bot_while_the_old_one_is_leaving() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int old = user.send(meet).path("id");
        Bot.of(old).inMeeting();
        user.stop(meet);
        int next = user.send(meet).then().statusCode(201).extract().path("id");
        assertThat(next).isNotEqualTo(old);
        assertThat(user.status(old)).isEqualTo("stopping");
    }

    @Test
    void bots_that_are_leaving_have_a_cap_of_their_own() {
        User user = User.withLimit(1);
        for (int i = 0; i < 10; i++) {
            String meet = User.newMeet();
            int id = user.send(meet).then().statusCode(201).extract().path("id");
            Bot.of(id).inMeeting();
            user.stop(meet).then().statusCode(202);
        }
        user.send(User.newMeet())
                .then()
                .statusCode(429)
                .header("Retry-After", "30")
                .body("detail", equalTo("Too many of your bots are still stopping (10). Wait until some have left."));
    }

    @Test
    void the_index_refuses_what_goes_past_the_lock() {
        User user = User.withLimit(2);
        String meet = User.newMeet();
        user.send(meet).then().statusCode(201);
        assertThatThrownBy(() -> Database.run("""
                        insert into meetings (
                            user_id, platform, platform_specific_id, status, deadline_at, on_deadline)
                        values ($1, 'google_meet', $2, 'joining', now(), 'fail')
                        """, user.id(), meet))
                .hasMessageContaining("meetings_one_bot_in_a_meeting");
    }

    @Test
    void the_answer_has_the_classic_fields_first_and_tells_handle_and_deadline() throws Exception {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        Response answer = user.send(meet);
        Map<String, Object> fields =
                json.readValue(answer.asString(), new TypeReference<LinkedHashMap<String, Object>>() {});
        assertThat(new ArrayList<>(fields.keySet()).subList(0, 12))
                .containsExactly(
                        "id",
                        "user_id",
                        "platform",
                        "native_meeting_id",
                        "constructed_meeting_url",
                        "status",
                        "bot_container_id",
                        "start_time",
                        "end_time",
                        "data",
                        "created_at",
                        "updated_at");
        int id = answer.path("id");
        answer.then()
                .statusCode(201)
                .body("user_id", equalTo((int) user.id()))
                .body("platform", equalTo("google_meet"))
                .body("native_meeting_id", equalTo(meet))
                .body("constructed_meeting_url", equalTo("https://meet.google.com/" + meet))
                .body("status", equalTo("requested"))
                .body("bot_container_id", equalTo(Workload.handleOf(id, 1)))
                .body("start_time", nullValue())
                .body("end_time", nullValue())
                .body("data.status_transition[0].to", equalTo("requested"))
                .body("deadline_at", notNullValue())
                .body("on_deadline", equalTo("fail"));
    }

    @Test
    void everything_that_a_callback_needs_is_there_after_the_answer() {
        long id = User.withLimit(1).sent();
        String session = Database.text("select session_uid from meeting_sessions where meeting_id = $1", id);
        assertThat(UUID.fromString(session).version()).isEqualTo(4);
        assertThat(Database.rows("select * from heartbeats where meeting_id = $1", id))
                .hasSize(1);
        assertThat(Database.text(
                        "select kind || ' ' || to_status || ' ' || source from status_transitions where meeting_id = $1",
                        id))
                .isEqualTo("transition requested creation");
        assertThat(Database.text("select data ->> 'to' from events where meeting_id = $1 order by seq limit 1", id))
                .isEqualTo("requested");
    }

    @Test
    void a_user_with_200_waiting_requests_holds_two_connections_and_nobody_up() throws SQLException {
        User many = User.withoutLimit();
        User other = User.withLimit(1);
        Connection holder = locked(many);
        List<RawHttp> waiting;
        try {
            waiting = Stream.generate(() -> RawHttp.sendBot(many, User.newMeet()))
                    .limit(200)
                    .toList();
            await().until(() -> waitingForTheLock() > 0);
            other.send(User.newMeet()).then().statusCode(201);
            await().until(() -> waitingForTheLock() > 0);
            assertThat(waitingForTheLock()).isLessThanOrEqualTo(2);
        } finally {
            release(holder);
        }
        assertThat(waiting).allSatisfy(request -> assertThat(request.status()).isIn(201, 503));
    }

    @Test
    void requests_whose_clients_have_gone_keep_no_place() throws SQLException {
        User user = User.withoutLimit();
        Connection holder = locked(user);
        try {
            List<RawHttp> requests = Stream.generate(() -> RawHttp.sendBot(user, User.newMeet()))
                    .limit(6)
                    .toList();
            await().until(() -> waitingForTheLock() > 0);
            requests.forEach(RawHttp::close);
            await().until(() -> waitingForTheLock() == 0);
        } finally {
            release(holder);
        }
        assertThat(RawHttp.sendBot(user, User.newMeet()).status()).isEqualTo(201);
    }

    /** Not of the service's pool, which closes a connection on which nothing moves for some seconds. */
    private static Connection locked(User user) throws SQLException {
        LocalServices services = LocalServices.shared();
        Connection connection =
                DriverManager.getConnection(services.jdbcUrl(), services.username(), services.password());
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select 1 from users where id = " + user.id() + " for no key update");
        }
        return connection;
    }

    private static void release(Connection holder) throws SQLException {
        holder.rollback();
        holder.close();
    }

    private static long waitingForTheLock() {
        return Database.number("""
                select count(*)
                from pg_stat_activity
                where wait_event_type = 'Lock' and query like 'select max_concurrent_bots%'
                """);
    }

    private static BotOrder order(String meet) {
        return BotRequestValidation.check(
                        BotRequestTest.read("{'platform': 'google_meet', 'native_meeting_id': '" + meet + "'}"), false)
                .orThrow();
    }
}
