package dev.rollcall.lifecycle;

import static dev.rollcall.lifecycle.Life.DEADLINE;
import static dev.rollcall.lifecycle.Life.LIMITS;
import static dev.rollcall.lifecycle.Life.START;
import static dev.rollcall.lifecycle.Life.active;
import static dev.rollcall.lifecycle.Life.at;
import static dev.rollcall.lifecycle.Life.ended;
import static dev.rollcall.lifecycle.Life.launched;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.lifecycle.Decision.Answer;
import dev.rollcall.lifecycle.MeetingState.Deadline;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What our own clock ends, and what it leaves alone. */
class DeadlineTest {

    @ParameterizedTest
    @CsvSource({
        "JOINING,            600,   FAIL",
        "AWAITING_ADMISSION, 960,   FAIL",
        "ACTIVE,             14400, STOP",
    })
    void a_word_of_the_bot_sets_the_deadline_of_its_status(Status status, long seconds, OnDeadline then) {
        assertThat(at(status).state().deadline()).isEqualTo(new Deadline(START.plusSeconds(seconds), then));
    }

    @ParameterizedTest
    @EnumSource(names = {"STOPPING", "COMPLETED", "FAILED"})
    void what_is_not_on_the_way_has_no_deadline_of_that_kind(Status status) {
        assertThatThrownBy(() -> Overdue.deadlineOf(status, LIMITS, START))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(status.name());
    }

    @ParameterizedTest
    @CsvSource({
        "REQUESTED,          start_failed,               deadline_requested",
        "JOINING,            join_failure,               deadline_joining",
        "AWAITING_ADMISSION, awaiting_admission_timeout, deadline_awaiting_admission",
    })
    void a_bot_that_does_not_get_on_fails_and_is_terminated(Status status, String reason, String row) {
        Life life = status == Status.REQUESTED ? launched() : at(status);
        Life over = life.overdue();

        assertThat(over.last().ending())
                .isEqualTo(new Ending(
                        Status.FAILED, reason, status, null, "No progress from " + status.word() + " in time."));
        assertThat(over.last().effects()).containsExactly(new Effect.Terminate(Duration.ofSeconds(60)));
        assertThat(over.state().cleanupAt()).isEqualTo(over.now().plusSeconds(60));
        assertThat(over.last().history()).extracting(HistoryEntry::reason).containsExactly(row);
        assertThat(over.last().history()).extracting(HistoryEntry::source).containsExactly(Source.SWEEPER);
    }

    @Test
    void a_deadline_that_is_still_ahead_changes_nothing() {
        Life joining = at(Status.JOINING);
        Life almost = joining.after(LIMITS.joining().minusNanos(1));

        assertThat(almost.decide(DEADLINE).answer()).isEqualTo(Answer.REPEATED);
        assertThat(almost.after(Duration.ofNanos(1)).decide(DEADLINE).answer()).isEqualTo(Answer.APPLIED);
    }

    @Test
    void what_is_over_has_no_deadline() {
        Life over = active().then(ended(Status.COMPLETED, 0, null)).after(Duration.ofDays(1));

        assertThat(over.decide(DEADLINE).answer()).isEqualTo(Answer.REPEATED);
    }

    @Test
    void a_repeat_does_not_prolong_a_deadline() {
        Life lobby = at(Status.AWAITING_ADMISSION);

        assertThat(lobby.after(Duration.ofMinutes(10))
                        .then(Life.says(Status.AWAITING_ADMISSION))
                        .state()
                        .deadline())
                .isEqualTo(lobby.state().deadline());
    }

    @Test
    void a_bot_known_to_send_heartbeats_that_is_silent_for_the_whole_lease_has_failed() {
        Instant lastBeat = START.plusSeconds(100);
        Life silent = active().after(Duration.ofSeconds(100 + 120));
        Decision decision = silent.decide(new Event.HeartbeatsStopped(lastBeat));

        assertThat(decision.ending())
                .isEqualTo(new Ending(Status.FAILED, null, Status.ACTIVE, null, "No heartbeat for 120 seconds."));
        assertThat(decision.effects()).containsExactly(new Effect.Terminate(Duration.ofSeconds(60)));
        assertThat(decision.history()).extracting(HistoryEntry::reason).containsExactly("heartbeat_lost");
    }

    @Test
    void a_lease_that_is_still_on_changes_nothing() {
        Life silent = active().after(Duration.ofSeconds(120).minusNanos(1));

        assertThat(silent.decide(new Event.HeartbeatsStopped(START)).answer()).isEqualTo(Answer.REPEATED);
    }

    @Test
    void silence_ends_nothing_but_an_active_bot() {
        for (Situation situation : Situation.values()) {
            Decision decision = situation.decide(Happening.SILENT);

            assertThat(decision.writes()).as(situation.name()).isEqualTo(situation == Situation.ACTIVE);
        }
    }

    @Test
    void the_order_may_ask_for_a_lobby_budget_and_a_duration_of_its_own() {
        Limits asked = LIMITS.with(Duration.ofMinutes(3), Duration.ofMinutes(30));

        assertThat(Overdue.deadlineOf(Status.AWAITING_ADMISSION, asked, START).at())
                .isEqualTo(START.plusSeconds(3 * 60 + 60));
        assertThat(Overdue.deadlineOf(Status.ACTIVE, asked, START).at()).isEqualTo(START.plusSeconds(30 * 60));
        assertThat(asked)
                .usingRecursiveComparison()
                .ignoringFields("lobby", "maxDuration")
                .isEqualTo(LIMITS);
    }

    @Test
    void an_order_that_asks_for_nothing_keeps_our_limits() {
        assertThat(LIMITS.with(null, null)).isEqualTo(LIMITS);
    }
}
