package dev.rollcall.sweep;

import static dev.rollcall.sweep.Stage.active;
import static dev.rollcall.sweep.Stage.bean;
import static dev.rollcall.sweep.Stage.deadlinePasses;
import static dev.rollcall.sweep.Stage.done;
import static dev.rollcall.sweep.Stage.endedBecause;
import static dev.rollcall.sweep.Stage.launched;
import static dev.rollcall.sweep.Stage.meeting;
import static dev.rollcall.sweep.Stage.pass;
import static dev.rollcall.sweep.Stage.runtime;
import static dev.rollcall.sweep.Stage.runtimeSays;
import static dev.rollcall.sweep.Stage.silent;
import static dev.rollcall.sweep.Stage.status;
import static dev.rollcall.sweep.Stage.stopBegan;
import static dev.rollcall.sweep.Stage.toBeCleanedUp;
import static dev.rollcall.sweep.Stage.workload;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Observation.Unknown;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pass ends, and what it leaves alone. */
@QuarkusTest
class SweeperTest {

    private static final Duration GRACE = Duration.ofSeconds(60);

    @BeforeEach
    void setTheStage() {
        Stage.set();
    }

    @AfterEach
    void leaveTheStage() {
        Stage.leave();
    }

    // Deadlines on the way
    // ---------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "requested, start_failed",
        "joining, join_failure",
        "awaiting_admission, awaiting_admission_timeout",
    })
    void a_bot_that_does_not_get_on_in_time_fails_and_is_terminated(String stage, String reason) {
        long id = launched();
        if (!stage.equals("requested")) {
            Bot.of(id).reports(stage).then().statusCode(200);
        }
        deadlinePasses(id);

        pass();

        assertThat(status(id)).isEqualTo("failed");
        assertThat(meeting(id).getString("failure_stage")).isEqualTo(stage);
        assertThat(meeting(id).getString("completion_reason")).isEqualTo(reason);
        assertThat(endedBecause(id)).isEqualTo("deadline_" + stage);
        assertThat(toBeCleanedUp(id)).isTrue();
        await().untilAsserted(
                        () -> assertThat(runtime().terminated(workload(id))).isEqualTo(GRACE));
    }

    @Test
    void a_bot_on_its_way_within_its_time_is_left_alone() {
        long id = launched();
        Bot.of(id).reports("awaiting_admission").then().statusCode(200);

        pass();

        assertThat(status(id)).isEqualTo("awaiting_admission");
    }

    @Test
    void a_launch_that_the_runtime_keeps_putting_off_fails_at_its_deadline() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        LaunchOutcome.Busy busy = new LaunchOutcome.Busy("no room");
        runtime().nextLaunches(meet, Stream.generate(() -> busy).limit(50).toArray(LaunchOutcome[]::new));
        long id = user.send(meet).then().statusCode(201).extract().jsonPath().getLong("id");
        await().until(() -> meeting(id).getInteger("attempt") > 1);
        Database.run( // between two tries
                "update meetings set launch_at = clock_timestamp() + interval '1 hour', revision = revision + 1 "
                        + "where id = $1",
                id);
        deadlinePasses(id);

        pass();

        assertThat(status(id)).isEqualTo("failed");
        assertThat(meeting(id).getString("failure_stage")).isEqualTo("requested");
        assertThat(endedBecause(id)).isEqualTo("deadline_requested");
    }

    @Test
    void a_launch_of_which_nobody_knows_fails_at_its_deadline() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        LaunchOutcome.Ambiguous lost = new LaunchOutcome.Ambiguous("no answer");
        runtime().nextLaunches(meet, Stream.generate(() -> lost).limit(50).toArray(LaunchOutcome[]::new));
        long id = user.send(meet).then().statusCode(201).extract().jsonPath().getLong("id");
        await().until(() -> Database.rows("select id from meetings where id = $1 and launch_claimed", id)
                        .size()
                == 1);
        deadlinePasses(id);

        pass();

        assertThat(status(id)).isEqualTo("failed");
        assertThat(endedBecause(id)).isEqualTo("deadline_requested");
    }

    // The lease
    // --------------------------------------------------------------------------------------------------------

    @Test
    void a_bot_that_never_sent_a_heartbeat_is_not_ended_for_sending_none() {
        long id = active();
        Database.run("update meetings set start_time = clock_timestamp() - interval '3 hours' where id = $1", id);

        pass();

        assertThat(status(id)).isEqualTo("active");
    }

    @Test
    void a_bot_whose_heartbeats_have_stopped_fails_and_is_terminated() {
        long id = silent();

        pass();

        assertThat(status(id)).isEqualTo("failed");
        assertThat(meeting(id).getString("failure_stage")).isEqualTo("active");
        assertThat(meeting(id).getString("error_details")).contains("No heartbeat for");
        assertThat(endedBecause(id)).isEqualTo("heartbeat_lost");
        await().untilAsserted(
                        () -> assertThat(runtime().terminated(workload(id))).isEqualTo(GRACE));
    }

    @Test
    void a_bot_that_was_heard_within_the_lease_is_left_alone() {
        long id = silent();
        Bot.of(id).heartbeat().then().statusCode(200);

        pass();

        assertThat(status(id)).isEqualTo("active");
    }

    @Test
    void a_heartbeat_that_comes_in_after_the_finding_saves_the_bot() {
        long id = silent();
        SweepState.Pass now = done(bean(SweepState.class).begin(Duration.ofMinutes(1), false));
        SweepPlan plan = done(bean(Planning.class).plan(now, List.of()));
        Bot.of(id).heartbeat().then().statusCode(200);

        done(bean(Ends.class).apply(plan.events(), now.now()));

        assertThat(plan.events()).extracting(SweepPlan.Due::meetingId).containsExactly(id);
        assertThat(status(id)).isEqualTo("active");
    }

    @Test
    void a_pass_after_one_without_a_database_ends_a_gap_however_short() {
        long id = silent();

        SweepState.Pass now = done(bean(SweepState.class).begin(Duration.ofMinutes(1), true));

        assertThat(now.gapEndedAt()).isCloseTo(now.now(), within(1, ChronoUnit.SECONDS));
        pass();
        assertThat(status(id)).isEqualTo("active");
    }

    @Test
    void silence_during_our_own_outage_is_not_held_against_a_bot() {
        long id = silent();
        Database.run("update sweep_state set last_pass_at = clock_timestamp() - interval '10 minutes'");

        pass();
        pass();

        assertThat(status(id)).isEqualTo("active");
    }

    @Test
    void a_bot_that_stays_silent_after_our_outage_is_ended_when_the_lease_is_over() {
        long id = silent();
        Database.run("update sweep_state set gap_ended_at = clock_timestamp() - interval '121 seconds'");

        pass();

        assertThat(endedBecause(id)).isEqualTo("heartbeat_lost");
        assertThat(meeting(id).getString("error_details")).containsPattern("No heartbeat for 12[1-9] seconds");
    }

    @Test
    void a_service_that_was_just_started_does_not_know_what_was_before() {
        long id = silent();
        Database.run("update sweep_state set last_pass_at = clock_timestamp() - interval '70 seconds'");

        done(ChangedConfig.sweeper(bean(SweepConfig.class)).sweep());

        assertThat(status(id)).isEqualTo("active");
    }

    @Test
    void a_service_that_was_just_started_beside_another_goes_on_where_that_one_is() {
        long id = silent();
        Database.run("update sweep_state set last_pass_at = clock_timestamp() - interval '50 seconds'");

        done(ChangedConfig.sweeper(bean(SweepConfig.class)).sweep());

        assertThat(status(id)).isEqualTo("failed");
    }

    /** The process was frozen between the plan and its execution: nobody could be heard in that time. */
    @Test
    void a_pass_that_was_held_up_ends_nobody_for_silence() {
        User user = User.withLimit(3);
        long silent = silent(user);
        long late = launched(user);
        long stopped = active(user);
        deadlinePasses(late);
        deadlinePasses(stopped);
        SweepState.Pass now = done(bean(SweepState.class).begin(Duration.ofMinutes(2), false));
        SweepPlan plan = done(bean(Planning.class).plan(now, List.of()));
        assertThat(plan.events()).extracting(SweepPlan.Due::meetingId).containsExactlyInAnyOrder(silent, late, stopped);

        done(bean(Ends.class).apply(plan.events(), now.now().minusSeconds(121)));

        assertThat(List.of(silent, late)).extracting(Stage::status).containsExactly("active", "requested");
        assertThat(status(stopped)).as("its time is over, silent or not").isEqualTo("stopping");
        done(bean(Ends.class).apply(plan.events(), now.now().minusSeconds(110)));
        assertThat(List.of(silent, late)).extracting(Stage::status).containsOnly("failed");
    }

    @Test
    void passes_at_the_usual_distance_are_no_gap() {
        long id = silent();
        Database.run("update sweep_state set last_pass_at = clock_timestamp() - interval '110 seconds'");

        pass();

        assertThat(status(id)).isEqualTo("failed");
    }

    // The maximum duration and the steps of a stop
    // -----------------------------------------------------------------------

    @Test
    void a_bot_that_has_been_in_the_meeting_for_too_long_is_asked_to_leave() {
        long id = active();
        deadlinePasses(id);

        pass();

        assertThat(status(id)).isEqualTo("stopping");
        assertThat(Database.text("select action from commands where meeting_id = $1", id))
                .isEqualTo("leave");
        Bot.of(id).reports("completed", ", \"exit_code\": 0").then().statusCode(200);
        assertThat(status(id)).isEqualTo("completed");
        assertThat(meeting(id).getString("completion_reason")).isEqualTo("max_bot_time_exceeded");
    }

    @Test
    void a_bot_overdue_by_its_duration_and_by_its_lease_is_handled_once() {
        long id = silent();
        deadlinePasses(id);

        pass();

        assertThat(status(id)).isEqualTo("stopping");
        assertThat(Stage.history(id, "transition"))
                .filteredOn(row -> "sweeper".equals(row.getString("source")))
                .hasSize(1);
    }

    @Test
    void a_stop_escalates_by_persisted_deadlines_until_it_is_given_up() {
        long id = stopped();
        assertThat(meeting(id).getString("on_deadline")).isEqualTo("terminate");

        stopBegan(id, "90 seconds");
        pass();
        assertThat(meeting(id).getString("on_deadline")).isEqualTo("delete");
        await().untilAsserted(
                        () -> assertThat(runtime().terminated(workload(id))).isEqualTo(GRACE));

        stopBegan(id, "150 seconds");
        pass();
        assertThat(meeting(id).getString("on_deadline")).isEqualTo("give_up");
        await().untilAsserted(() -> assertThat(runtime().deleted(workload(id))).isTrue());

        runtimeSays(id, new Running()); // the deletion has not worked
        stopBegan(id, "5 minutes");
        pass();
        assertThat(status(id)).isEqualTo("failed");
        assertThat(meeting(id).getString("failure_stage")).isEqualTo("active");
        assertThat(endedBecause(id)).isEqualTo("stop_unconfirmed");
        assertThat(Stage.history(id, "escalation"))
                .extracting(row -> row.getString("reason"))
                .containsExactly("terminate", "delete");
    }

    @Test
    void a_stop_goes_on_while_the_runtime_does_not_answer() {
        long id = stopped();
        runtimeSays(id, new Unknown("no answer"));
        stopBegan(id, "90 seconds");

        pass();

        assertThat(meeting(id).getString("on_deadline")).isEqualTo("delete");
    }

    @Test
    void a_stop_is_complete_when_the_workload_is_gone() {
        long id = stopped();
        runtimeSays(id, null);
        stopBegan(id, "90 seconds");

        pass();

        assertThat(status(id)).isEqualTo("completed");
        assertThat(meeting(id).getString("completion_reason")).isEqualTo("stopped");
    }

    @Test
    void what_has_ended_is_not_deleted_before_its_output_is_stored() {
        long id = stopped();
        stopBegan(id, "90 seconds");
        pass();
        runtimeSays(id, new Ended(143, "Exited", "goodbye"));
        stopBegan(id, "150 seconds");

        pass();

        assertThat(status(id)).isEqualTo("completed");
        assertThat(Stage.details(id, "transition")).contains("goodbye");
    }

    // Unknown
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void an_unknown_workload_is_given_time_and_forgotten_when_it_is_known_again() {
        long id = silent();
        runtimeSays(id, new Unknown("no answer"));

        pass();
        assertThat(status(id)).isEqualTo("active");
        var since = meeting(id).getOffsetDateTime("unknown_since");
        assertThat(since).isNotNull();

        pass();
        assertThat(meeting(id).getOffsetDateTime("unknown_since")).isEqualTo(since);

        Database.run("update sweep_state set gap_ended_at = clock_timestamp()"); // so that it is not ended
        runtimeSays(id, new Running());
        pass();
        assertThat(status(id)).isEqualTo("active");
        assertThat(meeting(id).getOffsetDateTime("unknown_since")).isNull();
    }

    @Test
    void an_unknown_workload_is_ended_when_the_window_has_passed() {
        long id = silent();
        runtimeSays(id, new Unknown("no answer"));
        Database.run("update heartbeats set last_heartbeat_at = clock_timestamp() - interval '15 minutes'");
        Database.run("update meetings set unknown_since = clock_timestamp() - interval '10 minutes' where id = $1", id);

        pass();

        assertThat(endedBecause(id)).isEqualTo("heartbeat_lost");
    }

    /** Each pass by a sweeper of its own: what is known of the time before is in the database. */
    @Test
    void the_window_of_an_unknown_workload_outlives_a_restart() {
        long id = silent();
        Database.run("update heartbeats set last_heartbeat_at = clock_timestamp() - interval '15 minutes'");
        runtimeSays(id, new Unknown("no answer"));

        restarted().sweep().await().atMost(Duration.ofSeconds(30));
        assertThat(meeting(id).getOffsetDateTime("unknown_since")).isNotNull();
        unknownFor(id, "9 minutes 50 seconds");
        restarted().sweep().await().atMost(Duration.ofSeconds(30));
        assertThat(status(id)).isEqualTo("active");

        unknownFor(id, "10 minutes");
        restarted().sweep().await().atMost(Duration.ofSeconds(30));
        assertThat(endedBecause(id)).isEqualTo("heartbeat_lost");
    }

    @Test
    void a_window_with_an_answer_in_it_starts_again() {
        long id = silent();
        Database.run("update heartbeats set last_heartbeat_at = clock_timestamp() - interval '15 minutes'");
        Database.run("update sweep_state set gap_ended_at = clock_timestamp()"); // so that it is not ended
        runtimeSays(id, new Unknown("no answer"));
        pass();
        unknownFor(id, "11 minutes");
        runtimeSays(id, new Running());
        pass();
        runtimeSays(id, new Unknown("no answer again"));
        Database.run("update sweep_state set gap_ended_at = null");

        pass();

        assertThat(status(id)).isEqualTo("active");
        assertThat(Database.rows(
                        "select id from meetings where id = $1 and unknown_since > clock_timestamp() - interval '1 minute'",
                        id))
                .hasSize(1);
    }

    @Test
    void time_in_which_nobody_looked_is_no_time_in_which_the_runtime_could_not_say() {
        long id = silent();
        Database.run("update heartbeats set last_heartbeat_at = clock_timestamp() - interval '30 minutes'");
        runtimeSays(id, new Unknown("no answer"));
        unknownFor(id, "25 minutes");
        Database.run("update sweep_state set gap_ended_at = clock_timestamp() - interval '5 minutes'");

        pass();
        assertThat(status(id)).isEqualTo("active");

        Database.run("update sweep_state set gap_ended_at = clock_timestamp() - interval '10 minutes'");
        pass();
        assertThat(endedBecause(id)).isEqualTo("heartbeat_lost");
    }

    private static Sweeper restarted() {
        return ChangedConfig.sweeper(bean(SweepConfig.class));
    }

    private static void unknownFor(long id, String time) {
        Database.run(
                "update meetings set unknown_since = clock_timestamp() - interval '%s', revision = revision + 1 where id = $1"
                        .formatted(time),
                id);
    }

    @Test
    void a_bot_that_was_heard_since_starts_a_new_window() {
        long id = silent();
        runtimeSays(id, new Unknown("no answer"));
        Database.run("update meetings set unknown_since = clock_timestamp() - interval '2 hours' where id = $1", id);

        pass();

        assertThat(status(id)).isEqualTo("active");
        assertThat(Database.rows(
                        "select id from meetings where id = $1 and unknown_since > clock_timestamp() - interval '1 minute'",
                        id))
                .hasSize(1);
    }

    // Passes
    // -----------------------------------------------------------------------------------------------------------

    @Test
    void two_passes_at_the_same_time_end_each_meeting_once() {
        User user = User.withLimit(8);
        List<Long> ids = LongStream.range(0, 8).map(i -> silent(user)).boxed().toList();
        Sweeper sweeper = bean(Sweeper.class);

        done(Uni.join().all(sweeper.sweep(), sweeper.sweep(), sweeper.sweep()).andFailFast());

        pass(); // what a pass skipped, since another held it, that other one has ended
        for (long id : ids) {
            assertThat(status(id)).isEqualTo("failed");
            assertThat(Stage.history(id, "transition"))
                    .filteredOn(row -> "failed".equals(row.getString("to_status")))
                    .hasSize(1);
            assertThat(Database.number(
                            "select count(*) from events where meeting_id = $1 and data ->> 'to' = 'failed'", id))
                    .isEqualTo(1);
        }
    }

    @Test
    void a_meeting_that_cannot_be_decided_does_not_stop_the_others() {
        User user = User.withLimit(3);
        List<Long> ids = LongStream.range(0, 3).map(i -> silent(user)).boxed().toList();
        Database.run(
                "update meetings set stopping_at = clock_timestamp(), stage_before_stop = 'nonsense' where id = $1",
                ids.get(1));

        pass();

        assertThat(ids).extracting(Stage::status).containsExactly("failed", "active", "failed");
    }

    @Test
    void a_pass_that_did_something_says_so_in_one_line_and_others_say_nothing() {
        silent();

        try (Lines lines = Lines.of(Sweeper.class)) {
            pass();
            pass();

            assertThat(lines.text()).containsExactly("sweep=pass ended=1 escalated=0 held=0 cleaned=0 unknown=0");
        }
    }

    @Test
    void a_pass_takes_one_batch_and_leaves_the_rest_to_the_next() {
        User user = User.withLimit(3);
        List<Long> ids = LongStream.range(0, 3).map(i -> silent(user)).boxed().toList();
        Sweeper twoAtATime = ChangedConfig.sweeper(ChangedConfig.with("batch", 2));

        done(twoAtATime.sweep());
        assertThat(ids).extracting(Stage::status).containsExactly("failed", "failed", "active");

        done(twoAtATime.sweep());
        assertThat(ids).extracting(Stage::status).containsOnly("failed");
    }

    @Test
    void health_is_degraded_when_nobody_sweeps() {
        Database.run("update sweep_state set last_pass_at = clock_timestamp() - interval '10 minutes'");

        given().get("/health")
                .then()
                .statusCode(200)
                .body("status", equalTo("degraded"))
                .body("sweeper.on_time", equalTo(false));

        pass();

        given().get("/health").then().body("status", equalTo("healthy")).body("sweeper.on_time", equalTo(true));
    }

    @Test
    void a_dry_run_says_what_it_would_do_and_does_nothing() {
        User user = User.withLimit(3);
        long silent = silent(user);
        long ended = active(user);
        runtimeSays(ended, new Ended(1, "Exited", null));
        long over = active(user);
        Bot.of(over).reports("completed").then().statusCode(200);
        Stage.cleanupIsDue(over);
        String stray = "rollcall-bot-900000000000-1";
        runtime().set(stray, new Running());
        String before = everything();

        try (Lines lines = Lines.of(DryRun.class)) {
            done(ChangedConfig.sweeper(ChangedConfig.with("dryRun", true)).sweep());

            assertThat(lines.text())
                    .containsExactlyInAnyOrder(
                            "sweep=dry-run action=tell_end meeting=%d workload=%s why=Ended"
                                    .formatted(ended, workload(ended)),
                            "sweep=dry-run action=hold_stray meeting=900000000000 workload=%s why=Running"
                                    .formatted(stray),
                            "sweep=dry-run action=end meeting=%d workload=- why=HeartbeatsStopped".formatted(silent),
                            "sweep=dry-run action=clean_up meeting=%d workload=- why=Cleanup".formatted(over));
        }
        assertThat(everything()).isEqualTo(before);
        assertThat(runtime().terminated(workload(over))).isNull();
        assertThat(runtime().deleted(workload(ended))).isFalse();
    }

    /** All that a pass could write to. */
    private static String everything() {
        return Database.text("""
                select (select string_agg(m::text, ' ' order by m.id) from meetings m)
                    || (select count(*) from status_transitions)
                    || (select count(*) from stray_workloads)
                    || (select string_agg(s::text, ' ') from sweep_state s)
                """);
    }

    @Test
    void what_a_dry_run_would_do_is_shown_to_admins() {
        long silent = silent();
        DryRun dry = bean(DryRun.class);

        done(dry.pass());

        User.admin()
                .get("/admin/sweeper")
                .then()
                .statusCode(200)
                .body("dry_run", equalTo(false)) // this service is none; it was only asked
                .body("planned.find { it.meeting_id == %d }.action".formatted(silent), equalTo("end"))
                .body("planned.find { it.meeting_id == %d }.why".formatted(silent), equalTo("HeartbeatsStopped"));
    }

    @Test
    void a_dry_run_holds_our_own_outage_against_nobody() {
        long silent = silent();
        Database.run("update sweep_state set last_pass_at = clock_timestamp() - interval '10 minutes'");
        DryRun dry = new DryRun(
                bean(SweepState.class),
                bean(SweepConfig.class),
                bean(Fleet.class),
                bean(Planning.class),
                bean(Cleanup.class));

        done(dry.pass());

        assertThat(dry.last()).extracting(DryRun.Planned::meetingId).doesNotContain(silent);
    }

    /** A bot in the meeting that its user has asked to leave. */
    private static long stopped() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        long id = user.send(meet).then().statusCode(201).extract().jsonPath().getLong("id");
        await().until(() -> runtime().launched(workload(id)) != null);
        Bot.of(id).inMeeting();
        user.stop(meet).then().statusCode(202);
        assertThat(status(id)).isEqualTo("stopping");
        return id;
    }
}
