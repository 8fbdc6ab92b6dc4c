package dev.rollcall.lessons;

import static dev.rollcall.sweep.Stage.active;
import static dev.rollcall.sweep.Stage.launched;
import static dev.rollcall.sweep.Stage.meeting;
import static dev.rollcall.sweep.Stage.pass;
import static dev.rollcall.sweep.Stage.runtime;
import static dev.rollcall.sweep.Stage.runtimeSays;
import static dev.rollcall.sweep.Stage.status;
import static dev.rollcall.sweep.Stage.stopBegan;
import static dev.rollcall.sweep.Stage.workload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Observation.Unknown;
import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import dev.rollcall.sweep.Stage;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How bots are stopped. Each test is named after one of the ways in which it went wrong elsewhere (docs/decisions/0022). */
@QuarkusTest
class StopLessonsTest {

    private User user;

    @BeforeEach
    void setTheStage() {
        Stage.set();
        user = User.withLimit(2);
    }

    @AfterEach
    void leaveTheStage() {
        Stage.leave();
    }

    /** Every real runtime has to prove the round trip in BotRuntimeConformance. */
    @Test
    void lesson_10_a_bot_is_stopped_under_the_handle_it_was_launched_with() {
        long id = active(user);
        assertThat(runtime().launched(workload(id)).handle())
                .isEqualTo(Database.text("select workload from meetings where id = $1", id));
        stop(id);
        stopBegan(id, "90 seconds");

        pass();

        await().untilAsserted(
                        () -> assertThat(runtime().terminations(workload(id))).isEqualTo(1));
        assertThat(Workload.identify(workload(id)).orElseThrow().meetingId()).isEqualTo(id);
    }

    /** Terminating and deleting succeed also where nothing is; that alone proves nothing. */
    @Test
    void lesson_10_a_stop_that_finds_nothing_is_no_proof_that_the_bot_is_gone() {
        long id = active(user);
        stop(id);
        runtimeSays(id, new Unknown("not found, but then nothing is"));
        stopBegan(id, "90 seconds");
        pass();
        stopBegan(id, "150 seconds");
        pass();
        assertThat(status(id)).isEqualTo("stopping");
        runtimeSays(id, new Unknown("still"));
        stopBegan(id, "5 minutes");

        pass();

        assertThat(status(id)).isEqualTo("failed");
    }

    @Test
    void lesson_11_a_stop_is_a_row_with_a_deadline_and_not_a_sleep() {
        long id = active(user);

        stop(id);

        assertThat(meeting(id).getString("on_deadline")).isEqualTo("terminate");
        assertThat(meeting(id).getOffsetDateTime("deadline_at")).isNotNull();
        runtimeSays(id, new Running());
        stopBegan(id, "90 seconds");
        pass();
        assertThat(status(id)).as("over only when the workload is gone").isEqualTo("stopping");
        runtimeSays(id, null);
        stopBegan(id, "150 seconds");
        pass();
        assertThat(status(id)).isEqualTo("completed");
    }

    @Test
    void lesson_12_a_stop_is_kept_frees_the_seat_and_no_late_word_moves_it() {
        long id = active(user);
        String meet = user.meeting(id).path("native_meeting_id");

        stop(id);
        Bot.of(id).reports("active").then().body("meeting_status", equalTo("stopping"));
        Bot.of(id).reports("awaiting_admission").then().body("meeting_status", equalTo("stopping"));

        user.meeting(id).then().body("status", equalTo("stopping")).body("data.stop_requested", equalTo(true));
        user.send(meet).then().statusCode(201);
    }

    @Test
    void lesson_12_the_details_of_a_failure_are_there_afterwards() {
        long id = active(user);

        Bot.of(id)
                .reports("failed", ", \"exit_code\": 1, \"error_details\": {\"error_message\": \"no microphone\"}")
                .then()
                .statusCode(200);

        user.meeting(id).then().body("data.error_details.error_message", equalTo("no microphone"));
    }

    @Test
    void lesson_13_a_stop_that_meets_a_launch_ends_what_the_launch_makes() {
        String meet = User.newMeet();
        CompletableFuture<LaunchOutcome> launch = runtime().holdLaunch(meet);
        int id = user.send(meet).then().statusCode(201).extract().path("id");
        String handle = Workload.handleOf(id, 1);
        await().until(() -> runtime().calls(handle).contains("launch"));
        user.stop(meet).then().statusCode(202);
        await().until(() -> runtime().terminations(handle) == 1); // and found nothing

        launch.complete(new LaunchOutcome.Launched());

        await().untilAsserted(() -> assertThat(runtime().calls(handle)).containsSubsequence("launched", "terminate"));
    }

    @Test
    void lesson_14_a_bot_in_the_lobby_that_does_not_listen_is_terminated_soon_and_with_grace() {
        long id = launched(user);
        Bot.of(id).reports("awaiting_admission").then().statusCode(200);
        stop(id);
        stopBegan(id, "15 seconds");

        pass();

        await().untilAsserted(() ->
                assertThat(runtime().terminated(workload(id))).isGreaterThanOrEqualTo(Duration.ofSeconds(30)));
    }

    private void stop(long id) {
        user.stop(user.meeting(id).path("native_meeting_id")).then().statusCode(202);
    }
}
