package dev.rollcall.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import dev.rollcall.transition.Transitions;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FleetStopTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    Pool pool;

    @Inject
    Transitions transitions;

    @Inject
    FleetConfig config;

    @Inject
    Clock clock;

    @Test
    void an_admin_stops_anybodys_bot() {
        User user = User.withLimit(1);
        String meet = User.newMeet();
        int id = user.send(meet).path("id");
        Bot.of(id).inMeeting();
        User.admin()
                .delete("/admin/bots/" + id)
                .then()
                .statusCode(202)
                .body("message", equalTo("Stop request accepted and is being processed."))
                .body("status", equalTo("stopping"))
                .body("meeting_id", equalTo(id))
                .body("native_meeting_id", equalTo(meet));
        user.request()
                .get("/meetings/" + id + "/history")
                .then()
                .body("history.findAll { it.to == 'stopping' }.source", contains("admin"));
    }

    @Test
    void the_answer_has_the_shape_of_a_users_stop() {
        User user = User.withLimit(2);
        String meet = User.newMeet();
        user.send(meet);
        long other = user.sent();
        JsonPath ofUser = user.stop(meet).jsonPath();
        JsonPath ofAdmin = User.admin().delete("/admin/bots/" + other).jsonPath();
        assertThat(ofAdmin.getMap("").keySet()).isEqualTo(ofUser.getMap("").keySet());
    }

    @Test
    void an_admins_stop_dominates_as_a_users_does() {
        User user = User.withLimit(1);
        Bot bot = Bot.of(user.sent()).inMeeting();
        User.admin().delete("/admin/bots/" + bot.meetingId());
        bot.reports("failed", ", \"exit_code\": 143").then().statusCode(200);
        user.meeting(bot.meetingId())
                .then()
                .body("status", equalTo("completed"))
                .body("completion_reason", equalTo("stopped"));
    }

    @Test
    void stopping_what_has_ended_or_is_stopping_is_success() {
        User user = User.withLimit(2);
        Bot bot = Bot.of(user.sent()).inMeeting();
        User.admin().delete("/admin/bots/" + bot.meetingId()).then().statusCode(202);
        User.admin()
                .delete("/admin/bots/" + bot.meetingId())
                .then()
                .statusCode(202)
                .body("status", equalTo("stopping"));
        bot.reports("completed");
        User.admin()
                .delete("/admin/bots/" + bot.meetingId())
                .then()
                .statusCode(202)
                .body("status", equalTo("completed"))
                .body("message", equalTo("Meeting already completed."));
    }

    @Test
    void stopping_what_never_was_is_404() {
        User.admin()
                .delete("/admin/bots/999999999")
                .then()
                .statusCode(404)
                .body("detail", equalTo("Meeting not found"));
        User.admin().delete("/admin/bots/abc").then().statusCode(404);
        User.admin()
                .delete("/admin/users/999999999/bots")
                .then()
                .statusCode(404)
                .body("detail", equalTo("User not found"));
    }

    @Test
    void all_bots_of_one_user_are_stopped_and_nobody_elses() {
        User user = User.withoutLimit();
        User other = User.withLimit(1);
        long untouched = Bot.of(other.sent()).inMeeting().meetingId();
        List<Integer> mine = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            mine.add((int) Bot.of(user.sent()).inMeeting().meetingId());
        }
        User.admin()
                .delete("/admin/users/" + user.id() + "/bots")
                .then()
                .statusCode(202)
                .body("stopped.meeting_id", containsInAnyOrder(mine.toArray()))
                .body("stopped.status", everyItem(equalTo("stopping")))
                .body("stopped.user_id", everyItem(equalTo((int) user.id())))
                .body("failed", empty())
                .body("remaining", equalTo(0));
        assertThat(mine).allSatisfy(id -> assertThat(user.status(id)).isEqualTo("stopping"));
        assertThat(other.status(untouched)).isEqualTo("active");
    }

    @Test
    void asking_again_stops_nothing_twice() {
        User user = User.withoutLimit();
        Bot.of(user.sent()).inMeeting();
        User.admin().delete("/admin/users/" + user.id() + "/bots").then().statusCode(202);
        User.admin()
                .delete("/admin/users/" + user.id() + "/bots")
                .then()
                .statusCode(202)
                .body("stopped", empty())
                .body("remaining", equalTo(0));
    }

    @Test
    void one_that_cannot_be_stopped_does_not_hold_up_the_others() {
        User user = User.withoutLimit();
        long stuck = Bot.of(user.sent()).inMeeting().meetingId();
        List<Integer> free = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            free.add((int) Bot.of(user.sent()).inMeeting().meetingId());
        }
        SqlConnection holder = locked(stuck);
        try {
            User.admin()
                    .delete("/admin/users/" + user.id() + "/bots")
                    .then()
                    .statusCode(202)
                    .body("stopped.meeting_id", containsInAnyOrder(free.toArray()))
                    .body("failed", contains((int) stuck))
                    .body("remaining", equalTo(1));
        } finally {
            holder.query("rollback").execute().await().atMost(PATIENCE);
            holder.close().await().atMost(PATIENCE);
        }
        User.admin()
                .delete("/admin/users/" + user.id() + "/bots")
                .then()
                .body("stopped.meeting_id", contains((int) stuck))
                .body("remaining", equalTo(0));
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

    @Test
    void many_are_stopped_batch_by_batch() {
        User user = User.withoutLimit();
        for (int i = 0; i < 25; i++) {
            user.sent();
        }
        FleetApi.StoppedBots answer =
                stops(7, Duration.ofSeconds(20)).stopAll(user.id()).await().atMost(PATIENCE);
        assertThat(answer.stopped()).hasSize(25);
        assertThat(answer.remaining()).isZero();
    }

    @Test
    void when_the_time_is_up_it_tells_what_remains() {
        User user = User.withoutLimit();
        user.sent();
        user.sent();
        FleetApi.StoppedBots answer =
                stops(7, Duration.ZERO).stopAll(user.id()).await().atMost(PATIENCE);
        assertThat(answer).isEqualTo(new FleetApi.StoppedBots(List.of(), List.of(), 2));
    }

    private FleetStops stops(int batch, Duration time) {
        FleetConfig changed = new FleetConfig() {
            @Override
            public int stopsAtOnce() {
                return config.stopsAtOnce();
            }

            @Override
            public int stopBatch() {
                return batch;
            }

            @Override
            public Duration stopFor() {
                return time;
            }
        };
        return new FleetStops(pool, transitions, changed, clock);
    }

    @Test
    void the_whole_fleet_is_stopped_on_confirmation_only() {
        User one = User.withLimit(1);
        User two = User.withLimit(1);
        long first = Bot.of(one.sent()).inMeeting().meetingId();
        long second = Bot.of(two.sent()).inMeeting().meetingId();
        for (String path : List.of("/admin/bots", "/admin/bots?confirm=", "/admin/bots?confirm=yes")) {
            User.admin().delete(path).then().statusCode(422).body("errors.field", hasItem("confirm"));
        }
        assertThat(one.status(first)).isEqualTo("active");

        await().atMost(PATIENCE)
                .until(() -> User.admin()
                        .delete("/admin/bots?confirm=all")
                        .then()
                        .statusCode(202)
                        .extract()
                        .jsonPath()
                        .getList("stopped")
                        .isEmpty());
        assertThat(List.of(one.status(first), two.status(second))).containsOnly("stopping");
        assertThat(Database.text(
                        "select source from status_transitions where meeting_id = $1 and to_status = 'stopping'",
                        second))
                .isEqualTo("admin");
    }
}
