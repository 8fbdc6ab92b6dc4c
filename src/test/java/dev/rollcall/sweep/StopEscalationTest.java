package dev.rollcall.sweep;

import static dev.rollcall.sweep.Stage.bean;
import static dev.rollcall.sweep.Stage.done;
import static dev.rollcall.sweep.Stage.endedBecause;
import static dev.rollcall.sweep.Stage.launched;
import static dev.rollcall.sweep.Stage.meeting;
import static dev.rollcall.sweep.Stage.runtime;
import static dev.rollcall.sweep.Stage.runtimeSays;
import static dev.rollcall.sweep.Stage.status;
import static dev.rollcall.sweep.Stage.stopBegan;
import static dev.rollcall.sweep.Stage.toBeCleanedUp;
import static dev.rollcall.sweep.Stage.workload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;

import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Source;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Observation.Unknown;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.Listener;
import dev.rollcall.stage.User;
import dev.rollcall.transition.MeetingRow;
import dev.rollcall.transition.Transitions;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A stop that the service accepted and then died: nothing that follows the commit is done, and every pass is that of
 * another process. What is left is the row, and it is enough.
 */
@QuarkusTest
class StopEscalationTest {

    private static final Duration GRACE = Duration.ofSeconds(60);

    @BeforeEach
    void setTheStage() {
        Stage.set();
    }

    @AfterEach
    void leaveTheStage() {
        Stage.leave();
    }

    /** In which order the deadlines pass, and when after the stop. */
    @ParameterizedTest
    @CsvSource({
        "requested,          delete,    60 seconds",
        "joining,            terminate, 15 seconds",
        "awaiting_admission, terminate, 15 seconds",
        "active,             terminate, 90 seconds",
    })
    void a_stop_goes_on_by_its_deadlines_whoever_reads_them(String stage, String firstStep, String after) {
        long id = at(stage);
        stoppedByAServiceThatDied(id);
        assertThat(meeting(id).getString("on_deadline")).isEqualTo(firstStep);
        assertThat(secondsToDeadline(id)).isBetween(seconds(after) - 2, seconds(after));
        restarted();
        assertThat(runtime().terminations(workload(id)))
                .as("not before its time")
                .isZero();

        if (firstStep.equals("terminate")) {
            stopBegan(id, after);
            restarted();
            await().untilAsserted(
                            () -> assertThat(runtime().terminated(workload(id))).isEqualTo(GRACE));
        }
        stopBegan(id, "150 seconds");
        restarted();
        await().untilAsserted(() -> assertThat(runtime().deleted(workload(id))).isTrue());
        assertThat(status(id)).isEqualTo("stopping");

        stopBegan(id, "5 minutes");
        restarted();

        assertThat(status(id)).isEqualTo("completed");
        assertThat(Database.text("select completion_reason from meetings where id = $1", id))
                .isEqualTo("stopped");
    }

    @ParameterizedTest
    @ValueSource(strings = {"requested", "joining", "awaiting_admission", "active"})
    void a_stop_that_nobody_can_confirm_fails_with_the_stage_before_it_and_goes_on_deleting(String stage) {
        long id = at(stage);
        stoppedByAServiceThatDied(id);
        runtime().survivesDeletion(workload(id));
        runtimeSays(id, new Unknown("no answer"));
        for (String began : List.of("90 seconds", "150 seconds", "5 minutes")) {
            if (status(id).equals("stopping")) {
                stopBegan(id, began);
                restarted();
            }
        }

        assertThat(status(id)).isEqualTo("failed");
        assertThat(endedBecause(id)).isEqualTo("stop_unconfirmed");
        assertThat(meeting(id).getString("failure_stage")).isEqualTo(stage);
        assertThat(toBeCleanedUp(id)).isTrue();
        runtimeSays(id, new Running());
        Stage.ended(id, "3 minutes");
        Stage.cleanupIsDue(id);
        restarted();
        assertThat(runtime().deleted(workload(id))).isTrue();
    }

    @Test
    void the_leave_that_was_never_published_is_heard_by_a_bot_that_subscribes_late() {
        long id = at("active");
        stoppedByAServiceThatDied(id);
        assertThat(Database.text("select state from commands where meeting_id = $1", id))
                .isEqualTo("accepted");

        try (Listener bot = Listener.on("bot_commands:meeting:" + id)) {
            await().atMost(Duration.ofSeconds(15))
                    .untilAsserted(() -> assertThat(bot.heard())
                            .anyMatch(message -> message.getString("action").equals("leave")));
        }
    }

    /** It takes the leave with every heartbeat, and stays. */
    @Test
    void a_bot_that_lives_and_never_acknowledges_is_ended_all_the_same() {
        User user = User.withLimit(1);
        long id = Stage.active(user);
        Bot bot = Bot.of(id);
        bot.heartbeat();
        user.stop(user.meeting(id).path("native_meeting_id")).then().statusCode(202);
        for (String began : List.of("90 seconds", "150 seconds")) {
            bot.heartbeat().then().statusCode(200).body("commands.action", hasItem("leave"));
            stopBegan(id, began);
            restarted();
        }

        assertThat(runtime().calls(workload(id))).containsSubsequence("terminate", "delete");
        stopBegan(id, "5 minutes");
        restarted();
        assertThat(status(id)).isEqualTo("completed");
    }

    /** Two replicas come upon the same step. */
    @Test
    void each_step_is_taken_once() {
        long id = at("active");
        stoppedByAServiceThatDied(id);
        stopBegan(id, "90 seconds");

        done(Uni.join()
                .all(Stream.generate(() ->
                                ChangedConfig.sweeper(bean(SweepConfig.class)).sweep())
                        .limit(4)
                        .toList())
                .andFailFast());

        assertThat(Stage.history(id, "escalation")).hasSize(1);
        await().untilAsserted(
                        () -> assertThat(runtime().terminations(workload(id))).isEqualTo(1));
    }

    private static long at(String stage) {
        long id = launched();
        if (!stage.equals("requested")) {
            Bot.of(id).reports(stage).then().statusCode(200);
        }
        return id;
    }

    /** Committed, and not one effect performed. */
    private static void stoppedByAServiceThatDied(long id) {
        MeetingRow row =
                MeetingRow.of(Database.rows("select " + MeetingRow.COLUMNS + " from meetings m where m.id = $1", id)
                        .get(0));
        assertThat(done(bean(Transitions.class).write(bean(Pool.class), row, new Event.StopRequested(Source.USER))))
                .isPresent();
    }

    /** A pass of a process that knows nothing but the database. */
    private static void restarted() {
        done(ChangedConfig.sweeper(bean(SweepConfig.class)).sweep());
    }

    private static long seconds(String after) {
        return Long.parseLong(after.split(" ")[0]);
    }

    private static long secondsToDeadline(long id) {
        return Database.number(
                "select extract(epoch from deadline_at - clock_timestamp())::bigint from meetings where id = $1", id);
    }
}
