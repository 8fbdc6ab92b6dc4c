package dev.rollcall.sweep;

import static dev.rollcall.sweep.Stage.done;
import static dev.rollcall.sweep.Stage.pass;
import static dev.rollcall.sweep.Stage.runtimeSays;
import static dev.rollcall.sweep.Stage.silent;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a large part of the fleet falls silent at once, it is more likely our trouble than the bots'. */
@QuarkusTest
class BreakerTest {

    @BeforeEach
    void setTheStage() {
        Stage.set();
    }

    @AfterEach
    void leaveTheStage() {
        Stage.leave();
        Stage.set(); // twenty silent bots are nothing to leave to others
        Stage.leave();
    }

    @Test
    void a_fleet_that_falls_silent_at_once_is_held_until_an_admin_says_so() {
        List<Long> ids = silentFleet();

        pass();

        assertThat(ids).extracting(Stage::status).containsOnly("active");
        given().get("/health")
                .then()
                .statusCode(200)
                .body("status", equalTo("degraded"))
                .body("sweeper.held", equalTo(20));
        User.admin()
                .get("/admin/sweeper")
                .then()
                .statusCode(200)
                .body("held", equalTo(20))
                .body("held_since", notNullValue());

        User.admin().post("/admin/sweeper/release").then().statusCode(202);
        pass();

        assertThat(ids).extracting(Stage::status).containsOnly("failed");
        given().get("/health").then().body("status", equalTo("healthy")).body("sweeper.held", equalTo(0));
    }

    @Test
    void a_fleet_larger_than_a_batch_is_held_as_a_whole() {
        List<Long> ids = silentFleet();

        done(ChangedConfig.sweeper(ChangedConfig.with("batch", 4)).sweep());

        assertThat(ids).extracting(Stage::status).containsOnly("active");
    }

    @Test
    void a_tripped_breaker_does_not_take_the_service_out_of_readiness() {
        silentFleet();

        pass();

        given().get("/q/health/ready").then().statusCode(200);
    }

    @Test
    void a_picture_that_stays_the_same_is_believed() {
        List<Long> ids = silentFleet();
        pass();
        Database.run("update sweep_state set held_since = clock_timestamp() - interval '10 minutes'");

        pass();

        assertThat(ids).extracting(Stage::status).containsOnly("failed");
        User.admin().get("/admin/sweeper").then().body("held", equalTo(0)).body("held_since", nullValue());
    }

    @Test
    void a_picture_that_changes_starts_the_clock_again() {
        List<Long> ids = silentFleet();
        pass();
        Database.run("update sweep_state set held_since = clock_timestamp() - interval '1 hour'");
        Bot.of(ids.get(0)).heartbeat().then().statusCode(200);

        pass();

        assertThat(ids).extracting(Stage::status).containsOnly("active");
        assertThat(Database.rows(
                        "select held from sweep_state where held_since > clock_timestamp() - interval '1 minute'"))
                .extracting(row -> row.getInteger("held"))
                .containsExactly(19);
    }

    @Test
    void what_the_runtime_confirms_is_not_held() {
        List<Long> ids = silentFleet();
        ids.subList(0, 5).forEach(id -> runtimeSays(id, null));

        pass();

        assertThat(ids.subList(0, 5)).extracting(Stage::status).containsOnly("failed");
        assertThat(ids.subList(5, 20)).extracting(Stage::status).containsOnly("active");
    }

    @Test
    void bots_that_are_heard_again_are_held_no_more() {
        List<Long> ids = silentFleet();
        pass();
        ids.forEach(id -> Bot.of(id).heartbeat().then().statusCode(200));

        pass();

        assertThat(ids).extracting(Stage::status).containsOnly("active");
        User.admin().get("/admin/sweeper").then().body("held", equalTo(0));
    }

    @Test
    void a_user_is_no_admin() {
        User user = User.withLimit(1);

        user.request().post("/admin/sweeper/release").then().statusCode(403);
    }

    private static List<Long> silentFleet() {
        User user = User.withLimit(20);
        List<Long> ids = LongStream.range(0, 20).map(i -> silent(user)).boxed().toList();
        ids.forEach(Stage::fallsSilent); // all at the same time, however long it took to send them
        return ids;
    }
}
