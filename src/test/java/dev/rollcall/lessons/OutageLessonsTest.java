package dev.rollcall.lessons;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import dev.rollcall.local.LocalServices;
import dev.rollcall.platform.RedisChannels;
import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.StagedRuntime;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What happens when something is down. Each test is named after one of the ways in which it went wrong elsewhere
 * (docs/decisions/0022).
 */
@QuarkusTest
class OutageLessonsTest {

    @Inject
    StagedRuntime runtime;

    @Inject
    RedisChannels redis;

    @Test
    void lesson_22_a_slow_platform_holds_no_connection_to_the_database() {
        User user = User.withLimit(40);
        List<String> meetings = Stream.generate(User::newMeet).limit(16).toList();
        List<CompletableFuture<LaunchOutcome>> launches =
                meetings.stream().map(runtime::holdLaunch).toList();
        meetings.forEach(meet -> user.send(meet).then().statusCode(201));
        await().until(() ->
                Database.number("select count(*) from meetings where user_id = $1 and launch_claimed", user.id())
                        == 16);

        // others come and go; what a launch held would stay as long as the launch
        await().until(OutageLessonsTest::openTransactions, open -> open == 0);
        user.request().get("/bots/status").then().statusCode(200).body("count", equalTo(16));

        launches.forEach(launch -> launch.complete(new LaunchOutcome.Launched()));
        await().until(() ->
                Database.number("select count(*) from meetings where user_id = $1 and launch_at is not null", user.id())
                        == 0);
    }

    private static long openTransactions() {
        return Database.number("""
                select count(*)
                from pg_stat_activity
                where datname = current_database() and state like 'idle in transaction%'
                """);
    }

    /** Somebody holds the table of keys; that says nothing about the key. */
    @Test
    void lesson_22_trouble_of_ours_is_never_an_invalid_key() throws Exception {
        User user = User.withLimit(1);
        LocalServices services = LocalServices.shared();
        try (Connection other =
                DriverManager.getConnection(services.jdbcUrl(), services.username(), services.password())) {
            other.setAutoCommit(false);
            other.createStatement().execute("lock table api_tokens in access exclusive mode");
            user.request().get("/bots/status").then().statusCode(503).header("Retry-After", notNullValue());
            other.rollback();
        }
        user.request().get("/bots/status").then().statusCode(200);
    }

    @Test
    void lesson_23_without_redis_bots_come_and_go_and_health_says_so() {
        User user = User.withLimit(2);
        Bot bot = Bot.of(user.sent()).inMeeting();
        String meet = user.meeting(bot.meetingId()).path("native_meeting_id");
        LocalServices services = LocalServices.shared();
        services.killRedis();
        try {
            given().get("/health").then().statusCode(200).body("status", equalTo("degraded"), "redis", equalTo("down"));
            given().get("/q/health/ready").then().statusCode(200);
            user.sent();
            user.stop(meet).then().statusCode(202);
            bot.heartbeat().then().statusCode(200).body("commands.action", hasItem("leave"));
        } finally {
            services.startRedis();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> redis.isUp().await().atMost(Duration.ofSeconds(5)));
        }
    }
}
