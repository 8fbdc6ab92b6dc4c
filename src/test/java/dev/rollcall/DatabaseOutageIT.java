package dev.rollcall;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.User;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Without its database the service can do nothing, and says so; the bots pay nothing for it. */
class DatabaseOutageIT {

    private static final LocalServices LOCAL = LocalServices.shared();

    /** The service gives up after nine seconds; the rest is what a busy machine adds on both sides. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(15);

    private static PackagedService service;

    @BeforeAll
    static void start() {
        service = ShortLimits.ready(LOCAL).asTarget();
    }

    @AfterAll
    static void stop() {
        service.close();
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
        String session = logIn(user);
        LOCAL.stopPostgres();
        try {
            Instant longEnough = Instant.now().plus(ShortLimits.LEASE).plusSeconds(3);
            while (Instant.now().isBefore(longEnough)) {
                answers.addAll(askEverything(user, bots.get(0), session));
                get("/q/health/ready").then().statusCode(503).body("status", equalTo("DOWN"));
                get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
                get("/health").then().statusCode(503).body("status", equalTo("unhealthy"));
            }
        } finally {
            LOCAL.startPostgres();
        }
        service.awaitReady();
        Instant back = Instant.now();

        assertHonest(answers);
        bots.forEach(bot -> bot.awaitHeartbeat(back.plus(ShortLimits.LEASE).plusSeconds(2)));
        assertThat(bots)
                .allSatisfy(bot ->
                        assertThat(bot.way()).containsExactly("requested", "joining", "awaiting_admission", "active"));
        assertThat(processes).allMatch(ProcessHandle::isAlive);
        bots.forEach(bot -> bot.stop().then().statusCode(202));
        bots.forEach(bot -> bot.await("completed").awaitNothingLeft());
    }

    @Test
    void aDatabaseThatHangsIsAnsweredInTimeAndEndsNoBot() {
        User user = User.withLimit(2);
        SentBot bot = SentBot.inMeeting(user, LOCAL);
        bot.awaitHeartbeat(Instant.EPOCH);
        String session = logIn(user);

        signalPostgres("STOP");
        List<Answer> answers;
        try {
            answers = askEverything(user, bot, session);
        } finally {
            signalPostgres("CONT");
        }
        service.awaitReady();
        Instant back = Instant.now();

        assertHonest(answers);
        bot.awaitHeartbeat(back.plus(ShortLimits.LEASE).plusSeconds(2));
        assertThat(bot.status()).isEqualTo("active");
        bot.stop().then().statusCode(202);
        bot.await("completed").awaitNothingLeft();
    }

    /** To all of its processes: its connections stay open, and nobody answers. */
    private static void signalPostgres(String signal) {
        try {
            Path pidFile = ShortLimits.workloads(LOCAL).resolveSibling("postgres/data/postmaster.pid");
            ProcessHandle server = ProcessHandle.of(
                            Long.parseLong(Files.readAllLines(pidFile).get(0).strip()))
                    .orElseThrow();
            List<String> command = new ArrayList<>(List.of("kill", "-" + signal, String.valueOf(server.pid())));
            server.descendants().forEach(process -> command.add(String.valueOf(process.pid())));
            new ProcessBuilder(command).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertHonest(List<Answer> answers) {
        assertThat(answers).isNotEmpty().allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
            assertThat(answer.retryAfter()).as(answer.toString()).matches("\\d+");
            assertThat(answer.time()).as(answer.toString()).isLessThan(LONGEST_ANSWER);
        });
    }

    /** All at once: each may take its time, but not all of them together. */
    private static List<Answer> askEverything(User user, SentBot bot, String session) {
        Map<String, Supplier<Response>> questions = new LinkedHashMap<>();
        questions.put("status", () -> user.request().get("/bots/status"));
        questions.put("meeting", () -> user.meeting(bot.id()));
        questions.put("list", () -> user.request().get("/meetings"));
        questions.put("page", () -> page(session));
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
        ExecutorService callers = Executors.newFixedThreadPool(questions.size());
        try {
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            questions.forEach(
                    (name, question) -> answers.add(CompletableFuture.supplyAsync(() -> ask(name, question), callers)));
            return answers.stream().map(CompletableFuture::join).toList();
        } finally {
            callers.shutdownNow();
        }
    }

    private static String logIn(User user) {
        return given().redirects()
                .follow(false)
                .formParam("key", user.key())
                .post("/ui/login")
                .cookie("rollcall_session");
    }

    /** It is not the login that an outage leads to. */
    private static Response page(String session) {
        return given().redirects()
                .follow(false)
                .cookie("rollcall_session", session)
                .get("/ui/meetings");
    }

    private static Answer ask(String name, Supplier<Response> question) {
        long asked = System.nanoTime();
        try {
            Response response = question.get();
            return new Answer(name, response.statusCode(), response.header("Retry-After"), since(asked));
        } catch (Exception none) {
            return new Answer(name + ": " + none, 0, "none", since(asked));
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
