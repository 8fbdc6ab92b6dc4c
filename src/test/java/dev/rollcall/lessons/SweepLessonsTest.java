package dev.rollcall.lessons;

import static dev.rollcall.sweep.Stage.active;
import static dev.rollcall.sweep.Stage.launched;
import static dev.rollcall.sweep.Stage.meeting;
import static dev.rollcall.sweep.Stage.pass;
import static dev.rollcall.sweep.Stage.runtime;
import static dev.rollcall.sweep.Stage.runtimeSays;
import static dev.rollcall.sweep.Stage.silent;
import static dev.rollcall.sweep.Stage.status;
import static dev.rollcall.sweep.Stage.toBeCleanedUp;
import static dev.rollcall.sweep.Stage.workload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Observation.Unknown;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import dev.rollcall.sweep.Stage;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is ended. Each test is named after one of the ways in which it went wrong elsewhere (docs/decisions/0022). */
@QuarkusTest
class SweepLessonsTest {

    @BeforeEach
    void setTheStage() {
        Stage.set();
    }

    @AfterEach
    void leaveTheStage() {
        Stage.leave();
    }

    @Test
    void lesson_17_a_bot_is_not_ended_for_the_silence_of_a_signal_it_never_gave() {
        long id = active();
        Database.run(
                "update meetings set start_time = clock_timestamp() - interval '3 hours', "
                        + "updated_at = clock_timestamp() - interval '3 hours' where id = $1",
                id);

        pass();

        assertThat(status(id)).isEqualTo("active");
    }

    @Test
    void lesson_17_our_patience_is_longer_than_any_we_handed_out() {
        User user = User.withLimit(1);
        int id = user.request()
                .body("""
                        {"platform": "google_meet", "native_meeting_id": "%s",
                         "automatic_leave": {"max_wait_for_admission": 3600000}}
                        """.formatted(User.newMeet()))
                .post("/bots")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        await().until(() -> runtime().launched(workload(id)) != null);
        Bot.of(id).reports("awaiting_admission").then().statusCode(200);

        assertThat(Database.number(
                        "select extract(epoch from deadline_at - clock_timestamp())::bigint from meetings where id = $1",
                        (long) id))
                .isGreaterThan(3_600);
    }

    @Test
    void lesson_18_what_the_runtime_cannot_find_now_is_not_gone() {
        long id = silent();
        runtimeSays(id, new Unknown("the control plane of the runtime was restarted"));

        pass();
        pass();

        assertThat(status(id)).isEqualTo("active");
        assertThat(meeting(id).getOffsetDateTime("unknown_since"))
                .as("and since when is in the row, not in memory")
                .isNotNull();
    }

    @Test
    void lesson_18_a_fleet_that_somebody_else_launched_is_taken_over() {
        List<Long> fleet = List.of(active(), active());
        runtime().forgetAll();
        fleet.forEach(id -> runtimeSays(id, new Running())); // known by its name alone

        pass();

        assertThat(fleet).allSatisfy(id -> {
            assertThat(status(id)).isEqualTo("active");
            assertThat(runtime().terminated(workload(id))).isNull();
            assertThat(runtime().deleted(workload(id))).isFalse();
        });
    }

    /** In whatever status: an end that the runtime has confirmed is one, and is dealt with once. */
    @ParameterizedTest
    @ValueSource(strings = {"requested", "joining", "awaiting_admission", "active", "stopping"})
    void lesson_19_a_dead_bot_is_ended_and_removed_once(String status) {
        long id = launched();
        if (!status.equals("requested")) {
            Bot.of(id).reports(status).then().statusCode(200);
        }
        runtimeSays(id, new Ended(1, "Error", "dead"));

        pass();
        long revision = meeting(id).getLong("revision");
        pass();
        pass();

        assertThat(status(id)).isEqualTo("failed");
        assertThat(runtime().calls(workload(id)).stream().filter("delete"::equals))
                .hasSize(1);
        assertThat(toBeCleanedUp(id)).isFalse();
        assertThat(meeting(id).getLong("revision")).as("nothing goes on").isEqualTo(revision);
    }

    @Test
    void lesson_19_what_cannot_be_removed_is_tried_ever_more_rarely_and_not_for_ever() {
        long id = active();
        Bot.of(id).reports("completed").then().statusCode(200);
        runtime().survivesDeletion(workload(id));
        Stage.ended(id, "20 minutes");
        Stage.cleanupIsDue(id);
        pass();
        assertThat(Duration.ofSeconds(Database.number(
                        "select extract(epoch from cleanup_at - clock_timestamp())::bigint from meetings where id = $1",
                        id)))
                .isGreaterThan(Duration.ofMinutes(9));

        Stage.ended(id, "25 hours");
        Stage.cleanupIsDue(id);
        pass();

        assertThat(toBeCleanedUp(id)).isFalse();
    }
}
