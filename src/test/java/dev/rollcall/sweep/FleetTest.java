package dev.rollcall.sweep;

import static dev.rollcall.sweep.Stage.active;
import static dev.rollcall.sweep.Stage.bean;
import static dev.rollcall.sweep.Stage.cleanupIsDue;
import static dev.rollcall.sweep.Stage.details;
import static dev.rollcall.sweep.Stage.done;
import static dev.rollcall.sweep.Stage.endedBecause;
import static dev.rollcall.sweep.Stage.history;
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

import dev.rollcall.lifecycle.Event;
import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Gone;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Observation.Unknown;
import dev.rollcall.runtime.Observed;
import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.StagedRuntime;
import dev.rollcall.stage.User;
import dev.rollcall.transition.Transitions;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The runtime's word on our workloads, and what is removed. */
@QuarkusTest
class FleetTest {

    private static final Ended CRASHED = new Ended(1, "Error", "Exception in thread main");
    private static final Ended TERMINATED = new Ended(143, "Exited", "leaving");

    @BeforeEach
    void setTheStage() {
        Stage.set();
    }

    @AfterEach
    void leaveTheStage() {
        Stage.leave();
    }

    // Ends that nobody reported
    // ------------------------------------------------------------------------------------------

    @Test
    void a_workload_that_exits_without_a_callback_ends_its_meeting_within_moments() {
        long id = active();

        runtime().tell(workload(id), CRASHED);

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(status(id)).isEqualTo("failed"));
        assertThat(meeting(id).getInteger("exit_code")).isEqualTo(1);
        assertThat(meeting(id).getString("failure_stage")).isEqualTo("active");
        assertThat(endedBecause(id)).isEqualTo("workload_ended");
        assertThat(lastEnd(id)).contains("\"exit_code\": 1", "Exception in thread main");
        await().untilAsserted(() -> assertThat(runtime().deleted(workload(id))).isTrue());
        await().untilAsserted(() -> assertThat(toBeCleanedUp(id)).isFalse());
    }

    @Test
    void a_workload_that_vanishes_ends_its_meeting_within_moments_when_the_platform_confirms_it() {
        long vanished = active();
        long mistaken = active();
        runtime().set(workload(vanished), null);
        runtime().announce(workload(mistaken), new Gone()); // the watch says so, and the platform does not
        runtime().announce(workload(vanished), new Gone());

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(status(vanished)).isEqualTo("failed"));

        assertThat(endedBecause(vanished)).isEqualTo("workload_gone");
        assertThat(status(mistaken)).isEqualTo("active");
    }

    @Test
    void an_end_that_the_watch_missed_is_found_by_the_pass() {
        long id = active();
        runtimeSays(id, CRASHED);

        pass();

        assertThat(status(id)).isEqualTo("failed");
        assertThat(lastEnd(id)).contains("Exception in thread main");
        assertThat(runtime().deleted(workload(id))).isTrue();
        assertThat(toBeCleanedUp(id)).isFalse();
    }

    @Test
    void an_end_after_a_users_stop_is_what_the_user_wanted() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        long id = user.send(meet).then().statusCode(201).extract().jsonPath().getLong("id");
        await().until(() -> runtime().launched(workload(id)) != null);
        Bot.of(id).inMeeting();
        user.stop(meet).then().statusCode(202);

        runtime().tell(workload(id), TERMINATED);

        await().untilAsserted(() -> assertThat(status(id)).isEqualTo("completed"));
        assertThat(meeting(id).getString("completion_reason")).isEqualTo("stopped");
        assertThat(meeting(id).getInteger("exit_code")).isEqualTo(143);
    }

    @Test
    void an_end_is_told_once_however_often_it_is_seen() {
        long id = active();
        Bot.of(id).reports("completed").then().statusCode(200);
        Cleanup cleanup = bean(Cleanup.class);

        done(Uni.join()
                .all(
                        cleanup.removeEnded(id, workload(id), TERMINATED),
                        cleanup.removeEnded(id, workload(id), TERMINATED),
                        cleanup.removeEnded(id, workload(id), TERMINATED))
                .andFailFast());

        assertThat(history(id, "evidence")).hasSize(1);
        assertThat(history(id, "evidence").get(0).getString("details")).contains("leaving");
        assertThat(meeting(id).getInteger("exit_code")).isEqualTo(143);
    }

    // Launches that were tried again
    // -------------------------------------------------------------------------------------

    @Test
    void the_end_of_an_older_launch_is_kept_and_does_not_end_the_meeting() {
        long id = relaunched();
        String older = Workload.handleOf(id, 1);
        runtime().set(older, CRASHED);

        pass();

        assertThat(status(id)).isEqualTo("requested");
        assertThat(meeting(id).getInteger("exit_code")).isNull();
        assertThat(details(id, "evidence")).contains("Exception in thread main");
        assertThat(runtime().deleted(older)).isTrue();
        assertThat(runtime().deleted(workload(id))).isFalse();
    }

    @Test
    void an_older_launch_that_still_runs_is_removed() {
        long id = relaunched();
        String older = Workload.handleOf(id, 1);
        runtime().set(older, new Running());

        pass();
        assertThat(runtime().terminated(older))
                .as("killed, and not told to leave")
                .isEqualTo(Duration.ZERO);
        assertThat(runtime().deleted(older))
                .as("its last output is still to be had")
                .isFalse();

        pass();
        assertThat(runtime().deleted(older)).isTrue();
        assertThat(runtime().deleted(workload(id))).isFalse();
        assertThat(status(id)).isEqualTo("requested");
    }

    @Test
    void what_an_older_launch_says_when_it_is_killed_is_stored() {
        long id = relaunched();
        String older = Workload.handleOf(id, 1);
        runtime().set(older, new Running());
        pass();

        runtime().set(older, new Ended(137, "Killed", "but I was not done"));
        pass();

        assertThat(details(id, "evidence")).contains("but I was not done");
        assertThat(runtime().deleted(older)).isTrue();
    }

    /** Read as attempt 1, tried again in the meantime. */
    @Test
    void an_end_that_was_listed_before_the_launch_was_tried_again_is_fenced() {
        long id = relaunched();
        Event stale = new Event.WorkloadEnded(Evidence.report(1, CRASHED));

        done(bean(Transitions.class).apply(id, stale));
        done(bean(Cleanup.class).removeEnded(id, Workload.handleOf(id, 1), CRASHED));

        assertThat(status(id)).isEqualTo("requested");
        assertThat(history(id, "fenced")).hasSize(1);
        assertThat(history(id, "fenced").get(0).getString("details")).contains("Exception in thread main");
        assertThat(history(id, "evidence")).isEmpty();
        assertThat(runtime().deleted(workload(id))).isFalse();
    }

    @Test
    void removing_an_older_launch_does_not_forget_the_present_one() {
        long id = relaunched();
        Stage.deadlinePasses(id);
        pass();
        runtime().set(Workload.handleOf(id, 1), CRASHED);

        pass();

        assertThat(status(id)).isEqualTo("failed");
        assertThat(toBeCleanedUp(id)).isTrue();
    }

    /** The list is older than the row: what ended in between is left to its cleanup. */
    @Test
    void a_workload_listed_before_its_meeting_ended_gets_its_grace() {
        long id = active();
        List<Observed> listed = done(bean(Fleet.class).list());
        Bot.of(id).reports("completed").then().statusCode(200);

        done(bean(Fleet.class).settleAll(listed));

        assertThat(runtime().deleted(workload(id))).isFalse();
        assertThat(toBeCleanedUp(id)).isTrue();
    }

    // Orphans
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void a_workload_that_outlived_its_meeting_is_removed_after_its_output_is_stored() {
        long running = over();
        long ended = over();
        runtimeSays(running, new Running());
        runtimeSays(ended, CRASHED);

        pass();
        assertThat(runtime().terminated(workload(running))).isEqualTo(Duration.ZERO);
        assertThat(runtime().deleted(workload(ended))).isTrue();

        pass();
        assertThat(runtime().deleted(workload(running))).isTrue();
        assertThat(details(ended, "evidence")).contains("Exception in thread main");
    }

    // Cleaning up
    // ------------------------------------------------------------------------------------------------------

    @Test
    void what_a_silent_bot_leaves_behind_is_stored_and_then_deleted() {
        long id = silent();
        pass();
        await().untilAsserted(
                        () -> assertThat(runtime().terminated(workload(id))).isNotNull());
        runtimeSays(id, new Ended(137, "Killed", "stuck in a loop"));
        assertThat(runtime().deleted(workload(id))).isFalse();

        pass();

        assertThat(history(id, "evidence").get(0).getInteger("exit_code")).isEqualTo(137);
        assertThat(history(id, "evidence").get(0).getString("details")).contains("stuck in a loop");
        assertThat(runtime().deleted(workload(id))).isTrue();
        assertThat(toBeCleanedUp(id)).isFalse();
    }

    @Test
    void what_runs_on_is_killed_first_and_deleted_when_it_survives_that() {
        long id = active();
        Bot.of(id).reports("completed").then().statusCode(200);
        cleanupIsDue(id);

        pass();
        assertThat(runtime().terminated(workload(id))).isEqualTo(Duration.ZERO);
        assertThat(runtime().deleted(workload(id))).isFalse();
        assertThat(toBeCleanedUp(id)).isTrue();

        Stage.ended(id, "3 minutes");
        cleanupIsDue(id);
        pass();
        assertThat(runtime().deleted(workload(id))).isTrue();
        assertThat(toBeCleanedUp(id)).as("until it is confirmed gone").isTrue();

        cleanupIsDue(id);
        pass();
        assertThat(toBeCleanedUp(id)).isFalse();
    }

    @Test
    void a_stop_that_was_given_up_goes_on_deleting() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        long id = user.send(meet).then().statusCode(201).extract().jsonPath().getLong("id");
        await().until(() -> runtime().launched(workload(id)) != null);
        Bot.of(id).reports("awaiting_admission").then().statusCode(200);
        user.stop(meet).then().statusCode(202);
        runtime().survivesDeletion(workload(id));
        Database.run("update meetings set on_deadline = 'give_up' where id = $1", id);
        Stage.stopBegan(id, "5 minutes");

        pass();
        assertThat(status(id)).isEqualTo("failed");
        assertThat(meeting(id).getString("failure_stage")).isEqualTo("awaiting_admission");
        assertThat(toBeCleanedUp(id)).isTrue();

        Stage.ended(id, "3 minutes");
        cleanupIsDue(id);
        pass();
        assertThat(runtime().deleted(workload(id))).isTrue();
        assertThat(toBeCleanedUp(id)).as("until it is confirmed gone").isTrue();

        runtimeSays(id, null);
        cleanupIsDue(id);
        pass();
        assertThat(toBeCleanedUp(id)).isFalse();
    }

    @Test
    void a_workload_that_nobody_can_judge_is_looked_at_ever_more_rarely_and_not_for_ever() {
        long id = active();
        Bot.of(id).reports("completed").then().statusCode(200);
        runtimeSays(id, new Unknown("no answer"));

        cleanupIsDue(id);
        pass();
        assertThat(secondsToNextLook(id)).isBetween(25L, 30L);

        Stage.ended(id, "20 minutes");
        cleanupIsDue(id);
        pass();
        assertThat(secondsToNextLook(id)).isBetween(590L, 600L);

        Stage.ended(id, "20 hours");
        cleanupIsDue(id);
        pass();
        assertThat(secondsToNextLook(id)).isBetween(3_590L, 3_600L);

        Stage.ended(id, "25 hours");
        cleanupIsDue(id);
        pass();
        assertThat(toBeCleanedUp(id)).isFalse();
    }

    @Test
    void a_runtime_that_does_not_answer_holds_up_no_pass() {
        long gone = active();
        Bot.of(gone).reports("completed").then().statusCode(200);
        Stage.ended(gone, "3 minutes");
        cleanupIsDue(gone);
        long silent = silent();
        StagedRuntime deaf = new StagedRuntime() {
            @Override
            public Uni<List<Observed>> list() {
                return Uni.createFrom().nothing();
            }

            @Override
            public Uni<Observation> observe(String handle) {
                return Uni.createFrom().nothing();
            }
        };

        done(ChangedConfig.sweeper(ChangedConfig.with("runtimeTimeout", Duration.ofMillis(100)), deaf)
                .sweep());

        assertThat(toBeCleanedUp(gone)).isTrue();
        assertThat(meeting(silent).getOffsetDateTime("unknown_since")).isNotNull();
    }

    @Test
    void a_deletion_that_never_completes_holds_up_no_pass() {
        long id = active();
        String orphan = Workload.handleOf(relaunched(), 1);
        StagedRuntime stuck = new StagedRuntime() {
            @Override
            public Uni<Void> delete(String handle) {
                return Uni.createFrom().nothing();
            }
        };
        stuck.set(orphan, CRASHED);
        stuck.set(workload(id), CRASHED);

        done(ChangedConfig.sweeper(ChangedConfig.with("runtimeTimeout", Duration.ofMillis(100)), stuck)
                .sweep());

        assertThat(status(id)).isEqualTo("failed");
        assertThat(details(id, "transition")).contains("Exception in thread main");
    }

    // Evidence before deletion
    // -----------------------------------------------------------------------------------------

    /** Asks the database at the moment of the deletion. */
    @Test
    void at_every_deletion_the_evidence_is_there_already() {
        long unreported = active();
        long over = active();
        Bot.of(over).reports("completed").then().statusCode(200);
        cleanupIsDue(over);
        long older = relaunched();
        Map<String, Boolean> storedAtDeletion = new ConcurrentHashMap<>();
        StagedRuntime recording = new StagedRuntime() {
            @Override
            public Uni<Void> delete(String handle) {
                return stored(handle)
                        .invoke(stored -> storedAtDeletion.put(handle, stored))
                        .chain(() -> super.delete(handle));
            }
        };
        List<String> handles = List.of(workload(unreported), workload(over), Workload.handleOf(older, 1));
        handles.forEach(handle -> recording.set(handle, CRASHED));

        done(ChangedConfig.sweeper(bean(SweepConfig.class), recording).sweep());

        assertThat(storedAtDeletion).containsOnlyKeys(handles).doesNotContainValue(false);
    }

    private static Uni<Boolean> stored(String handle) {
        Workload.Identity workload = Workload.identify(handle).orElseThrow();
        return bean(Pool.class)
                .preparedQuery("""
                        select exists (
                            select
                            from status_transitions
                            where meeting_id = $1 and attempt = $2 and reason = 'workload_ended'
                              and error_details ->> 'last_output' = 'Exception in thread main') as stored
                        """)
                .execute(Tuple.of(workload.meetingId(), workload.attempt()))
                .map(rows -> rows.iterator().next().getBoolean("stored"));
    }

    @Test
    void what_cannot_be_stored_is_not_deleted() {
        long over = active();
        Bot.of(over).reports("completed").then().statusCode(200);
        cleanupIsDue(over);
        String older = Workload.handleOf(relaunched(), 1);
        runtimeSays(over, CRASHED);
        runtime().set(older, CRASHED);
        Database.run("""
                create function refuse_evidence() returns trigger language plpgsql as
                $$ begin raise exception 'the disk is full'; end $$
                """);
        Database.run("create trigger refuse_evidence before insert on status_transitions for each row "
                + "when (new.reason = 'workload_ended') execute function refuse_evidence()");
        try {
            pass();
            assertThat(runtime().deleted(workload(over))).isFalse();
            assertThat(runtime().deleted(older)).isFalse();
        } finally {
            Database.run("drop trigger refuse_evidence on status_transitions");
            Database.run("drop function refuse_evidence");
        }

        pass();
        assertThat(details(over, "evidence")).contains("Exception in thread main");
        assertThat(runtime().deleted(workload(over))).isTrue();
        assertThat(runtime().deleted(older)).isTrue();
    }

    /** Its claim is a lease: what it took and did not do is taken again. */
    @Test
    void what_a_replica_had_claimed_when_it_died_is_cleaned_up_by_another() {
        long id = active();
        Bot.of(id).reports("completed").then().statusCode(200);
        cleanupIsDue(id);
        AtomicBoolean asked = new AtomicBoolean();
        StagedRuntime silent = new StagedRuntime() {
            @Override
            public Uni<Observation> observe(String handle) {
                asked.set(true);
                return Uni.createFrom().nothing();
            }
        };
        Cancellable dying = new Cleanup(bean(Pool.class), silent, bean(SweepConfig.class))
                .removeDue()
                .subscribe()
                .with(done -> {});
        await().untilTrue(asked);
        dying.cancel();
        assertThat(secondsToNextLook(id)).as("nobody else takes it meanwhile").isBetween(25L, 30L);

        cleanupIsDue(id);
        pass();

        assertThat(runtime().terminated(workload(id))).isEqualTo(Duration.ZERO);
    }

    private static long secondsToNextLook(long id) {
        return Database.number(
                "select extract(epoch from cleanup_at - clock_timestamp())::bigint from meetings where id = $1", id);
    }

    /** Its launch was put off, and attempt 2 is launched. */
    private static long relaunched() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        runtime().nextLaunches(meet, new LaunchOutcome.Busy("no room"));
        long id = user.send(meet).then().statusCode(201).extract().jsonPath().getLong("id");
        await().until(() -> runtime().launched(Workload.handleOf(id, 2)) != null);
        await().until(() -> Database.rows("select id from meetings where id = $1 and launch_at is null", id)
                        .size()
                == 1);
        return id;
    }

    /** Completed, and nothing was left of it. */
    private static long over() {
        long id = active();
        Bot.of(id).reports("completed").then().statusCode(200);
        runtimeSays(id, null);
        cleanupIsDue(id);
        pass();
        assertThat(toBeCleanedUp(id)).isFalse();
        return id;
    }

    private static String lastEnd(long id) {
        var rows = history(id, "transition");
        return rows.get(rows.size() - 1).getString("details");
    }
}
