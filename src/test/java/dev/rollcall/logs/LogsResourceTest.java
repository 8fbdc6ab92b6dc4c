package dev.rollcall.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.StagedRuntime;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class LogsResourceTest {

    private static final String PASSCODE = "0penSesame";

    @Inject
    StagedRuntime runtime;

    private User user;
    private long meeting;
    private Bot bot;

    @BeforeEach
    void prepare() {
        user = User.withLimit(50);
        meeting = user.request()
                .body("{\"platform\": \"zoom\", \"native_meeting_id\": \"3%09d\", \"passcode\": \"%s\"}"
                        .formatted(System.nanoTime() % 1_000_000_000, PASSCODE))
                .post("/bots")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getLong("id");
        bot = Bot.of(meeting);
    }

    @Test
    void tells_how_a_bot_ended_with_what_it_said_of_it() {
        bot.reports("joining");
        bot.reports(
                "failed",
                ", \"exit_code\": 1, \"reason\": \"teams_error\", \"error_details\": {\"error_message\": \"no door\"}");
        logs().body("meeting_id", equalTo((int) meeting))
                .body("status", equalTo("failed"))
                .body("exit_code", equalTo(1))
                .body("truncated", equalTo(false))
                .body("attempts", hasSize(1))
                .body("attempts[0].attempt", equalTo(1))
                .body("attempts[0].bot_logs", nullValue())
                .body("attempts[0].evidence", hasSize(1))
                .body("attempts[0].evidence[0].source", equalTo("bot_callback"))
                .body("attempts[0].evidence[0].status", equalTo("failed"))
                .body("attempts[0].evidence[0].reason", equalTo("teams_error"))
                .body("attempts[0].evidence[0].exit_code", equalTo(1))
                .body("attempts[0].evidence[0].timestamp", containsString("Z"))
                .body("attempts[0].evidence[0].error_details.error_message", equalTo("no door"));
    }

    @Test
    void tells_what_the_runtime_saw() {
        launched();
        bot.inMeeting();
        runtime.tell(handle(), new Ended(137, "OOMKilled", "starting\njoined\nout of memory\n"));
        await().until(() -> user.status(meeting).equals("failed"));
        logs().body("exit_code", equalTo(137))
                .body("attempts[0].evidence[0].source", equalTo("runtime"))
                .body("attempts[0].evidence[0].runtime_reason", equalTo("OOMKilled"))
                .body("attempts[0].evidence[0].last_output", contains("starting", "joined", "out of memory"))
                .body("attempts[0].evidence[0].error_details", nullValue());
    }

    @Test
    void keeps_the_newest_lines_that_a_bot_logged() {
        String lines = String.join(", ", Collections.nCopies(1_500, "\"" + "x".repeat(1_000) + "\""));
        bot.inMeeting()
                .reports(
                        "completed",
                        ", \"exit_code\": 0, \"bot_resources\": {\"peak_memory_bytes\": 977000000}, \"bot_logs\": [%s, \"the last\"]"
                                .formatted(lines))
                .then()
                .statusCode(200);
        ValidatableResponse answer = logs();
        answer.body("attempts[0].bot_logs_trimmed", equalTo(true))
                .body("attempts[0].bot_logs", hasSize(52))
                .body("attempts[0].bot_logs[-1]", equalTo("the last"))
                .body("attempts[0].bot_logs_at", notNullValue())
                .body("attempts[0].bot_resources.peak_memory_bytes", equalTo(977000000));
    }

    @Test
    void the_end_told_again_changes_nothing() {
        String end = ", \"exit_code\": 0, \"bot_logs\": [\"one\", \"two\"]";
        bot.inMeeting().reports("completed", end);
        String before = logs().extract().asString();
        bot.reports("completed", end).then().statusCode(200);
        assertThat(logs().extract().asString()).isEqualTo(before);
    }

    @Test
    void an_older_launch_has_a_page_of_its_own() {
        Database.run("update meetings set attempt = 2, revision = revision + 1 where id = $1", meeting);
        bot.reports("failed", ", \"exit_code\": 1, \"bot_logs\": [\"too late\"]")
                .then()
                .body("fenced", equalTo(true));
        Bot.of(meeting).reports("failed", ", \"exit_code\": 3, \"bot_logs\": [\"mine\"]");
        logs().body("attempts.attempt", contains(1, 2))
                .body("attempts[0].evidence[0].kind", equalTo("fenced"))
                .body("attempts[0].bot_logs", contains("too late"))
                .body("attempts[1].bot_logs", contains("mine"))
                .body("exit_code", equalTo(3));
    }

    @Test
    void no_secret_is_stored_whoever_tells_it() {
        launched();
        bot.inMeeting();
        String told = "config " + bot.token() + " opens https://zoom.us/j/1?pwd=" + PASSCODE + " with " + PASSCODE;
        bot.reports(
                "failed",
                ", \"exit_code\": 1, \"reason\": \"%s\", \"bot_logs\": [\"%s\"], \"error_details\": {\"a\": [\"%s\"]}"
                        .formatted(told, told, told));
        runtime.tell(handle(), new Ended(1, "Exited", told));
        await().until(() ->
                Database.rows("select 1 from status_transitions where meeting_id = $1 and source = 'runtime'", meeting)
                                .size()
                        == 1);
        assertThat(stored()).contains("config *** opens").doesNotContain(bot.token(), PASSCODE);
        logs().body(containsString("config *** opens https://zoom.us/j/1?pwd=*** with ***"));
    }

    @Test
    void an_end_that_only_the_runtime_tells_is_stored_without_secrets() {
        launched();
        bot.inMeeting();
        runtime.tell(handle(), new Ended(1, "Exited", "typed " + PASSCODE + " and " + bot.token()));
        await().until(() -> user.status(meeting).equals("failed"));
        assertThat(stored()).contains("typed *** and ***").doesNotContain(bot.token(), PASSCODE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"one\\u0000 \\ud83d text\\nof two lines\"",
                "[\"one\\u0000\", {\"level\": \"warn\"}, 3, null, [\"deep\"]]",
                "{\"not\": \"a list\"}",
                "[]",
                "\"\"",
                "null",
                "7",
            })
    void logs_of_any_form_never_lose_the_report(String logs) {
        bot.inMeeting()
                .reports("completed", ", \"exit_code\": 0, \"bot_logs\": %s, \"bot_resources\": [1]".formatted(logs))
                .then()
                .statusCode(200)
                .body("meeting_status", equalTo("completed"));
        logs().body("status", equalTo("completed"));
    }

    @Test
    void the_answer_has_a_bounded_size() {
        String details = "\\\"x".repeat(20_000);
        for (int attempt = 1; attempt <= 8; attempt++) {
            Database.run(
                    "update meetings set attempt = $2, revision = revision + 1 where id = $1", meeting, attempt + 1);
            Bot.of(meeting, attempt)
                    .reports(
                            "failed",
                            ", \"exit_code\": 1, \"error_details\": \"%s\", \"bot_logs\": [\"%s\"]"
                                    .formatted(details, details));
        }
        Response answer = user.request().get("/meetings/" + meeting + "/logs");
        answer.then().statusCode(200).body("truncated", equalTo(true)).body("attempts.attempt", hasItem(8));
        assertThat(answer.asByteArray().length).isLessThan(256 * 1024);
    }

    @Test
    void what_changes_nothing_is_kept_briefly_and_not_for_ever() {
        bot.inMeeting();
        Database.run("update meetings set evidence_rows = 198 where id = $1", meeting);
        String details = ", \"error_details\": \"" + "x".repeat(60_000) + "\"";
        for (int i = 0; i < 4; i++) {
            bot.reports("dancing", details)
                    .then()
                    .statusCode(200)
                    .body("status", equalTo("processed"))
                    .body("meeting_status", equalTo("active"));
        }
        assertThat(Database.rows(
                        "select error_details::text as details from status_transitions where meeting_id = $1 and kind = 'evidence'",
                        meeting))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.getString("details")).hasSizeLessThan(10_000));
        assertThat(Database.integer("select evidence_rows from meetings where id = $1", meeting))
                .isEqualTo(200);
        bot.reports("completed", ", \"exit_code\": 0").then().body("meeting_status", equalTo("completed"));
    }

    @Test
    void a_meeting_whose_records_were_deleted_gets_no_new_ones() {
        bot.inMeeting().reports("completed", ", \"exit_code\": 0");
        Database.run("update meetings set data = '{\"redacted\": true}' where id = $1", meeting);
        bot.reports("completed", ", \"exit_code\": 0, \"bot_logs\": [\"late\"]")
                .then()
                .statusCode(200);
        logs().body("attempts[0].bot_logs", nullValue());
    }

    @Test
    void a_meeting_of_which_nothing_is_known_yet_has_no_attempts() {
        logs().body("status", equalTo("requested"))
                .body("exit_code", nullValue())
                .body("attempts", empty());
    }

    @Test
    void anothers_logs_are_answered_as_those_of_a_meeting_that_is_not_there() {
        User stranger = User.withLimit(1);
        stranger.request().get("/meetings/" + meeting + "/logs").then().statusCode(404);
        assertThat(stranger.request().get("/meetings/" + meeting + "/logs").asString())
                .isEqualTo(stranger.request().get("/meetings/999999999999/logs").asString());
    }

    private ValidatableResponse logs() {
        return user.request().get("/meetings/" + meeting + "/logs").then().statusCode(200);
    }

    private String handle() {
        return Workload.handleOf(meeting, 1);
    }

    private void launched() {
        await().until(() -> runtime.launches(handle()) == 1);
    }

    /** All that was told of the meeting, as the database has it. */
    private String stored() {
        return Database.text("""
                select concat(
                    (select string_agg(concat(t.reason, t.error_details::text), ' ')
                     from status_transitions t where t.meeting_id = m.id),
                    (select string_agg(l.lines, ' ') from meeting_logs l where l.meeting_id = m.id),
                    (select string_agg(e.data::text, ' ') from events e where e.meeting_id = m.id),
                    m.error_details::text)
                from meetings m
                where m.id = $1
                """, meeting);
    }
}
