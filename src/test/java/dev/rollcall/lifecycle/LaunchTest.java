package dev.rollcall.lifecycle;

import static dev.rollcall.lifecycle.Life.GONE;
import static dev.rollcall.lifecycle.Life.LIMITS;
import static dev.rollcall.lifecycle.Life.START;
import static dev.rollcall.lifecycle.Life.STOP;
import static dev.rollcall.lifecycle.Life.exited;
import static dev.rollcall.lifecycle.Life.launched;
import static dev.rollcall.lifecycle.Life.launching;
import static dev.rollcall.lifecycle.Life.ofAttempt;
import static dev.rollcall.lifecycle.Life.report;
import static dev.rollcall.lifecycle.Life.requested;
import static dev.rollcall.lifecycle.Life.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.rollcall.lifecycle.Decision.Answer;
import dev.rollcall.lifecycle.HistoryEntry.Kind;
import dev.rollcall.lifecycle.MeetingState.Deadline;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** From the reservation to the bot's first word. */
class LaunchTest {

    private static final Instant LATER = START.plusSeconds(4);

    @Test
    void a_reservation_is_to_be_launched_now_and_fails_when_nothing_comes_of_it() {
        MeetingState state = requested().state();

        assertThat(state.launchAt()).isEqualTo(START);
        assertThat(state.launchClaimed()).isFalse();
        assertThat(state.attempt()).isEqualTo(1);
        assertThat(state.deadline()).isEqualTo(new Deadline(START.plusSeconds(300), OnDeadline.FAIL));
    }

    @Test
    void a_launch_refused_for_good_ends_the_meeting_with_the_runtimes_reason() {
        Decision decision = launching().decide(new Event.LaunchFailed(report(null, null, "no such image")));

        assertThat(decision.ending())
                .isEqualTo(new Ending(Status.FAILED, "start_failed", Status.REQUESTED, null, "no such image"));
        assertThat(decision.history())
                .extracting(HistoryEntry::source, HistoryEntry::reason)
                .containsExactly(tuple(Source.LAUNCHER, "no such image"));
        assertThat(decision.next().cleanupAt()).isEqualTo(START);
    }

    @Test
    void a_retry_is_a_new_attempt_inside_the_same_deadline() {
        Report busy = new Report(1, "no room", null, null, null, null, null);
        Life retried = launching().then(new Event.LaunchRetried(busy, LATER));

        assertThat(retried.state().attempt()).isEqualTo(2);
        assertThat(retried.state().launchClaimed()).isFalse();
        assertThat(retried.state().launchAt()).isEqualTo(LATER);
        assertThat(retried.state().deadline()).isEqualTo(requested().state().deadline());
        assertThat(retried.last().effects()).containsExactly(new Effect.Launch());
        assertThat(retried.last().history())
                .containsExactly(new HistoryEntry(
                        Kind.RELAUNCH, Status.REQUESTED, Status.REQUESTED, Source.LAUNCHER, "no room", busy));
    }

    @Test
    void a_retry_for_which_there_is_no_time_is_the_end_with_the_runtimes_reason() {
        Instant deadline = launching().state().deadline().at();
        Report full = new Report(1, "the quota is used up", null, null, null, null, null);
        Life over = launching().then(new Event.LaunchRetried(full, deadline));
        Life inTime = launching().then(new Event.LaunchRetried(full, deadline.minusNanos(1)));

        assertThat(over.last().ending())
                .isEqualTo(new Ending(Status.FAILED, "start_failed", Status.REQUESTED, null, "the quota is used up"));
        assertThat(over.state().cleanupAt()).isEqualTo(START);
        assertThat(inTime.status()).isEqualTo(Status.REQUESTED);
    }

    @Test
    void an_unclear_launch_is_the_same_attempt_again_and_may_have_left_a_workload() {
        Report lost = new Report(1, "no answer", null, null, null, null, null);
        Life again = launching().then(new Event.LaunchUnclear(lost, LATER));

        assertThat(again.state()).isEqualTo(launching().withLaunchAt(LATER).state());
        assertThat(again.last().history())
                .containsExactly(new HistoryEntry(
                        Kind.RETRY, Status.REQUESTED, Status.REQUESTED, Source.LAUNCHER, "no answer", lost));
        assertThat(again.last().effects()).isEmpty();
        assertThat(again.then(STOP).status()).as("something may run").isEqualTo(Status.STOPPING);
    }

    @Test
    void a_bot_that_has_spoken_needs_no_other_launch_however_unclear_the_first_was() {
        Life joining = launching().then(says(Status.JOINING));

        assertThat(joining.then(new Event.LaunchUnclear(ofAttempt(1), LATER)).answer())
                .isEqualTo(Answer.RECORDED);
        assertThat(joining.then(new Event.LaunchUnclear(ofAttempt(1), LATER)).state())
                .isEqualTo(joining.state());
    }

    @Test
    void a_heartbeat_of_an_older_launch_is_kept_and_one_of_the_present_launch_is_no_news() {
        Life retried = launching().then(new Event.LaunchRetried(ofAttempt(1), LATER));

        Decision older = retried.decide(new Event.BotHeard("heartbeat", ofAttempt(1)));
        Decision present = retried.decide(new Event.BotHeard("heartbeat", ofAttempt(2)));

        assertThat(older.answer()).isEqualTo(Answer.FENCED);
        assertThat(older.history())
                .extracting(HistoryEntry::kind, HistoryEntry::reason)
                .containsExactly(tuple(Kind.FENCED, "heartbeat"));
        assertThat(older.next()).isEqualTo(retried.state());
        assertThat(present.writes()).isFalse();
    }

    @Test
    void a_new_attempt_has_not_asked_for_help() {
        Life asking = launching().then(new Event.BotNeedsHelp(Report.NOTHING));

        assertThat(asking.then(new Event.LaunchRetried(ofAttempt(1), LATER))
                        .state()
                        .needsHelp())
                .isFalse();
    }

    @Test
    void the_same_retry_twice_is_fenced() {
        Life retried = launching().then(new Event.LaunchRetried(ofAttempt(1), LATER));

        assertThat(retried.then(new Event.LaunchRetried(ofAttempt(1), LATER)).answer())
                .isEqualTo(Answer.FENCED);
    }

    @Test
    void a_confirmed_launch_cannot_fail_any_more() {
        assertThat(launched().then(new Event.LaunchRetried(ofAttempt(1), LATER)).answer())
                .isEqualTo(Answer.RECORDED);
        assertThat(launched().then(new Event.LaunchFailed(ofAttempt(1))).answer())
                .isEqualTo(Answer.RECORDED);
    }

    @Test
    void nothing_there_is_no_end_while_the_launch_is_under_way() {
        assertThat(requested().then(GONE).answer()).isEqualTo(Answer.REPEATED);
        assertThat(launching().then(GONE).answer()).isEqualTo(Answer.REPEATED);
        assertThat(launched().then(GONE).status()).isEqualTo(Status.FAILED);
    }

    @Test
    void what_was_not_launched_cannot_have_ended() {
        assertThat(requested().then(exited(1)).answer()).isEqualTo(Answer.RECORDED);
        assertThat(launching().then(exited(1)).status()).isEqualTo(Status.FAILED);
    }

    @Test
    void nothing_there_at_the_deadline_is_the_end() {
        assertThat(requested().after(LIMITS.requested()).then(GONE).status()).isEqualTo(Status.FAILED);
        assertThat(launching().after(LIMITS.requested()).then(GONE).status()).isEqualTo(Status.FAILED);
        assertThat(requested().after(LIMITS.requested()).then(exited(1)).status())
                .isEqualTo(Status.FAILED);
        assertThat(launching()
                        .after(LIMITS.requested().minusNanos(1))
                        .then(GONE)
                        .status())
                .isEqualTo(Status.REQUESTED);
    }

    @Test
    void a_bot_that_crashes_before_its_first_word_has_failed_to_start() {
        Decision decision = launched().decide(exited(1));

        assertThat(decision.ending())
                .isEqualTo(
                        new Ending(Status.FAILED, "start_failed", Status.REQUESTED, 1, "The bot exited with code 1."));
        assertThat(decision.next().cleanupAt()).isEqualTo(START);
        assertThat(decision.effects()).isEmpty();
        assertThat(decision.history()).extracting(HistoryEntry::source).containsExactly(Source.RUNTIME);
    }

    @Test
    void a_meeting_that_nobody_launched_in_time_fails_and_leaves_nothing_behind() {
        Life over = requested().overdue();

        assertThat(over.status()).isEqualTo(Status.FAILED);
        assertThat(over.state().cleanupAt()).isNull();
        assertThat(over.last().effects()).isEmpty();
    }

    @Test
    void a_stop_between_two_attempts_is_over_at_once() {
        Life retried = launching().then(new Event.LaunchRetried(ofAttempt(1), LATER));

        assertThat(retried.then(STOP).status()).isEqualTo(Status.COMPLETED);
    }

    @Test
    void a_launcher_is_not_believed_about_a_bot_that_said_it_leaves() {
        Life leaving = launching().then(says(Status.STOPPING));

        assertThat(leaving.then(new Event.LaunchFailed(Report.NOTHING)).answer())
                .isEqualTo(Answer.RECORDED);
    }

    @Test
    void a_launch_limit_of_ours_is_the_first_deadline() {
        assertThat(requested().overdue().now()).isEqualTo(START.plus(LIMITS.requested()));
    }
}
