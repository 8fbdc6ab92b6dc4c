package dev.rollcall.lifecycle;

import static dev.rollcall.lifecycle.Life.GONE;
import static dev.rollcall.lifecycle.Life.LIMITS;
import static dev.rollcall.lifecycle.Life.START;
import static dev.rollcall.lifecycle.Life.active;
import static dev.rollcall.lifecycle.Life.at;
import static dev.rollcall.lifecycle.Life.launched;
import static dev.rollcall.lifecycle.Life.report;
import static dev.rollcall.lifecycle.Life.says;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How a meeting ended. The tables hold what bots of each era really send (status, exit code, completion reason and the
 * free text beside it), by where our row was then; "-" is a field that is not sent.
 */
class ClassifierTest {

    /** Bots of late 2025: any orderly exit is "completed" with exit code 0, any trouble "failed". */
    @ParameterizedTest
    @CsvSource({
        // at,                verdict,   exit, completion_reason,           reason,                      so: status,
        // reason,               stage
        "ACTIVE,             COMPLETED, 0,   left_alone,                  left_alone,                  COMPLETED, left_alone,                  -",
        "ACTIVE,             COMPLETED, 0,   evicted,                     evicted,                     COMPLETED, evicted,                     -",
        "ACTIVE,             COMPLETED, 0,   removed_by_admin,            removed_by_admin,            COMPLETED, evicted,                     -",
        "ACTIVE,             COMPLETED, 0,   stopped,                     self_initiated_leave,        COMPLETED, stopped,                     -",
        "ACTIVE,             COMPLETED, 0,   stopped,                     normal_completion,           COMPLETED, stopped,                     -",
        "ACTIVE,             COMPLETED, 0,   stopped,                     left_alone_timeout,          COMPLETED, stopped,                     -",
        "AWAITING_ADMISSION, COMPLETED, 0,   awaiting_admission_timeout,  admission_failed,            FAILED,    awaiting_admission_timeout,  AWAITING_ADMISSION",
        "AWAITING_ADMISSION, COMPLETED, 0,   stopped,                     admission_timeout,           FAILED,    awaiting_admission_timeout,  AWAITING_ADMISSION",
        "AWAITING_ADMISSION, COMPLETED, 0,   admission_rejected_by_admin, admission_rejected_by_admin, FAILED,    awaiting_admission_rejected, AWAITING_ADMISSION",
        "AWAITING_ADMISSION, COMPLETED, 0,   stopped,                     admission_false_positive,    FAILED,    never_admitted,              AWAITING_ADMISSION",
        "ACTIVE,             COMPLETED, 0,   stopped,                     admission_false_positive,    FAILED,    never_admitted,              AWAITING_ADMISSION",
        "JOINING,            COMPLETED, 0,   stopped,                     stop_requested_pre_admission, FAILED,   stopped_before_admission,    JOINING",
        "JOINING,            FAILED,    1,   -,                           join_meeting_error,          FAILED,    join_failure,                JOINING",
        "JOINING,            FAILED,    1,   -,                           teams_error,                 FAILED,    -,                           JOINING",
        "REQUESTED,          FAILED,    1,   validation_error,            missing_meeting_url,         FAILED,    validation_error,            REQUESTED",
        "ACTIVE,             FAILED,    1,   -,                           platform_handler_exception,  FAILED,    -,                           ACTIVE",
        "ACTIVE,             FAILED,    143, -,                           signal_sigterm,              FAILED,    -,                           ACTIVE",
        "ACTIVE,             FAILED,    130, -,                           signal_sigint,               FAILED,    -,                           ACTIVE",
    })
    void bots_of_version_0_6(
            String at,
            String verdict,
            String exit,
            String completion,
            String reason,
            String status,
            String so,
            String stage) {
        assertClassified(at, verdict, exit, completion, reason, status, so, stage);
    }

    /** The same bots half a year later: the rejected and the evicted got words of their own. */
    @ParameterizedTest
    @CsvSource({
        "AWAITING_ADMISSION, COMPLETED, 0,   awaiting_admission_rejected, admission_rejected_by_admin, FAILED,    awaiting_admission_rejected, AWAITING_ADMISSION",
        "AWAITING_ADMISSION, COMPLETED, 0,   awaiting_admission_timeout,  admission_timeout,           FAILED,    awaiting_admission_timeout,  AWAITING_ADMISSION",
        "AWAITING_ADMISSION, COMPLETED, 0,   never_admitted,              admission_never_admitted,    FAILED,    never_admitted,              AWAITING_ADMISSION",
        "AWAITING_ADMISSION, COMPLETED, 0,   -,                           admission_never_admitted,    FAILED,    never_admitted,              AWAITING_ADMISSION",
        "JOINING,            FAILED,    1,   join_failure,                join_meeting_error,          FAILED,    join_failure,                JOINING",
        "ACTIVE,             COMPLETED, 0,   evicted,                     removed_by_admin,            COMPLETED, evicted,                     -",
        "ACTIVE,             COMPLETED, 0,   max_bot_time_exceeded,       -,                           COMPLETED, max_bot_time_exceeded,       -",
        "ACTIVE,             COMPLETED, 0,   stopped_with_no_audio,       -,                           COMPLETED, stopped_with_no_audio,       -",
        "ACTIVE,             FAILED,    143, -,                           signal_sigterm,              FAILED,    -,                           ACTIVE",
        // its container service tells the end of a container with an exit code and no verdict
        "ACTIVE,             -,         0,   -,                           -,                           COMPLETED, stopped,                     -",
        "ACTIVE,             -,         137, -,                           -,                           FAILED,    -,                           ACTIVE",
        "JOINING,            -,         0,   -,                           -,                           FAILED,    stopped_before_admission,    JOINING",
        "REQUESTED,          -,         2,   -,                           -,                           FAILED,    start_failed,                REQUESTED",
    })
    void bots_of_versions_0_9_and_0_10(
            String at,
            String verdict,
            String exit,
            String completion,
            String reason,
            String status,
            String so,
            String stage) {
        assertClassified(at, verdict, exit, completion, reason, status, so, stage);
    }

    /** Bots of 2026: trouble in the lobby is "failed", and a left meeting may be told without a word of "active". */
    @ParameterizedTest
    @CsvSource({
        "AWAITING_ADMISSION, FAILED,    0,   awaiting_admission_rejected, -,                           FAILED,    awaiting_admission_rejected, AWAITING_ADMISSION",
        "AWAITING_ADMISSION, FAILED,    1,   awaiting_admission_timeout,  -,                           FAILED,    awaiting_admission_timeout,  AWAITING_ADMISSION",
        "AWAITING_ADMISSION, FAILED,    1,   auth_session_missing,        -,                           FAILED,    auth_session_missing,        AWAITING_ADMISSION",
        "AWAITING_ADMISSION, FAILED,    1,   join_failure,                -,                           FAILED,    join_failure,                AWAITING_ADMISSION",
        "AWAITING_ADMISSION, FAILED,    0,   stopped,                     -,                           FAILED,    stopped_before_admission,    AWAITING_ADMISSION",
        "ACTIVE,             COMPLETED, 0,   left_alone,                  -,                           COMPLETED, left_alone,                  -",
        "ACTIVE,             COMPLETED, 0,   evicted,                     -,                           COMPLETED, evicted,                     -",
        "ACTIVE,             COMPLETED, -,   startup_alone,               -,                           COMPLETED, startup_alone,               -",
        "JOINING,            COMPLETED, 0,   left_alone,                  -,                           COMPLETED, left_alone,                  -",
        "JOINING,            COMPLETED, -,   startup_alone,               -,                           COMPLETED, startup_alone,               -",
        "AWAITING_ADMISSION, COMPLETED, 0,   max_bot_time_exceeded,       -,                           COMPLETED, max_bot_time_exceeded,       -",
        "REQUESTED,          FAILED,    3,   -,                           control_plane_unreachable,   FAILED,    start_failed,                REQUESTED",
        "ACTIVE,             FAILED,    1,   left_alone,                  -,                           FAILED,    left_alone,                  ACTIVE",
        "ACTIVE,             COMPLETED, 1,   stopped,                     -,                           FAILED,    stopped,                     ACTIVE",
        "ACTIVE,             FAILED,    0,   -,                           -,                           COMPLETED, stopped,                     -",
        "ACTIVE,             FAILED,    -,   -,                           -,                           FAILED,    -,                           ACTIVE",
        "ACTIVE,             COMPLETED, -,   -,                           -,                           COMPLETED, stopped,                     -",
        "ACTIVE,             COMPLETED, 0,   the_cat_did_it,              -,                           COMPLETED, the_cat_did_it,              -",
        "AWAITING_ADMISSION, COMPLETED, 0,   the_cat_did_it,              -,                           FAILED,    the_cat_did_it,              AWAITING_ADMISSION",
    })
    void bots_of_version_0_12(
            String at,
            String verdict,
            String exit,
            String completion,
            String reason,
            String status,
            String so,
            String stage) {
        assertClassified(at, verdict, exit, completion, reason, status, so, stage);
    }

    @Test
    void a_failure_has_a_sentence_for_people_always() {
        assertThat(message(report(1, null, "teams_error"))).isEqualTo("teams_error");
        assertThat(message(report(1, null, null))).isEqualTo("The bot exited with code 1.");
        assertThat(message(Report.NOTHING)).isEqualTo("The bot is gone, and nothing is known of why.");
    }

    @Test
    void a_bot_that_said_it_leaves_and_is_gone_has_left() {
        assertThat(active().then(says(Status.STOPPING)).then(GONE).last().ending())
                .isEqualTo(Ending.completed("stopped", null));
        assertThat(active().then(GONE).status()).isEqualTo(Status.FAILED);
    }

    @Test
    void a_bot_that_said_it_leaves_and_crashed_has_failed_where_it_was() {
        Life crashed = active().then(says(Status.STOPPING)).then(Life.exited(1));

        assertThat(crashed.last().ending().failureStage()).isEqualTo(Status.ACTIVE);
    }

    @Test
    void the_bots_own_opinion_of_the_stage_is_not_believed() {
        Report report = new Report(null, null, null, "active", 1, null, null);

        assertThat(at(Status.JOINING)
                        .decide(new Event.BotEnded(Status.FAILED, report))
                        .ending()
                        .failureStage())
                .isEqualTo(Status.JOINING);
    }

    @Test
    void a_call_for_help_does_not_change_how_it_ended() {
        Life helped = at(Status.JOINING).then(new Event.BotNeedsHelp(Report.NOTHING));

        assertThat(helped.then(Life.ended(Status.FAILED, 1, "join_failure"))
                        .last()
                        .ending())
                .isEqualTo(at(Status.JOINING)
                        .then(Life.ended(Status.FAILED, 1, "join_failure"))
                        .last()
                        .ending());
    }

    private static String message(Report report) {
        return active().decide(new Event.BotEnded(Status.FAILED, report))
                .ending()
                .errorMessage();
    }

    private static void assertClassified(
            String at,
            String verdict,
            String exit,
            String completion,
            String reason,
            String status,
            String so,
            String stage) {
        Report report = report(orNull(exit) == null ? null : Integer.valueOf(exit), orNull(completion), orNull(reason));
        Event event = new Event.BotEnded(status(verdict), report);
        Status before = status(at);
        Life life = before == Status.REQUESTED ? launched() : at(before);

        Ending ending = Lifecycle.decide(life.state(), event, LIMITS, START).ending();

        assertThat(ending.status()).isEqualTo(status(status));
        assertThat(ending.completionReason()).isEqualTo(orNull(so));
        assertThat(ending.failureStage()).isEqualTo(status(stage));
        assertThat(ending.exitCode()).isEqualTo(report.exitCode());
    }

    private static Status status(String name) {
        return orNull(name) == null ? null : Status.valueOf(name);
    }

    private static String orNull(String field) {
        return field.equals("-") ? null : field;
    }
}
