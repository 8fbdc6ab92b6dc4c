package dev.rollcall;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.User;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Without its database the service can do nothing, and says so; the bots pay nothing for it. */
class DatabaseOutageIT {

    private static final LocalServices LOCAL = LocalServices.another();

    /** No caller waits longer than this. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);

    private static PackagedService service;

    @BeforeAll
    static void start() {
        service = ShortLimits.ready(LOCAL).asTarget();
    }

    @AfterAll
    static void stop() {
        service.close();
        LOCAL.close();
    }

    private record Answer(String question, int status, String retryAfter, Duration time) {}

    @Test
    void aDatabaseOutageIsAnsweredHonestlyAndEndsNoBot() {
        User user = User.withLimit(6);
        List<SentBot> bots = Stream.generate(() -> SentBot.playingScenario(user, LOCAL, "normal"))
                .limit(5)
                .toList();
        bots.forEach(bot -> bot.await("active").awaitHeartbeat(Instant.EPOCH));
        List<ProcessHandle> processes = bots.stream().map(SentBot::process).toList();

        List<Answer> answers = new ArrayList<>();
        LOCAL.stopPostgres();
        try {
            Instant longEnough = Instant.now().plus(ShortLimits.LEASE).plusSeconds(3);
            while (Instant.now().isBefore(longEnough)) {
                answers.addAll(askEverything(user, bots.get(0)));
                get("/q/health/ready").then().statusCode(503).body("status", equalTo("DOWN"));
                get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
                get("/health").then().statusCode(503).body("status", equalTo("unhealthy"));
            }
        } finally {
            LOCAL.startPostgres();
        }
        service.awaitReady();
        Instant back = Instant.now();

        assertThat(answers).isNotEmpty().allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
            assertThat(answer.retryAfter()).as(answer.toString()).matches("\\d+");
            assertThat(answer.time()).as(answer.toString()).isLessThan(LONGEST_ANSWER);
        });
        bots.forEach(bot -> bot.awaitHeartbeat(back.plus(ShortLimits.LEASE).plusSeconds(2)));
        assertThat(bots)
                .allSatisfy(bot ->
                        assertThat(bot.way()).containsExactly("requested", "joining", "awaiting_admission", "active"));
        assertThat(processes).allMatch(ProcessHandle::isAlive);
        bots.forEach(bot -> bot.stop().then().statusCode(202));
        bots.forEach(bot -> bot.await("completed").awaitNothingLeft());
    }

    private static List<Answer> askEverything(User user, SentBot bot) {
        Map<String, Supplier<Response>> questions = new LinkedHashMap<>();
        questions.put("status", () -> user.request().get("/bots/status"));
        questions.put("meeting", () -> user.meeting(bot.id()));
        questions.put("list", () -> user.request().get("/meetings"));
        questions.put("history", () -> user.request().get("/meetings/" + bot.id() + "/history"));
        questions.put("send", () -> user.send(User.newMeet()));
        questions.put("configure", () -> bot.reconfigure("de"));
        questions.put("stop", bot::stop);
        questions.put("users", () -> User.admin().get("/admin/users"));
        questions.put(
                "user",
                () -> User.admin().body("{\"email\": \"nobody@example.org\"}").post("/admin/users"));
        questions.put("heartbeat", () -> bot.callback("heartbeat", ""));
        questions.put("report", () -> bot.callback("status_change", ", \"status\": \"active\""));
        return questions.entrySet().stream()
                .map(question -> ask(question.getKey(), question.getValue()))
                .toList();
    }

    private static Answer ask(String name, Supplier<Response> question) {
        long asked = System.nanoTime();
        Response response = question.get();
        return new Answer(
                name,
                response.statusCode(),
                response.header("Retry-After"),
                Duration.ofNanos(System.nanoTime() - asked));
    }
}
