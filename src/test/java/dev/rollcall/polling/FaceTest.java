package dev.rollcall.polling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.lifecycle.Status;
import dev.rollcall.polling.Face.Result;
import dev.rollcall.polling.Facts.Job;
import dev.rollcall.polling.Facts.Meeting;
import dev.rollcall.polling.Facts.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What frontends see, over all combinations of what it is derived from. */
class FaceTest {

    private static final Instant NOW = Instant.parse("2026-01-05T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final Instant RECENTLY = NOW.minusSeconds(60);
    private static final Instant LONG_AGO = NOW.minus(Duration.ofHours(2));

    private static Facts facts(Status status, FaceStatus job, FaceStatus report) {
        return new Facts(meeting(status, true, false, RECENTLY), job(job), report(report, RECENTLY), NOW);
    }

    private static Meeting meeting(Status status, boolean everActive, boolean asked, Instant at) {
        return new Meeting(
                status,
                everActive,
                asked,
                at,
                status.terminal() ? at : null,
                status == Status.FAILED ? "It failed." : null);
    }

    private static Job job(FaceStatus status) {
        return status == null
                ? null
                : new Job(
                        status,
                        "session_1",
                        status == FaceStatus.ERROR ? "The job failed." : null,
                        RECENTLY,
                        status.isFinal() ? RECENTLY : null);
    }

    private static Report report(FaceStatus status, Instant at) {
        return status == null
                ? null
                : new Report(status, status == FaceStatus.ERROR ? "They failed." : null, status == FaceStatus.DONE, at);
    }

    /** Every state of a meeting, of a job or none, of a report or none, old and new, asked for and not: all of them. */
    private static List<Facts> all() {
        List<Facts> all = new ArrayList<>();
        List<FaceStatus> jobs =
                new ArrayList<>(Arrays.asList(FaceStatus.values()).subList(3, 8));
        jobs.add(null);
        List<FaceStatus> reports = new ArrayList<>(Arrays.asList(FaceStatus.values()));
        reports.add(null);
        for (Status status : Status.values()) {
            for (boolean everActive : new boolean[] {false, true}) {
                for (boolean asked : new boolean[] {false, true}) {
                    for (Instant at : List.of(RECENTLY, LONG_AGO)) {
                        for (FaceStatus job : jobs) {
                            for (FaceStatus report : reports) {
                                all.add(new Facts(
                                        meeting(status, everActive, asked, at), job(job), report(report, at), NOW));
                            }
                        }
                    }
                }
            }
        }
        return all;
    }

    @Test
    void whatever_is_true_there_is_one_answer_that_fits_itself() {
        assertThat(all()).hasSize(7 * 2 * 2 * 2 * 6 * 9).allSatisfy(facts -> {
            Face face = Face.of(facts, PATIENCE);
            assertThat(face.finishedAt() != null).isEqualTo(face.status().isFinal());
            assertThat(face.errorMessage() != null).isEqualTo(face.status() == FaceStatus.ERROR);
            assertThat(face.result() == Result.NONE).isEqualTo(face.status() != FaceStatus.DONE);
            assertThat(face.updatedAt()).isBeforeOrEqualTo(NOW);
        });
    }

    @Test
    void whoever_says_nothing_any_more_is_not_waited_for() {
        assertThat(all())
                .filteredOn(facts -> facts.meeting().status().terminal()
                        && (facts.job() == null || facts.job().status().isFinal())
                        && facts.meeting().endedAt().equals(LONG_AGO))
                .hasSize(2 * 2 * 2 * 3 * 9)
                .allSatisfy(facts ->
                        assertThat(Face.of(facts, PATIENCE).status().isFinal()).isTrue());
    }

    @Test
    void no_status_is_behind_one_that_was_reported() {
        assertThat(all())
                .filteredOn(facts -> facts.job() == null && facts.report() != null)
                .allSatisfy(facts -> assertThat(Face.of(facts, PATIENCE)
                                .status()
                                .isBehind(facts.report().status()))
                        .isFalse());
    }

    @Test
    void while_a_job_of_ours_is_there_nobody_else_says_how_it_ends() {
        assertThat(all()).filteredOn(facts -> facts.job() != null).allSatisfy(facts -> {
            Face face = Face.of(facts, PATIENCE);
            if (facts.job().status().isFinal() || face.status().isFinal()) {
                assertThat(face.status()).isEqualTo(facts.job().status());
            }
            assertThat(face.sessionId()).isEqualTo("session_1");
            assertThat(Arrays.stream(FaceStatus.values())).noneMatch(reported -> face.isMovedBy(reported, true, facts));
        });
    }

    @Test
    void a_report_moves_it_forward_or_not_at_all() {
        assertThat(all()).allSatisfy(facts -> {
            Face before = Face.of(facts, PATIENCE);
            for (FaceStatus reported : FaceStatus.values()) {
                if (before.isMovedBy(reported, false, facts)) {
                    Facts then = new Facts(facts.meeting(), facts.job(), report(reported, NOW), NOW);
                    assertThat(Face.of(then, PATIENCE).status()).isEqualTo(reported);
                    assertThat(before.status().isBehind(reported)).isTrue();
                    assertThat(before.status().isFinal()).isFalse();
                }
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "REQUESTED, INITIALIZED",
        "JOINING, CONNECTING",
        "AWAITING_ADMISSION, CONNECTING",
        "ACTIVE, CONNECTED",
        "STOPPING, CONNECTED",
        "COMPLETED, DONE",
        "FAILED, ERROR"
    })
    void a_life_of_its_own_is_shown_as_frontends_call_it(Status status, FaceStatus shown) {
        assertThat(Face.of(facts(status, null, null), PATIENCE).status()).isEqualTo(shown);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            names = {"COMPLETED", "FAILED"})
    void where_work_is_asked_for_the_end_of_the_meeting_is_not_the_end(Status status) {
        Facts ended = new Facts(meeting(status, true, true, RECENTLY), null, null, NOW);

        assertThat(Face.of(ended, PATIENCE).status()).isEqualTo(FaceStatus.CONNECTED);
    }

    @ParameterizedTest
    @CsvSource({"COMPLETED, DONE", "FAILED, ERROR"})
    void a_bot_that_never_got_in_has_nothing_to_work_on(Status status, FaceStatus shown) {
        Facts ended = new Facts(meeting(status, false, true, RECENTLY), null, null, NOW);

        assertThat(Face.of(ended, PATIENCE).status()).isEqualTo(shown);
    }

    @Test
    void what_others_work_on_is_not_done_with_the_meeting() {
        Face face = Face.of(facts(Status.COMPLETED, null, FaceStatus.ANALYZING_MEETING), PATIENCE);

        assertThat(face.status()).isEqualTo(FaceStatus.ANALYZING_MEETING);
    }

    @Test
    void what_others_have_forgotten_ends_with_a_sentence() {
        Facts silent = new Facts(
                meeting(Status.COMPLETED, true, false, LONG_AGO), null, report(FaceStatus.TRANSCRIBING, LONG_AGO), NOW);

        Face face = Face.of(silent, PATIENCE);

        assertThat(face.status()).isEqualTo(FaceStatus.ERROR);
        assertThat(face.errorMessage()).contains("transcribing");
        assertThat(face.finishedAt()).isEqualTo(LONG_AGO.plus(PATIENCE));
    }

    @Test
    void a_report_of_the_end_is_the_end_whatever_the_bot_does() {
        assertThat(Face.of(facts(Status.ACTIVE, null, FaceStatus.DONE), PATIENCE))
                .extracting(Face::status, Face::result)
                .containsExactly(FaceStatus.DONE, Result.OF_REPORT);
        assertThat(Face.of(facts(Status.ACTIVE, null, FaceStatus.ERROR), PATIENCE))
                .extracting(Face::status, Face::errorMessage)
                .containsExactly(FaceStatus.ERROR, "They failed.");
    }

    @Test
    void a_job_that_was_asked_for_after_an_end_begins_anew() {
        Face face = Face.of(facts(Status.COMPLETED, FaceStatus.TRANSCRIBING, FaceStatus.ERROR), PATIENCE);

        assertThat(face.status()).isEqualTo(FaceStatus.TRANSCRIBING);
    }

    @Test
    void a_result_may_come_after_the_end_that_it_belongs_to() {
        Facts ended = facts(Status.COMPLETED, null, null);
        Face done = Face.of(ended, PATIENCE);

        assertThat(done.isMovedBy(FaceStatus.DONE, true, ended)).isTrue();
        assertThat(done.isMovedBy(FaceStatus.DONE, false, ended)).isFalse();
        assertThat(done.isMovedBy(FaceStatus.ERROR, false, ended)).isFalse();
        assertThat(done.isMovedBy(FaceStatus.TRANSCRIBING, false, ended)).isFalse();
    }
}
