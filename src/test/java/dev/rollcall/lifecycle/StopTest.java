package dev.rollcall.lifecycle;

import static dev.rollcall.lifecycle.Life.DEADLINE;
import static dev.rollcall.lifecycle.Life.GONE;
import static dev.rollcall.lifecycle.Life.LIMITS;
import static dev.rollcall.lifecycle.Life.START;
import static dev.rollcall.lifecycle.Life.STOP;
import static dev.rollcall.lifecycle.Life.active;
import static dev.rollcall.lifecycle.Life.at;
import static dev.rollcall.lifecycle.Life.ended;
import static dev.rollcall.lifecycle.Life.exited;
import static dev.rollcall.lifecycle.Life.launching;
import static dev.rollcall.lifecycle.Life.report;
import static dev.rollcall.lifecycle.Life.requested;
import static dev.rollcall.lifecycle.Life.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.lifecycle.Decision.Answer;
import dev.rollcall.lifecycle.HistoryEntry.Kind;
import dev.rollcall.lifecycle.MeetingState.Deadline;
import dev.rollcall.lifecycle.MeetingState.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stop: leave at once, terminate, delete, give up; and what a user wanted dominates. */
class StopTest {

    private static final Effect TERMINATE = new Effect.Terminate(Duration.ofSeconds(60));
    private static final Effect DELETE = new Effect.Delete();

    @Test
    void a_bot_in_the_meeting_is_asked_to_leave_and_gets_time_to_upload() {
        Life stopped = active().then(STOP);

        assertThat(stopped.state().stop()).isEqualTo(new Stop("stopped", START, Status.ACTIVE));
        assertThat(stopped.state().deadline()).isEqualTo(new Deadline(START.plusSeconds(90), OnDeadline.TERMINATE));
        assertThat(stopped.last().commands()).containsExactly(leave(START.plus(LIMITS.stopping())));
        assertThat(stopped.last().effects()).isEmpty();
        assertThat(stopped.last().history())
                .containsExactly(new HistoryEntry(
                        Kind.TRANSITION, Status.ACTIVE, Status.STOPPING, Source.USER, "stopped", Report.NOTHING));
    }

    @ParameterizedTest
    @EnumSource(names = {"JOINING", "AWAITING_ADMISSION"})
    void a_bot_before_the_meeting_gets_less_time_to_leave(Status before) {
        Life stopped = at(before).then(STOP);

        assertThat(stopped.state().deadline()).isEqualTo(new Deadline(START.plusSeconds(15), OnDeadline.TERMINATE));
        assertThat(stopped.last().commands()).hasSize(1);
    }

    @Test
    void a_bot_that_is_not_up_yet_is_stopped_by_its_runtime_and_told_to_leave_in_case_it_comes_up() {
        Life stopped = launching().then(STOP);

        assertThat(stopped.last().effects()).containsExactly(TERMINATE);
        assertThat(stopped.last().commands()).containsExactly(leave(START.plus(LIMITS.stopping())));
        assertThat(stopped.last().history()).hasSize(1);
        assertThat(stopped.state().deadline()).isEqualTo(new Deadline(START.plusSeconds(60), OnDeadline.DELETE));
        assertThat(stopped.state().launchAt()).isNull();
    }

    @Test
    void what_was_not_launched_is_over_at_once_and_leaves_nothing_behind() {
        Life stopped = requested().then(STOP);

        assertThat(stopped.last().ending()).isEqualTo(Ending.completed("stopped", null));
        assertThat(stopped.last().effects()).isEmpty();
        assertThat(stopped.last().commands()).isEmpty();
        assertThat(stopped.state().launchAt()).isNull();
        assertThat(stopped.state().cleanupAt()).isNull();
        assertThat(stopped.state().stopRequested()).isTrue();
        assertThat(stopped.last().history())
                .containsExactly(new HistoryEntry(
                        Kind.TRANSITION,
                        Status.REQUESTED,
                        Status.COMPLETED,
                        Source.USER,
                        "stopped before the launch",
                        Report.NOTHING));
    }

    @Test
    void an_administrators_stop_is_told_from_a_users() {
        Life stopped = active().then(new Event.StopRequested(Source.ADMIN));

        assertThat(stopped.last().history()).extracting(HistoryEntry::source).containsExactly(Source.ADMIN);
    }

    @Test
    void a_stop_goes_on_by_deadlines_from_leave_to_terminate_to_delete_to_giving_up() {
        Life terminated = active().then(STOP).overdue();
        Life deleted = terminated.overdue();
        Life givenUp = deleted.overdue();

        assertThat(terminated.last().effects()).containsExactly(TERMINATE);
        assertThat(terminated.state().deadline())
                .isEqualTo(new Deadline(START.plusSeconds(90 + 60), OnDeadline.DELETE));
        assertThat(deleted.last().effects()).containsExactly(DELETE);
        assertThat(deleted.state().deadline())
                .isEqualTo(new Deadline(START.plus(LIMITS.stopping()), OnDeadline.GIVE_UP));
        assertThat(givenUp.last().effects()).containsExactly(DELETE);
        assertThat(givenUp.state().cleanupAt()).isEqualTo(givenUp.now());
    }

    @Test
    void the_steps_are_the_same_whoever_wanted_the_stop() {
        assertThat(steps(active().then(says(Status.STOPPING)))).isEqualTo(steps(active().then(STOP)));
        assertThat(steps(active().overdue())).isEqualTo(steps(active().then(STOP)));
        assertThat(steps(at(Status.JOINING, Status.STOPPING)))
                .isEqualTo(steps(at(Status.JOINING).then(STOP)));
    }

    @Test
    void each_step_of_a_stop_is_written_into_the_history() {
        Life terminated = active().then(STOP).overdue();
        Life deleted = terminated.overdue();

        assertThat(terminated.last().history()).containsExactly(escalation("terminate"));
        assertThat(deleted.last().history()).containsExactly(escalation("delete"));
    }

    @Test
    void a_stop_that_cannot_be_confirmed_fails_with_the_stage_before_the_stop() {
        Life givenUp =
                at(Status.AWAITING_ADMISSION).then(STOP).overdue().overdue().overdue();

        assertThat(givenUp.last().ending())
                .isEqualTo(new Ending(
                        Status.FAILED,
                        null,
                        Status.AWAITING_ADMISSION,
                        null,
                        "The bot was asked to leave, but the end of its workload could not be confirmed."));
        assertThat(givenUp.last().history()).extracting(HistoryEntry::reason).containsExactly("stop_unconfirmed");
    }

    @Test
    void a_step_that_comes_late_never_sets_a_deadline_in_the_past() {
        Life late = active().then(STOP).after(Duration.ofHours(1)).then(DEADLINE);
        Life deleted = late.overdue();

        assertThat(late.state().deadline().at()).isEqualTo(late.now().plusSeconds(60));
        assertThat(deleted.state().deadline())
                .isEqualTo(new Deadline(deleted.now().plusSeconds(1), OnDeadline.GIVE_UP));
    }

    @Test
    void a_deletion_just_before_the_end_still_gets_a_moment_to_show() {
        Duration justBefore = LIMITS.stopping().minusMillis(10);
        Life deleted = launching().then(STOP).after(justBefore).then(DEADLINE);

        assertThat(deleted.state().deadline())
                .isEqualTo(new Deadline(START.plus(justBefore).plusSeconds(1), OnDeadline.GIVE_UP));
    }

    @Test
    void a_late_word_of_the_bot_never_moves_a_stopping_meeting() {
        Life stopped = at(Status.AWAITING_ADMISSION).then(STOP);
        Life late = stopped.then(says(Status.ACTIVE));

        assertThat(late.answer()).isEqualTo(Answer.RECORDED);
        assertThat(late.state()).isEqualTo(stopped.state());
        assertThat(late.last().history())
                .containsExactly(new HistoryEntry(
                        Kind.EVIDENCE, Status.STOPPING, Status.ACTIVE, Source.BOT_CALLBACK, null, Report.NOTHING));
    }

    @Test
    void the_end_after_a_users_stop_is_what_the_user_wanted_whatever_the_bot_says_of_it() {
        assertThat(active().then(STOP)
                        .then(ended(Status.FAILED, 143, null))
                        .last()
                        .ending())
                .isEqualTo(Ending.completed("stopped", 143));
        assertThat(active().then(STOP).then(exited(137)).last().ending()).isEqualTo(Ending.completed("stopped", 137));
        assertThat(at(Status.JOINING).then(STOP).then(GONE).last().ending())
                .isEqualTo(Ending.completed("stopped", null));
    }

    @Test
    void a_launch_that_fails_after_the_stop_is_what_the_user_wanted() {
        Life over = launching().then(STOP).then(new Event.LaunchFailed(report(null, null, "quota")));

        assertThat(over.last().ending()).isEqualTo(Ending.completed("stopped", null));
    }

    @Test
    void a_launcher_is_not_believed_about_a_stopping_bot_that_has_spoken() {
        Life stopped = at(Status.JOINING).then(STOP);

        assertThat(stopped.then(new Event.LaunchFailed(Report.NOTHING)).state()).isEqualTo(stopped.state());
    }

    @Test
    void a_bot_that_leaves_by_itself_is_not_commanded_but_watched_like_any_stop() {
        Life leaving = active().then(new Event.BotAt(Status.STOPPING, report(null, null, "everybody left")));

        assertThat(leaving.state().stopRequested()).isFalse();
        assertThat(leaving.state().stop()).isEqualTo(new Stop(null, START, Status.ACTIVE));
        assertThat(leaving.state().deadline()).isEqualTo(new Deadline(START.plusSeconds(90), OnDeadline.TERMINATE));
        assertThat(leaving.last().commands()).isEmpty();
        assertThat(leaving.last().effects()).isEmpty();
        assertThat(leaving.last().history()).extracting(HistoryEntry::reason).containsExactly("everybody left");
    }

    @Test
    void a_user_may_still_stop_a_bot_that_leaves_by_itself_and_that_dominates_from_then_on() {
        Life leaving = active().then(says(Status.STOPPING)).after(Duration.ofSeconds(20));
        Life stopped = leaving.then(STOP);

        assertThat(stopped.state().deadline()).isEqualTo(leaving.state().deadline());
        assertThat(stopped.state().stop()).isEqualTo(new Stop("stopped", START, Status.ACTIVE));
        assertThat(stopped.last().commands())
                .containsExactly(leave(leaving.now().plus(LIMITS.stopping())));
        assertThat(stopped.last().history())
                .containsExactly(new HistoryEntry(
                        Kind.ESCALATION,
                        Status.STOPPING,
                        Status.STOPPING,
                        Source.USER,
                        "asked to stop while leaving",
                        Report.NOTHING));
        assertThat(stopped.then(ended(Status.FAILED, 1, null)).last().ending())
                .isEqualTo(Ending.completed("stopped", 1));
    }

    @Test
    void the_maximum_duration_is_a_stop_of_its_own_and_pins_its_reason() {
        Life stopped = active().overdue();

        assertThat(stopped.now()).isEqualTo(START.plus(LIMITS.maxDuration()));
        assertThat(stopped.state().stop()).isEqualTo(new Stop("max_bot_time_exceeded", stopped.now(), Status.ACTIVE));
        assertThat(stopped.state().deadline())
                .isEqualTo(new Deadline(stopped.now().plusSeconds(90), OnDeadline.TERMINATE));
        assertThat(stopped.last().commands())
                .containsExactly(leave(stopped.now().plus(LIMITS.stopping())));
        assertThat(stopped.last().history())
                .containsExactly(new HistoryEntry(
                        Kind.TRANSITION,
                        Status.ACTIVE,
                        Status.STOPPING,
                        Source.SWEEPER,
                        "max_bot_time_exceeded",
                        Report.NOTHING));
        assertThat(stopped.then(STOP)
                        .then(ended(Status.FAILED, 143, "stopped"))
                        .last()
                        .ending())
                .isEqualTo(Ending.completed("max_bot_time_exceeded", 143));
    }

    @Test
    void what_asked_for_help_and_is_stopped_needs_none_any_more() {
        Life asking = at(Status.JOINING).then(new Event.BotNeedsHelp(Report.NOTHING));

        assertThat(asking.state().needsHelp()).isTrue();
        assertThat(asking.then(STOP).state().needsHelp()).isFalse();
        assertThat(asking.then(GONE).state().needsHelp()).isFalse();
    }

    private static CommandDraft leave(Instant expiresAt) {
        return new CommandDraft("leave", Map.of(), expiresAt);
    }

    /** When the deadlines of a stop pass, and what they do. */
    private static List<String> steps(Life stopped) {
        List<String> steps = new ArrayList<>();
        Life life = stopped;
        while (life.status() == Status.STOPPING) {
            Deadline deadline = life.state().deadline();
            steps.add(Duration.between(stopped.now(), deadline.at()) + " " + deadline.then());
            life = life.overdue();
        }
        return steps;
    }

    private static HistoryEntry escalation(String step) {
        return new HistoryEntry(
                Kind.ESCALATION, Status.STOPPING, Status.STOPPING, Source.SWEEPER, step, Report.NOTHING);
    }
}
