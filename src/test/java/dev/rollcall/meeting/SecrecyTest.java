package dev.rollcall.meeting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.StagedRuntime;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Passcodes, keys and tokens stay out of the log and out of the answers that say what is wrong. */
@QuarkusTest
class SecrecyTest {

    private static final String PASSCODE = "pAsSc0dEpAsSc0dE";
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger OURS = Logger.getLogger("dev.rollcall");

    @Inject
    StagedRuntime runtime;

    private final Captured log = new Captured();
    private Level usual;

    @BeforeEach
    void capture() {
        usual = OURS.getLevel();
        OURS.setLevel(Level.ALL);
        ROOT.addHandler(log);
    }

    @AfterEach
    void release() {
        ROOT.removeHandler(log);
        OURS.setLevel(usual);
    }

    @Test
    void a_whole_life_logs_no_secret() {
        User user = User.withLimit(2);
        String meeting = "1%09d".formatted(System.nanoTime() % 1_000_000_000);
        int id = user.request()
                .body(zoom(meeting))
                .post("/bots")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        await().until(() -> runtime.launches(Workload.handleOf(id, 1)) == 1);
        Bot bot = Bot.of(id).inMeeting();
        bot.heartbeat();
        user.request().body("{\"language\": \"de\"}").put("/bots/zoom/" + meeting + "/config");
        user.request().delete("/bots/zoom/" + meeting);
        bot.reports("completed");
        await().untilAsserted(() -> assertThat(log.text()).contains("meeting=" + id, "to=completed"));
        assertThat(log.text()).doesNotContain(PASSCODE, user.key(), bot.token(), "0bfT0ken");
    }

    @Test
    void a_launch_that_fails_logs_no_secret() {
        User user = User.withLimit(2);
        String meeting = "2%09d".formatted(System.nanoTime() % 1_000_000_000);
        runtime.nextLaunches(meeting, new LaunchOutcome.Ambiguous("on purpose"), new LaunchOutcome.Refused("no room"));
        int id = user.request().body(zoom(meeting)).post("/bots").path("id");
        await().until(() -> user.status(id).equals("failed"));
        assertThat(log.text()).contains("no room").doesNotContain(PASSCODE, user.key(), "0bfT0ken");
    }

    @Test
    void an_answer_that_says_what_is_wrong_repeats_no_secret() {
        User user = User.withLimit(0);
        String key = "vxa_bot_" + "k".repeat(32);
        List<String> answers = List.of(
                user.request().body(zoom("1234567890")).post("/bots").asString(),
                user.request().body(zoom("12")).post("/bots").asString(),
                user.request()
                        .body(
                                "{\"platform\": \"google_meet\", \"native_meeting_id\": \"abc-defg-hij\", \"passcode\": \"%s\"}"
                                        .formatted(PASSCODE))
                        .post("/bots")
                        .asString(),
                user.request()
                        .body("{\"meeting_url\": \"https://zoom.example/j/1?pwd=%s\"}".formatted(PASSCODE))
                        .post("/bots")
                        .asString(),
                user.request()
                        .body("{\"meeting_url\": \"https://zoom.us/j/1234567890?pwd=%s\", \"platform\": \"teams\"}"
                                .formatted(PASSCODE))
                        .post("/bots")
                        .asString(),
                user.request()
                        .body("{\"platform\": \"zoom\", \"passcode\": \"%s\",,}".formatted(PASSCODE))
                        .post("/bots")
                        .asString(),
                user.request()
                        .body("{\"passcode\": {\"%s\": 1}}".formatted(PASSCODE))
                        .post("/bots")
                        .asString(),
                given().header("X-API-Key", key).get("/meetings").asString(),
                given().header("X-Admin-API-Key", key).get("/admin/users").asString(),
                given().contentType("application/json")
                        .body("{\"connection_id\": \"x\", \"status\": \"active\"}")
                        .post("/bots/internal/callback/status_change?token=" + key)
                        .asString());
        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer).contains("\"detail\"").doesNotContain(PASSCODE, key, user.key()));
        assertThat(log.text()).doesNotContain(PASSCODE, key, user.key());
    }

    private static String zoom(String nativeId) {
        return """
                {"platform": "zoom", "native_meeting_id": "%s", "passcode": "%s", "zoom_obf_token": "0bfT0ken"}
                """.formatted(nativeId, PASSCODE);
    }

    private static final class Captured extends Handler {

        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord record) {
            StringWriter line = new StringWriter();
            line.append(record.getLoggerName()).append(' ').append(new SimpleFormatter().formatMessage(record));
            if (record instanceof org.jboss.logmanager.ExtLogRecord extended) {
                line.append(' ').append(extended.getFormattedMessage());
            }
            if (record.getThrown() != null) {
                record.getThrown().printStackTrace(new PrintWriter(line));
            }
            lines.add(line.toString());
        }

        String text() {
            return String.join("\n", lines);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
