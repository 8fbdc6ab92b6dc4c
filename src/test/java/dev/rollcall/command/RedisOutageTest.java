package dev.rollcall.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.rollcall.local.LocalServices;
import dev.rollcall.platform.RedisChannels;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Listener;
import dev.rollcall.stage.User;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Redis that it stops is that of all tests: it comes back in any case. */
@QuarkusTest
class RedisOutageTest {

    @Inject
    RedisChannels redis;

    @Inject
    ReactiveRedisDataSource dataSource;

    private User user;

    @BeforeEach
    void prepare() {
        user = User.withLimit(5);
    }

    @AfterEach
    void startRedis() {
        await().atMost(Duration.ofSeconds(30)).until(() -> redis.isUp().await().atMost(Duration.ofSeconds(5)));
    }

    @Test
    void withoutRedisTheServiceAnswersAndCommandsArriveByHeartbeat() {
        Bot bot = Bot.of(user.sent()).inMeeting();
        String nativeId = user.meeting(bot.meetingId()).then().extract().path("native_meeting_id");
        LocalServices services = LocalServices.shared();
        services.stopRedis();
        try {
            user.request()
                    .body("{\"language\": \"de\"}")
                    .put("/bots/google_meet/" + nativeId + "/config")
                    .then()
                    .statusCode(202);
            bot.heartbeat().then().statusCode(200).body("commands.action", hasItem("reconfigure"));
            user.request()
                    .body("{\"text\": \"Hello\"}")
                    .post("/bots/google_meet/" + nativeId + "/speak")
                    .then()
                    .statusCode(202);
            bot.heartbeat().then().statusCode(200).body("commands.text", hasItem("Hello"));
            user.request().get("/bots/google_meet/" + nativeId + "/chat").then().statusCode(503);
            user.stop(nativeId).then().statusCode(202);
            bot.heartbeat().then().statusCode(200).body("commands.action", hasItem("leave"));
            user.sent();
        } finally {
            services.startRedis();
        }
        bot.reports("completed", ", \"exit_code\": 0").then().body("meeting_status", equalTo("completed"));
    }

    @Test
    void afterAnOutageCommandsAndStatusEventsGoOn() {
        Bot bot = Bot.of(user.sent()).inMeeting();
        String nativeId = user.meeting(bot.meetingId()).then().extract().path("native_meeting_id");
        LocalServices services = LocalServices.shared();
        services.killRedis();
        try {
            user.stop(nativeId).then().statusCode(202);
        } finally {
            services.startRedis();
        }
        startRedis();
        try (Listener commands = Listener.on("bot_commands:meeting:" + bot.meetingId());
                Listener events = Listener.on("bm:meeting:" + bot.meetingId() + ":status")) {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(commands.heard())
                            .anyMatch(message -> message.getString("action").equals("leave")));
            bot.reports("completed", ", \"exit_code\": 0");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(events.heard())
                            .anyMatch(message -> message.getJsonObject("payload")
                                    .getString("status")
                                    .equals("completed")));
        }
    }

    /** Everything that Redis holds is thrown away: nothing of ours was there. */
    @Test
    void aRedisThatIsFlushedLosesNoCommand() {
        Bot bot = Bot.of(user.sent()).inMeeting();
        String nativeId = user.meeting(bot.meetingId()).then().extract().path("native_meeting_id");
        user.stop(nativeId).then().statusCode(202); // nobody listens yet
        dataSource.execute("FLUSHALL").await().atMost(Duration.ofSeconds(5));
        try (Listener late = Listener.on("bot_commands:" + bot.connectionId())) {
            dataSource.execute("FLUSHALL").await().atMost(Duration.ofSeconds(5));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(late.heard())
                            .anyMatch(message -> message.getString("action").equals("leave")));
        }
        bot.heartbeat().then().statusCode(200).body("commands.action", hasItem("leave"));
    }
}
