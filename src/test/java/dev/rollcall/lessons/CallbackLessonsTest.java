package dev.rollcall.lessons;

import static dev.rollcall.sweep.Stage.launched;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Report;
import dev.rollcall.lifecycle.Status;
import dev.rollcall.runtime.Workload;
import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.Together;
import dev.rollcall.stage.User;
import dev.rollcall.transition.MeetingRow;
import dev.rollcall.transition.Transitions;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What bots say. Each test is named after one of the ways in which it went wrong elsewhere (docs/decisions/0022). */
@QuarkusTest
class CallbackLessonsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Inject
    Transitions transitions;

    @Inject
    Pool pool;

    private User user;
    private long id;
    private Bot bot;

    @BeforeEach
    void prepare() {
        user = User.withLimit(5);
        id = launched(user);
        bot = Bot.of(id);
    }

    @ParameterizedTest
    @CsvSource({
        "removed_by_admin, completed, evicted",
        "admission_rejected_by_admin, completed, awaiting_admission_rejected",
        "eaten_by_a_grue, completed, eaten_by_a_grue",
    })
    void lesson_05_a_reason_that_nobody_knows_does_not_reject_the_end(String said, String status, String kept) {
        bot.inMeeting();

        bot.reports("completed", ", \"exit_code\": 0, \"completion_reason\": \"%s\"".formatted(said))
                .then()
                .statusCode(200)
                .body("meeting_status", equalTo(status));

        user.meeting(id).then().body("completion_reason", equalTo(kept));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"started", "joining", "awaiting_admission", "joined", "exited", "status_change", "lifecycle"})
    void lesson_06_repeats_and_late_words_are_answered_with_the_one_word_for_success(String path) {
        bot.inMeeting().reports("completed", ", \"exit_code\": 0").then().statusCode(200);

        for (int i = 0; i < 2; i++) {
            bot.post(path, "\"status\": \"active\", \"exit_code\": 0")
                    .then()
                    .statusCode(200)
                    .body("status", equalTo("processed"))
                    .body("meeting_status", equalTo("completed"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"requested", "joining"})
    void lesson_07_a_skipped_step_is_filled_in_and_only_steps_back_are_refused(String from) {
        if (!from.equals("requested")) {
            bot.reports(from).then().statusCode(200);
        }

        bot.reports("active").then().body("meeting_status", equalTo("active"));
        bot.reports("joining").then().body("meeting_status", equalTo("active"));

        assertThat(Database.rows(
                                "select to_status from status_transitions where meeting_id = $1 "
                                        + "and kind in ('transition', 'implied') order by revision, step",
                                id)
                        .stream()
                        .map(row -> row.getString("to_status")))
                .containsExactly("requested", "joining", "awaiting_admission", "active");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", \"container_id\": null", ", \"container_id\": \"some-hostname\""})
    void lesson_09_what_a_bot_calls_its_container_does_not_hide_ours(String container) {
        bot.reports("joining", container).then().statusCode(200);
        bot.reports("active", container).then().statusCode(200);

        assertThat(Database.text("select workload from meetings where id = $1", id))
                .isEqualTo(Workload.handleOf(id, 1));
    }

    /** The verdict is ours, from our own facts. */
    @ParameterizedTest
    @CsvSource({
        "awaiting_admission, completed, 0, stopped,  failed, stopped_before_admission, awaiting_admission",
        "awaiting_admission, completed, 0, awaiting_admission_timeout, failed, awaiting_admission_timeout, awaiting_admission",
        "joining, failed, 1, join_failure, failed, join_failure, joining",
        "active, completed, 0, left_alone, completed, left_alone, ",
        "active, completed, 1, stopped, failed, stopped, active",
    })
    void lesson_15_never_admitted_is_no_success_and_the_stage_is_ours(
            String at, String verdict, int exitCode, String reason, String status, String kept, String stage) {
        bot.reports(at).then().statusCode(200);

        bot.reports(
                        verdict,
                        ", \"exit_code\": %d, \"completion_reason\": \"%s\", \"failure_stage\": \"requested\""
                                .formatted(exitCode, reason))
                .then()
                .statusCode(200);

        user.meeting(id)
                .then()
                .body("status", equalTo(status))
                .body("completion_reason", equalTo(kept))
                .body("failure_stage", stage == null ? nullValue() : equalTo(stage));
    }

    @Test
    void lesson_15_a_stop_is_no_failure() {
        bot.inMeeting();
        user.stop(user.meeting(id).path("native_meeting_id")).then().statusCode(202);

        bot.reports("failed", ", \"exit_code\": 1, \"reason\": \"browser closed\"")
                .then()
                .statusCode(200);

        user.meeting(id).then().body("status", equalTo("completed")).body("completion_reason", equalTo("stopped"));
    }

    @Test
    void lesson_16_the_143_of_our_own_kill_is_no_failure_and_that_of_anybody_else_is() {
        bot.inMeeting();
        Bot killed = Bot.of(launched(user)).inMeeting();
        user.stop(user.meeting(id).path("native_meeting_id")).then().statusCode(202);

        bot.reports("failed", ", \"exit_code\": 143").then().body("meeting_status", equalTo("completed"));
        killed.reports("failed", ", \"exit_code\": 143").then().body("meeting_status", equalTo("failed"));
    }

    /** Decided on what another replica has changed meanwhile: nothing is written, and it is decided again. */
    @Test
    void lesson_20_the_row_is_the_only_state() {
        MeetingRow read =
                MeetingRow.of(Database.rows("select " + MeetingRow.COLUMNS + " from meetings m where m.id = $1", id)
                        .get(0));
        bot.reports("active").then().statusCode(200);
        Event joining = new Event.BotAt(Status.JOINING, Report.NOTHING);

        assertThat(transitions.write(pool, read, joining).await().atMost(SOON)).isEmpty();
        assertThat(user.status(id)).isEqualTo("active");
        assertThat(transitions
                        .apply(id, joining)
                        .await()
                        .atMost(SOON)
                        .orElseThrow()
                        .to())
                .isEqualTo(Status.ACTIVE);
    }

    @Test
    void lesson_20_of_two_ends_at_once_one_is_written() throws Exception {
        bot.inMeeting();

        List<Integer> answers = Together.call(List.of(
                () -> bot.reports("completed", ", \"exit_code\": 0").statusCode(),
                () -> bot.reports("failed", ", \"exit_code\": 1").statusCode()));

        assertThat(answers).containsExactly(200, 200);
        assertThat(Database.number(
                        "select count(*) from status_transitions where meeting_id = $1 "
                                + "and kind = 'transition' and to_status in ('completed', 'failed')",
                        id))
                .isEqualTo(1);
    }
}
