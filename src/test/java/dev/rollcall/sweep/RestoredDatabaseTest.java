package dev.rollcall.sweep;

import static dev.rollcall.sweep.Stage.active;
import static dev.rollcall.sweep.Stage.bean;
import static dev.rollcall.sweep.Stage.launched;
import static dev.rollcall.sweep.Stage.pass;
import static dev.rollcall.sweep.Stage.runtime;
import static dev.rollcall.sweep.Stage.status;
import static dev.rollcall.sweep.Stage.workload;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The fleet is of now, the database of some time ago: docs/decisions/0021-restored-database.md. */
@QuarkusTest
class RestoredDatabaseTest {

    @BeforeEach
    void setTheStage() {
        Stage.set();
    }

    @AfterEach
    void leaveTheStage() {
        Stage.set();
        Stage.leave();
    }

    // Meetings that the database has lost
    // ------------------------------------------------------------------------------

    @Test
    void a_bot_whose_meeting_is_lost_is_held_and_told_of_until_an_admin_releases_it() {
        String lost = Workload.handleOf(lastId() + 300, 1);
        runtime().set(lost, new Running());

        pass();
        pass();

        assertThat(runtime().terminated(lost)).isNull();
        assertThat(runtime().deleted(lost)).isFalse();
        given().get("/health")
                .then()
                .statusCode(200)
                .body("status", equalTo("degraded"))
                .body("sweeper.strays", equalTo(1));
        given().get("/q/health/ready").then().statusCode(200);
        User.admin()
                .get("/admin/sweeper/strays")
                .then()
                .body("strays.workload", contains(lost))
                .body("strays[0].reason", equalTo("unknown_meeting"))
                .body("strays[0].released_at", nullValue());

        User.admin()
                .post("/admin/sweeper/strays/release")
                .then()
                .statusCode(202)
                .body("strays[0].released_at", notNullValue());
        pass();
        assertThat(runtime().terminated(lost)).isEqualTo(Duration.ZERO);
        runtime().set(lost, new Ended(137, "Killed", "goodbye"));
        pass();

        assertThat(runtime().deleted(lost)).isTrue();
        assertThat(Database.text("select evidence ->> 'last_output' from stray_workloads where handle = $1", lost))
                .isEqualTo("goodbye");
        User.admin().get("/admin/sweeper/strays").then().body("strays", empty());
        given().get("/health").then().body("status", equalTo("healthy"));
    }

    @Test
    void what_shows_up_after_the_release_is_held_again() {
        runtime().set(Workload.handleOf(lastId() + 300, 1), new Running());
        pass();
        User.admin().post("/admin/sweeper/strays/release").then().statusCode(202);
        String later = Workload.handleOf(lastId() + 301, 1);
        runtime().set(later, new Running());

        pass();

        assertThat(runtime().terminated(later)).isNull();
        User.admin().get("/admin/sweeper").then().body("strays", equalTo(1));
    }

    @Test
    void a_lost_bot_that_ends_by_itself_is_held_with_its_last_words() {
        String lost = Workload.handleOf(lastId() + 300, 1);
        runtime().set(lost, new Ended(0, "Exited", "bye"));

        pass();

        assertThat(runtime().deleted(lost)).isFalse();
        User.admin().get("/admin/sweeper/strays").then().body("strays", hasSize(1));
    }

    @Test
    void a_stray_that_nobody_has_seen_for_an_hour_is_no_concern_any_more() {
        String lost = Workload.handleOf(lastId() + 300, 1);
        runtime().set(lost, new Running());
        pass();
        runtime().set(lost, null);
        Database.run("update stray_workloads set last_seen_at = clock_timestamp() - interval '61 minutes'");

        pass();

        User.admin().get("/admin/sweeper").then().body("strays", equalTo(0));
    }

    @Test
    void a_user_is_no_admin() {
        User.withLimit(1).request().post("/admin/sweeper/strays/release").then().statusCode(403);
    }

    // Ids
    // -------------------------------------------------------------------------------------------------------------

    @Test
    void new_meetings_do_not_get_the_ids_of_lost_ones() {
        long lost = lastId() + 300;
        runtime().set(Workload.handleOf(lost, 1), new Running());

        pass();

        assertThat(User.withLimit(1).sent()).isGreaterThan(lost);
    }

    @Test
    void somebody_elses_workload_does_not_carry_our_ids_away() {
        long before = lastId();
        runtime().set(Workload.handleOf(900_000_000_000L, 1), new Running());

        pass();

        assertThat(User.withLimit(1).sent()).isBetween(before, before + 10_000);
    }

    /** Before the first look at the fleet: the one moment in which an id can be given away twice. */
    @Test
    void a_meeting_with_the_id_of_a_lost_one_does_not_get_its_bot() {
        long id = lastId() + 1;
        String stranger = Workload.handleOf(id, 1);
        runtime().set(stranger, new Running());
        User user = User.withLimit(1);

        assertThat(user.sent()).isEqualTo(id);

        String own = Workload.handleOf(id, 2);
        await().until(() -> runtime().launched(own) != null);
        await().until(() -> Database.rows("select id from meetings where id = $1 and launch_at is null", id)
                        .size()
                == 1);
        assertThat(runtime().calls(stranger)).doesNotContain("launch", "terminate", "delete");
        pass();
        pass();
        assertThat(runtime().terminated(stranger)).as("it is no orphan of ours").isNull();
        User.admin().get("/admin/sweeper/strays").then().body("strays[0].reason", equalTo("not_launched_by_us"));
        Bot.of(id).reports("joining").then().statusCode(200).body("meeting_status", equalTo("joining"));
    }

    /** The launcher that found the stranger died before it could make another attempt. */
    @Test
    void a_stranger_stays_one_for_the_next_launcher() {
        long id = launched();
        String stranger = workload(id);
        Database.run(
                "insert into stray_workloads (handle, meeting_id, attempt, reason) "
                        + "values ($1, $2, 1, 'not_launched_by_us')",
                stranger,
                id);
        Database.run("update meetings set launch_at = clock_timestamp(), revision = revision + 1 where id = $1", id);

        await().until(() -> runtime().launched(Workload.handleOf(id, 2)) != null);

        assertThat(runtime().terminated(stranger)).isNull();
    }

    // Meetings that have gone on since
    // ----------------------------------------------------------------------------------

    @Test
    void a_launch_that_the_database_does_not_remember_is_held_even_when_its_meeting_looks_over() {
        long id = active();
        Bot.of(id).reports("completed").then().statusCode(200);
        String continued = Workload.handleOf(id, 2);
        runtime().set(continued, new Running());

        pass();
        pass();

        assertThat(runtime().terminated(continued)).isNull();
        assertThat(runtime().deleted(continued)).isFalse();
        User.admin().get("/admin/sweeper/strays").then().body("strays[0].reason", equalTo("newer_launch"));
    }

    @Test
    void a_bot_that_was_on_its_way_then_and_is_heard_now_is_given_time_to_say_where_it_is() {
        long id = launched();
        Bot bot = Bot.of(id);
        bot.reports("joining").then().statusCode(200);
        bot.heartbeat().then().statusCode(200);
        restored();

        pass();

        assertThat(status(id)).isEqualTo("joining");
        assertThat(runtime().terminated(workload(id))).isNull();
        bot.heartbeat().then().body("meeting_status", equalTo("joining")); // so it says again where it is
        bot.reports("active").then().body("meeting_status", equalTo("active"));
        pass();
        assertThat(status(id)).isEqualTo("active");
    }

    @Test
    void a_bot_that_was_in_its_meeting_then_and_is_there_now_stays() {
        long id = active();
        Bot.of(id).heartbeat().then().statusCode(200);
        restored();

        pass();
        Bot.of(id).heartbeat().then().statusCode(200);
        Database.run("update sweep_state set gap_ended_at = clock_timestamp() - interval '3 minutes'");
        pass();

        assertThat(status(id)).isEqualTo("active");
    }

    @Test
    void an_order_whose_time_is_over_is_not_launched() {
        bean(Scheduler.class).pause("launch-queue");
        try {
            long id = launched();
            Database.run(
                    "update meetings set launch_at = clock_timestamp(), launch_claimed = false, "
                            + "revision = revision + 1 where id = $1",
                    id);
            restored();
            Database.run("update sweep_state set gap_ended_at = null, last_pass_at = clock_timestamp()");
            runtime().set(workload(id), null);
            int launches = runtime().launches(workload(id));

            pass();

            assertThat(status(id)).isEqualTo("failed");
            assertThat(runtime().launches(workload(id))).isEqualTo(launches);
        } finally {
            bean(Scheduler.class).resume("launch-queue");
        }
    }

    /** Every time in it is twenty minutes old, and nobody has swept since. */
    private static void restored() {
        Database.run("""
                update meetings
                set deadline_at = deadline_at - interval '20 minutes', created_at = created_at - interval '20 minutes',
                    launch_at = launch_at - interval '20 minutes', revision = revision + 1
                where status not in ('completed', 'failed')
                """);
        Database.run("""
                update heartbeats
                set first_heartbeat_at = first_heartbeat_at - interval '20 minutes',
                    last_heartbeat_at  = last_heartbeat_at - interval '20 minutes'
                """);
        Database.run("update sweep_state set last_pass_at = clock_timestamp() - interval '20 minutes'");
    }

    private static long lastId() {
        return Database.number("select pg_sequence_last_value(pg_get_serial_sequence('meetings', 'id')::regclass)");
    }
}
