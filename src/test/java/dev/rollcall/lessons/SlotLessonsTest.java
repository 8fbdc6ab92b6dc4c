package dev.rollcall.lessons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.StagedRuntime;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets a bot. Each test is named after one of the ways in which it went wrong elsewhere (docs/decisions/0022). */
@QuarkusTest
class SlotLessonsTest {

    @Inject
    StagedRuntime runtime;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void lesson_01_a_limit_is_not_check_then_insert(int limit) {
        User user = User.withLimit(limit);

        List<Integer> answers =
                AtOnce.times(32, caller -> user.send(User.newMeet()).statusCode());

        assertThat(answers.stream().filter(status -> status == 201)).hasSize(limit);
        assertThat(answers.stream().filter(status -> status == 429)).hasSize(32 - limit);
        assertThat(Database.number("select count(*) from meetings where user_id = $1", user.id()))
                .isEqualTo(limit);
    }

    @Test
    void lesson_01_of_twenty_orders_for_one_meeting_one_is_taken() {
        User user = User.withLimit(20);
        String meet = User.newMeet();

        List<Integer> answers = AtOnce.times(20, caller -> user.send(meet).statusCode());

        assertThat(answers.stream().filter(status -> status == 201)).hasSize(1);
        assertThat(answers.stream().filter(status -> status == 409)).hasSize(19);
    }

    @Test
    void lesson_02_a_limit_of_zero_is_not_unlimited() {
        User.withLimit(0).send(User.newMeet()).then().statusCode(429);
        User unlimited = User.withoutLimit();
        for (int i = 0; i < 12; i++) {
            unlimited.send(User.newMeet()).then().statusCode(201);
        }
    }

    @Test
    void lesson_03_one_condition_has_one_status_code() {
        User user = User.withLimit(1);
        List<Response> atOnce = AtOnce.times(16, caller -> user.send(User.newMeet()));
        Response later = user.send(User.newMeet());

        assertThat(atOnce.stream().filter(answer -> answer.statusCode() != 201))
                .hasSize(15)
                .allSatisfy(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(later.statusCode());
                    assertThat(answer.header("Retry-After")).isEqualTo(later.header("Retry-After"));
                    assertThat(answer.<String>path("detail")).isEqualTo(later.path("detail"));
                });
        later.then().statusCode(429).header("Retry-After", "30");
    }

    /** The count, the duplicate check and the stop go by the same statuses. */
    @ParameterizedTest
    @CsvSource({
        "requested, true",
        "joining, true",
        "awaiting_admission, true",
        "active, true",
        "stopping, false",
        "completed, false",
        "failed, false"
    })
    void lesson_04_what_holds_a_seat_is_a_duplicate_and_can_be_stopped(String status, boolean holdsSeat) {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int id = launched(user, meet);
        if (status.equals("completed")) {
            Bot.of(id).inMeeting(); // else it would not be one
        }
        if (!status.equals("requested")) {
            Bot.of(id).reports(status).then().statusCode(200).body("meeting_status", equalTo(status));
        }

        assertThat(user.send(User.newMeet()).statusCode()).as("a seat").isEqualTo(holdsSeat ? 429 : 201);
        stopAll(user, id);
        assertThat(user.send(meet).statusCode()).as("a duplicate").isEqualTo(holdsSeat ? 409 : 201);
        user.stop(meet).then().statusCode(202);
        if (holdsSeat) {
            user.meeting(id).then().body("data.stop_requested", equalTo(true));
            user.send(User.newMeet()).then().statusCode(201); // and the seat is free
        }
    }

    private static void stopAll(User user, int except) {
        Database.rows("select id, platform_specific_id from meetings where user_id = $1", user.id()).stream()
                .filter(row -> row.getLong("id") != except)
                .forEach(row -> user.stop(row.getString("platform_specific_id")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"requested", "joining", "awaiting_admission", "active", "stopping"})
    void lesson_04_no_row_that_holds_a_seat_is_without_somebody_who_ends_it(String status) {
        User user = User.withLimit(1);
        int id = launched(user, User.newMeet());
        if (!status.equals("requested")) {
            Bot.of(id).reports(status).then().statusCode(200);
        }

        user.meeting(id).then().body("deadline_at != null", equalTo(true)).body("on_deadline != null", equalTo(true));
        assertThatThrownBy(() -> Database.run(
                        "update meetings set deadline_at = null, on_deadline = null where id = $1", (long) id))
                .hasMessageContaining("no_status_without_a_timed_exit");
    }

    @Test
    void lesson_08_the_first_callback_finds_its_session_however_early_it_comes() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        CompletableFuture<LaunchOutcome> launch = runtime.holdLaunch(meet);
        int id = user.send(meet).then().statusCode(201).extract().path("id");
        await().until(() -> runtime.calls(Workload.handleOf(id, 1)).contains("launch"));

        Bot.of(id).reports("joining").then().statusCode(200).body("meeting_status", equalTo("joining"));

        launch.complete(new LaunchOutcome.Launched());
        await().until(() -> runtime.launches(Workload.handleOf(id, 1)) == 1);
        assertThat(user.status(id)).isEqualTo("joining");
    }

    private int launched(User user, String meet) {
        int id = user.send(meet).then().statusCode(201).extract().path("id");
        await().until(() -> Database.rows("select 1 from meetings where id = $1 and launch_at is null", (long) id)
                        .size()
                == 1);
        return id;
    }
}
