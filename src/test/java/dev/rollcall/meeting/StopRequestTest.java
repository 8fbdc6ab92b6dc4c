package dev.rollcall.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.lifecycle.Status;
import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observed;
import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.RawHttp;
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
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** A stop against everything that may go on at the same moment. */
@QuarkusTest
class StopRequestTest {

    private static final int ROUNDS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Inject
    StagedRuntime runtime;

    @Inject
    Pool pool;

    @Test
    void a_start_and_a_stop_at_once_leave_no_bot_behind() {
        User user = User.withoutLimit();
        List<Integer> stopped = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            String meet = User.newMeet();
            List<Response> answers = AtOnce.all(
                    List.of(() -> user.send(meet).then().extract().response(), () -> stopOnceThere(user, meet)));
            answers.get(0).then().statusCode(201);
            answers.get(1).then().statusCode(202);
            stopped.add(answers.get(1).path("meeting_id"));
        }
        assertThat(stopped).doesNotHaveDuplicates();
        assertThat(stopped).allSatisfy(id -> await().untilAsserted(() -> assertEnds(user, id)));
        assertThat(runtime.list().await().atMost(PATIENCE))
                .filteredOn(workload -> workload.observation() instanceof Observation.Running)
                .extracting(Observed::meetingId)
                .filteredOn(id -> stopped.contains(id.intValue()))
                .allSatisfy(id -> assertThat(Status.of(status(id)).orElseThrow().terminal())
                        .isFalse());
    }

    private static Response stopOnceThere(User user, String meet) {
        Response answer = user.stop(meet);
        while (answer.statusCode() == 404) {
            answer = user.stop(meet);
        }
        return answer;
    }

    /** Either nothing was launched, or what was launched has been told to end since. */
    private void assertEnds(User user, long id) {
        List<String> calls = runtime.calls(Workload.handleOf(id, 1));
        assertThat(user.status(id)).isIn("stopping", "completed");
        if (!calls.contains("launch")) {
            assertThat(user.status(id)).isEqualTo("completed");
        } else {
            assertThat(calls).containsSubsequence("launched", "terminate");
        }
    }

    @Test
    void a_stop_before_the_launch_ends_the_meeting_at_once() {
        User user = User.withoutLimit();
        List<CompletableFuture<LaunchOutcome>> holds = allLaunchersBusy(user);
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        user.stop(meet).then().statusCode(202).body("status", equalTo("completed"));
        user.meeting(id)
                .then()
                .body("status", equalTo("completed"))
                .body("completion_reason", equalTo("stopped"))
                .body("data.stop_requested", equalTo(true));
        holds.forEach(hold -> hold.complete(new LaunchOutcome.Launched()));
        await().until(() ->
                Database.number("select count(*) from meetings where user_id = $1 and launch_at is not null", user.id())
                        == 0);
        assertThat(runtime.calls(Workload.handleOf(id, 1))).doesNotContain("launch");
    }

    private List<CompletableFuture<LaunchOutcome>> allLaunchersBusy(User user) {
        int launchers = ConfigProvider.getConfig().getValue("rollcall.launch.concurrency", Integer.class);
        List<CompletableFuture<LaunchOutcome>> holds = new ArrayList<>();
        for (int i = 0; i < launchers; i++) {
            String meet = User.newMeet();
            holds.add(runtime.holdLaunch(meet));
            int id = user.send(meet).then().statusCode(201).extract().path("id");
            await().until(() -> runtime.calls(Workload.handleOf(id, 1)).equals(List.of("observe", "launch")));
        }
        return holds;
    }

    @Test
    void a_stop_during_the_launch_ends_the_workload_as_soon_as_it_is_there() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        CompletableFuture<LaunchOutcome> hold = runtime.holdLaunch(meet);
        int id = user.send(meet).path("id");
        String handle = Workload.handleOf(id, 1);
        await().until(() -> runtime.calls(handle).contains("launch"));
        user.stop(meet).then().statusCode(202).body("status", equalTo("stopping"));
        hold.complete(new LaunchOutcome.Launched());
        await().untilAsserted(() -> assertThat(runtime.calls(handle)).containsSubsequence("launched", "terminate"));
    }

    @Test
    void a_stop_is_carried_out_though_its_client_has_gone() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        String handle = Workload.handleOf(id, 1);
        await().until(() -> runtime.launches(handle) == 1);
        SqlConnection holder = locked(id);
        try (RawHttp request = RawHttp.send(user, "DELETE /bots/google_meet/" + meet, "")) {
            await().until(() -> waitingForTheRow() > 0);
            request.close();
        } finally {
            release(holder);
        }
        await().untilAsserted(() -> assertThat(runtime.terminated(handle)).isNotNull());
    }

    private SqlConnection locked(long meetingId) {
        SqlConnection connection = pool.getConnection().await().atMost(PATIENCE);
        connection.query("begin").execute().await().atMost(PATIENCE);
        connection
                .preparedQuery("select 1 from meetings where id = $1 for update")
                .execute(Tuple.of(meetingId))
                .await()
                .atMost(PATIENCE);
        return connection;
    }

    private static void release(SqlConnection connection) {
        connection.query("rollback").execute().await().atMost(PATIENCE);
        connection.close().await().atMost(PATIENCE);
    }

    private static long waitingForTheRow() {
        return Database.number("""
                select count(*)
                from pg_stat_activity
                where wait_event_type = 'Lock' and query like 'with locked as%'
                """);
    }

    @Test
    void stopping_again_is_success_and_changes_nothing() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Bot.of(id).inMeeting();
        user.stop(meet)
                .then()
                .statusCode(202)
                .body("message", equalTo("Stop request accepted and is being processed."))
                .body("status", equalTo("stopping"))
                .body("meeting_id", equalTo(id))
                .body("native_meeting_id", equalTo(meet));
        String before = user.meeting(id).asString();
        user.stop(meet).then().statusCode(202).body("status", equalTo("stopping"));
        assertThat(user.meeting(id).asString()).isEqualTo(before);
    }

    @Test
    void stopping_what_has_ended_is_success() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Bot.of(id).inMeeting().reports("completed");
        user.stop(meet)
                .then()
                .statusCode(202)
                .body("message", equalTo("Meeting already completed."))
                .body("status", equalTo("completed"))
                .body("meeting_id", equalTo(id));
    }

    @Test
    void stopping_what_never_was_is_404() {
        User.withLimit(1)
                .stop(User.newMeet())
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", equalTo("No meeting found to stop."));
    }

    @Test
    void a_stop_means_the_bot_that_holds_the_slot_and_not_the_one_that_is_leaving() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int old = user.send(meet).path("id");
        Bot.of(old).inMeeting();
        user.stop(meet);
        int next = user.send(meet).path("id");
        Bot.of(next).inMeeting();
        user.stop(meet).then().statusCode(202).body("meeting_id", equalTo(next));
    }

    @Test
    void a_stop_wins_over_what_the_bot_says_afterwards() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Bot bot = Bot.of(id).inMeeting();
        user.stop(meet);
        bot.reports("failed", ", \"exit_code\": 143").then().statusCode(200);
        user.meeting(id).then().body("status", equalTo("completed")).body("completion_reason", equalTo("stopped"));
    }

    private static String status(long id) {
        return Database.text("select status from meetings where id = $1", id);
    }

    @Test
    void a_meeting_of_an_older_system_needs_no_connection_to_be_over() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        String another = User.newMeet();
        long id = ended(user, meet);
        ended(user, another);
        Database.run("insert into meeting_sessions (meeting_id, session_uid) values ($1, 'no uuid')", id);

        user.stop(meet).then().statusCode(202).body("status", equalTo("failed"));
        user.stop(another).then().statusCode(202).body("status", equalTo("failed"));
    }

    private static long ended(User user, String meet) {
        return Database.number("""
                insert into meetings (user_id, platform, platform_specific_id, status)
                values ($1, 'google_meet', $2, 'failed')
                returning id
                """, user.id(), meet);
    }
}
