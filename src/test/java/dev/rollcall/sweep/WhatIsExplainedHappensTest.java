package dev.rollcall.sweep;

import static dev.rollcall.sweep.Stage.active;
import static dev.rollcall.sweep.Stage.deadlinePasses;
import static dev.rollcall.sweep.Stage.fallsSilent;
import static dev.rollcall.sweep.Stage.launched;
import static dev.rollcall.sweep.Stage.pass;
import static dev.rollcall.sweep.Stage.runtimeSays;
import static dev.rollcall.sweep.Stage.silent;
import static dev.rollcall.sweep.Stage.status;
import static dev.rollcall.sweep.Stage.stopBegan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rollcall.runtime.Observation.Unknown;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An explanation says what comes next; then the time passes, the sweeper comes, and that is what happens. */
@QuarkusTest
class WhatIsExplainedHappensTest {

    @BeforeEach
    void setTheStage() {
        Stage.set();
    }

    @AfterEach
    void leaveTheStage() {
        Stage.set(); // silent bots are nothing to leave to others
        Stage.leave();
    }

    @ParameterizedTest
    @ValueSource(strings = {"requested", "joining", "awaiting_admission", "active"})
    void on_the_way(String stage) {
        long id = launched();
        if (!stage.equals("requested")) {
            Bot.of(id).reports(stage).then().statusCode(200);
        }
        JsonPath told = explain(id);
        assertThat(OffsetDateTime.parse(told.getString("next.at")))
                .isEqualTo(Database.rows("select deadline_at from meetings where id = $1", id)
                        .get(0)
                        .getOffsetDateTime("deadline_at"));
        deadlinePasses(id);

        pass();

        assertHappened(id, told);
    }

    /** How long ago the stop began, by the step that is due. */
    @ParameterizedTest
    @CsvSource({"terminate, 90 seconds", "delete, 150 seconds", "give_up, 5 minutes"})
    void each_step_of_a_stop(String step, String ago) {
        long id = active();
        User.admin().delete("/admin/bots/" + id).then().statusCode(202);
        Database.run("update meetings set on_deadline = $2 where id = $1", id, step);
        JsonPath told = explain(id);
        assertThat(told.getString("next.action")).isEqualTo(step);
        stopBegan(id, ago);

        pass();

        assertHappened(id, told);
    }

    @Test
    void a_stop_before_the_bot_is_up() {
        long id = launched();
        User.admin().delete("/admin/bots/" + id).then().statusCode(202);
        JsonPath told = explain(id);
        assertThat(told.getString("next.action")).isEqualTo("delete");
        stopBegan(id, "60 seconds");

        pass();

        assertHappened(id, told);
    }

    @Test
    void a_bot_that_falls_silent() {
        long id = active();
        Bot.of(id).heartbeat().then().statusCode(200);
        JsonPath told = explain(id);
        assertThat(told.getBoolean("lease.applies")).isTrue();
        assertThat(told.getString("next.rule")).isEqualTo("heartbeat_lost");
        assertThat(at(told, "next.at")).isEqualTo(at(told, "lease.runs_out_at"));
        assertThat(Duration.between(at(told, "lease.last_heartbeat_at"), at(told, "next.at")))
                .isEqualTo(Duration.ofMinutes(2));
        fallsSilent(id);

        pass();

        assertHappened(id, told);
    }

    /** Ended to the second: neither before the moment that was told, nor after it. */
    @Test
    void our_own_gap_counts_for_the_bot() {
        long id = silent();
        Database.run("update sweep_state set gap_ended_at = clock_timestamp() - interval '110 seconds'");
        JsonPath told = explain(id);
        assertThat(told.getLong("next.seconds_left")).isBetween(1L, 10L);

        pass();
        assertThat(status(id)).isEqualTo("active");
        Database.run("update sweep_state set gap_ended_at = gap_ended_at - $1 * interval '1 second'", 10);
        pass();

        assertHappened(id, told);
    }

    @Test
    void an_unknown_workload_gets_its_window() {
        long id = silent();
        Database.run(
                "update heartbeats set last_heartbeat_at = clock_timestamp() - interval '1 hour' where meeting_id = $1",
                id);
        runtimeSays(id, new Unknown("The node does not answer."));
        pass();
        Database.run(
                "update meetings set unknown_since = clock_timestamp() - interval '590 seconds' where id = $1", id);
        JsonPath told = explain(id);
        assertThat(told.getString("unknown_since")).isNotNull();
        assertThat(told.getLong("next.seconds_left")).isBetween(1L, 10L);

        pass();
        assertThat(status(id)).isEqualTo("active");
        Database.run("update meetings set unknown_since = unknown_since - interval '10 seconds' where id = $1", id);
        pass();

        assertHappened(id, told);
    }

    @Test
    void a_fleet_that_the_breaker_holds() {
        User user = User.withLimit(20);
        List<Long> ids = LongStream.range(0, 20).map(i -> silent(user)).boxed().toList();
        ids.forEach(Stage::fallsSilent);
        long id = ids.get(7);
        assertThat(explain(id).getBoolean("held_by_breaker")).isFalse();
        pass();
        JsonPath told = explain(id);
        assertThat(told.getBoolean("held_by_breaker")).isTrue();
        assertThat(told.getString("summary")).contains("the breaker holds it back");
        assertThat(Duration.between(at(told, "held_since"), at(told, "next.at")))
                .isEqualTo(Duration.ofMinutes(10));
        Database.run("update sweep_state set held_since = clock_timestamp() - interval '10 minutes'");

        pass();

        assertHappened(id, told);
    }

    @Test
    void a_bot_that_is_heard_is_not_held_with_the_others() {
        User user = User.withLimit(21);
        LongStream.range(0, 20).map(i -> silent(user)).boxed().toList().forEach(Stage::fallsSilent);
        long heard = active(user);
        Bot.of(heard).heartbeat().then().statusCode(200);
        pass();

        JsonPath told = explain(heard);

        assertThat(told.getBoolean("held_by_breaker")).isFalse();
        assertThat(at(told, "next.at")).isCloseTo(Instant.now().plusSeconds(120), within(30, ChronoUnit.SECONDS));
    }

    private static JsonPath explain(long id) {
        return User.admin()
                .get("/admin/bots/" + id + "/explain")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static Instant at(JsonPath told, String field) {
        return Instant.parse(told.getString(field));
    }

    private static void assertHappened(long id, JsonPath told) {
        assertThat(status(id)).isEqualTo(told.getString("next.leads_to"));
        assertThat(Database.text(
                        "select reason from status_transitions where meeting_id = $1 order by revision desc, step desc"
                                + " limit 1",
                        id))
                .isEqualTo(told.getString("next.rule"));
        assertThat(explain(id).getString("next.action")).isNotEqualTo(told.getString("next.action"));
    }
}
