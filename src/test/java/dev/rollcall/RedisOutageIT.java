package dev.rollcall;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.User;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Redis carries commands and nothing else: without it they come with the answers to heartbeats. */
class RedisOutageIT {

    private static final LocalServices LOCAL = LocalServices.shared();

    private static PackagedService service;

    @BeforeAll
    static void start() {
        service = ShortLimits.ready(LOCAL).asTarget();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void withoutRedisBotsStillComeAndGo() {
        User user = User.withLimit(2);
        SentBot before = SentBot.inMeeting(user, LOCAL);
        LOCAL.stopRedis();
        try {
            get("/health").then().statusCode(200).body("status", equalTo("degraded"), "redis", equalTo("down"));
            get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
            SentBot during = SentBot.inMeeting(user, LOCAL);
            assertThat(user.request().get("/bots/status").jsonPath().getInt("count"))
                    .isEqualTo(2);

            before.stop().then().statusCode(202);
            during.stop().then().statusCode(202);

            assertLeft(before);
            // its own file is gone with it, maybe before anybody looks
            assertThat(String.valueOf(before.evidence().get("last_output")))
                    .containsPattern("action=leave .*via=heartbeat");
            assertLeft(during);
        } finally {
            LOCAL.startRedis();
        }
    }

    /** By itself and in good time: a bot that had to be terminated would show an escalation. */
    private static void assertLeft(SentBot bot) {
        assertThat(bot.await("completed").way())
                .containsExactly("requested", "joining", "awaiting_admission", "active", "stopping", "completed");
        assertThat(bot.history()).noneMatch(row -> row.get("kind").equals("escalation"));
        bot.awaitNothingLeft();
    }

    @Test
    void whenRedisIsBackCommandsComeOverItAgain() {
        SentBot bot = SentBot.inMeeting(User.withLimit(1), LOCAL);

        LOCAL.killRedis();
        bot.awaitThat(lost -> assertThat(lost.output()).contains("step=redis_lost"));
        LOCAL.startRedis();

        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            bot.reconfigure("de").then().statusCode(202);
            assertThat(bot.output()).containsPattern("action=reconfigure .*via=redis");
        });
        Awaitility.await()
                .untilAsserted(() -> get("/health").then().statusCode(200).body("status", equalTo("healthy")));
        bot.stop().then().statusCode(202);
        assertLeft(bot);
    }
}
