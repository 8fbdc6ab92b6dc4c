package dev.rollcall.sweep;

import static dev.rollcall.sweep.Found.bot;
import static dev.rollcall.sweep.Found.fleetOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.lifecycle.Event.DeadlinePassed;
import dev.rollcall.lifecycle.Event.HeartbeatsStopped;
import dev.rollcall.lifecycle.Event.WorkloadEnded;
import dev.rollcall.lifecycle.Event.WorkloadGone;
import dev.rollcall.lifecycle.OnDeadline;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Gone;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Observation.Unknown;
import dev.rollcall.sweep.SweepPlan.Candidate;
import dev.rollcall.sweep.SweepPlan.Due;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SweepPlanTest {

    private static final Observation RUNNING = new Running();
    private static final Observation GONE = new Gone();
    private static final Observation UNKNOWN = new Unknown("no answer");
    private static final Observation ENDED = new Ended(137, "OOMKilled", "last line");

    @Test
    void nothing_overdue_is_nothing_to_do() {
        SweepPlan plan = SweepPlan.of(List.of(), fleetOf(5).rules());

        assertThat(plan.events()).isEmpty();
        assertThat(plan.held()).isEmpty();
        assertThat(plan.unknown()).isEmpty();
    }

    // The runtime's word
    // -----------------------------------------------------------------------------------------------

    @Test
    void an_ended_workload_ends_its_meeting_with_what_it_left() {
        SweepPlan plan =
                SweepPlan.of(List.of(bot(7).attempt(3).lobby(ENDED)), fleetOf(5).rules());

        WorkloadEnded end = (WorkloadEnded) only(plan).event();
        assertThat(end.report().attempt()).isEqualTo(3);
        assertThat(end.report().exitCode()).isEqualTo(137);
        assertThat(end.report().errorDetails()).contains("OOMKilled", "last line", "137");
    }

    @Test
    void a_workload_that_is_gone_ends_its_meeting() {
        SweepPlan plan =
                SweepPlan.of(List.of(bot(7).attempt(3).silent(GONE)), fleetOf(5).rules());

        WorkloadGone end = (WorkloadGone) only(plan).event();
        assertThat(end.report().attempt()).isEqualTo(3);
        assertThat(end.report().reason()).isEqualTo("workload_gone");
    }

    @Test
    void the_runtimes_word_counts_inside_a_gap_too() {
        List<Candidate> found = List.of(bot(1).lobby(ENDED), bot(2).silent(GONE));

        SweepPlan plan = SweepPlan.of(found, fleetOf(5).gapEnded(Duration.ZERO).rules());

        assertThat(plan.events()).extracting(Due::meetingId).containsExactly(1L, 2L);
    }

    @Test
    void the_runtimes_word_is_never_held_however_often_it_comes() {
        List<Candidate> found = LongStream.range(0, 50)
                .mapToObj(id -> id % 2 == 0 ? bot(id).silent(ENDED) : bot(id).lobby(GONE))
                .toList();

        SweepPlan plan = SweepPlan.of(found, fleetOf(50).rules());

        assertThat(plan.events()).hasSize(50);
        assertThat(plan.held()).isEmpty();
    }

    @Test
    void the_runtimes_word_comes_through_while_silence_is_held() {
        List<Candidate> found = LongStream.rangeClosed(1, 21)
                .mapToObj(id -> bot(id).silent(id == 21 ? GONE : RUNNING))
                .toList();

        SweepPlan plan = SweepPlan.of(found, fleetOf(21).rules());

        assertThat(only(plan).meetingId()).isEqualTo(21);
        assertThat(plan.held()).hasSize(20);
    }

    // A launch that is still pending
    // -----------------------------------------------------------------------------------

    @Test
    void a_workload_that_may_still_appear_is_not_gone_so_its_deadline_counts() {
        SweepPlan plan = SweepPlan.of(
                List.of(bot(7).launchPending().lobby(GONE)), fleetOf(5).rules());

        assertThat(only(plan).event()).isInstanceOf(DeadlinePassed.class);
    }

    @Test
    void launches_that_never_worked_out_are_not_held_since_no_live_bot_is_at_stake() {
        List<Candidate> found = LongStream.range(0, 50)
                .mapToObj(id -> bot(id).launchPending().lobby(GONE))
                .toList();

        SweepPlan plan = SweepPlan.of(found, fleetOf(50).rules());

        assertThat(plan.events()).hasSize(50);
        assertThat(plan.held()).isEmpty();
    }

    @Test
    void a_pending_launch_is_given_time_after_our_own_gap() {
        SweepPlan plan = SweepPlan.of(
                List.of(bot(7).launchPending().lobby(GONE)),
                fleetOf(5).gapEnded(Duration.ofSeconds(5)).rules());

        assertThat(plan.events()).isEmpty();
    }

    @Test
    void an_ended_workload_has_ended_even_while_its_launch_is_pending() {
        SweepPlan plan = SweepPlan.of(
                List.of(bot(7).launchPending().lobby(ENDED)), fleetOf(5).rules());

        assertThat(only(plan).event()).isInstanceOf(WorkloadEnded.class);
    }

    // A stop
    // -----------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(
            value = OnDeadline.class,
            names = {"STOP", "TERMINATE", "DELETE", "GIVE_UP"})
    void a_stop_goes_on_whatever_the_runtime_says(OnDeadline step) {
        List<Candidate> found = List.of(bot(1).until(step, RUNNING), bot(2).until(step, UNKNOWN));

        SweepPlan plan = SweepPlan.of(found, fleetOf(2).gapEnded(Duration.ZERO).rules());

        assertThat(plan.events()).containsExactly(new Due(1, new DeadlinePassed()), new Due(2, new DeadlinePassed()));
    }

    @Test
    void a_stop_of_the_whole_fleet_is_not_held() {
        List<Candidate> found = LongStream.range(0, 50)
                .mapToObj(id -> bot(id).until(OnDeadline.TERMINATE, RUNNING))
                .toList();

        SweepPlan plan = SweepPlan.of(found, fleetOf(50).rules());

        assertThat(plan.events()).hasSize(50);
        assertThat(plan.held()).isEmpty();
    }

    // Silence
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void a_silent_bot_is_ended_from_when_it_was_last_heard() {
        SweepPlan plan =
                SweepPlan.of(List.of(bot(7).silent(RUNNING)), fleetOf(5).rules());

        assertThat(only(plan)).isEqualTo(new Due(7, new HeartbeatsStopped(Found.LAST_HEARD)));
    }

    @Test
    void a_bot_that_does_not_get_on_is_ended_by_its_deadline() {
        SweepPlan plan = SweepPlan.of(List.of(bot(7).lobby(RUNNING)), fleetOf(5).rules());

        assertThat(only(plan)).isEqualTo(new Due(7, new DeadlinePassed()));
    }

    @ParameterizedTest
    @CsvSource({"0, false", "119, false", "120, true", "121, true"})
    void silence_counts_only_after_the_patience_that_follows_our_own_gap(int secondsSinceGap, boolean ends) {
        List<Candidate> found = List.of(bot(1).silent(RUNNING), bot(2).lobby(RUNNING));

        SweepPlan plan = SweepPlan.of(
                found, fleetOf(5).gapEnded(Duration.ofSeconds(secondsSinceGap)).rules());

        assertThat(plan.events()).hasSize(ends ? 2 : 0);
        assertThat(plan.held()).isEmpty();
    }

    // Unknown
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void an_unknown_workload_is_noted_and_not_ended() {
        List<Candidate> found = List.of(bot(1).silent(UNKNOWN), bot(2).lobby(UNKNOWN));

        SweepPlan plan = SweepPlan.of(found, fleetOf(5).rules());

        assertThat(plan.events()).isEmpty();
        assertThat(plan.unknown()).containsExactlyInAnyOrder(1L, 2L);
        assertThat(plan.newlyUnknown()).containsExactlyInAnyOrder(1L, 2L);
        assertThat(plan.knownAgain()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, false", "599, false", "600, true", "601, true"})
    void an_unknown_workload_is_ended_when_the_window_has_passed(int secondsUnknown, boolean ends) {
        List<Candidate> found = List.of(
                bot(1).unknownFor(Duration.ofSeconds(secondsUnknown)).silent(UNKNOWN),
                bot(2).unknownFor(Duration.ofSeconds(secondsUnknown)).lobby(UNKNOWN));

        SweepPlan plan = SweepPlan.of(found, fleetOf(5).rules());

        assertThat(plan.events()).hasSize(ends ? 2 : 0);
        assertThat(plan.unknown()).containsExactlyInAnyOrder(1L, 2L);
        assertThat(plan.newlyUnknown()).isEmpty();
    }

    @Test
    void a_workload_that_is_known_again_is_noted() {
        List<Candidate> found = List.of(
                bot(1).unknownFor(Duration.ofMinutes(1)).silent(RUNNING),
                bot(2).silent(RUNNING),
                bot(3).unknownFor(Duration.ofMinutes(1)).lobby(UNKNOWN));

        SweepPlan plan = SweepPlan.of(found, fleetOf(5).rules());

        assertThat(plan.knownAgain()).containsExactly(1L);
    }

    // The breaker
    // ------------------------------------------------------------------------------------------------------

    @ParameterizedTest(name = "{0} silent of {1}: held {2}")
    @CsvSource({
        "9, 9, false", // a share of all, but fewer than ten
        "10, 10, true",
        "10, 49, true",
        "10, 50, false", // exactly a fifth is not more than a fifth
        "11, 50, true",
        "10, 1000, false",
        "200, 1000, false",
        "201, 1000, true",
    })
    void too_much_silence_at_once_is_held(int silent, int live, boolean held) {
        SweepPlan plan = SweepPlan.of(silentBots(silent), fleetOf(live).rules());

        assertThat(plan.held()).hasSize(held ? silent : 0);
        assertThat(plan.events()).hasSize(held ? 0 : silent);
    }

    @Test
    void silence_beyond_the_batch_counts_too() {
        SweepPlan plan =
                SweepPlan.of(silentBots(100), fleetOf(1000).silentBeyond(101).rules());

        assertThat(plan.held()).hasSize(100);
    }

    @Test
    void an_open_breaker_lets_everything_through() {
        SweepPlan plan = SweepPlan.of(silentBots(50), fleetOf(50).open().rules());

        assertThat(plan.events()).hasSize(50);
        assertThat(plan.held()).isEmpty();
    }

    @Test
    void deadlines_of_bots_that_do_not_get_on_are_silence_too() {
        List<Candidate> found = LongStream.range(0, 10)
                .mapToObj(id -> id % 2 == 0 ? bot(id).lobby(RUNNING) : bot(id).silent(RUNNING))
                .toList();

        SweepPlan plan = SweepPlan.of(found, fleetOf(10).rules());

        assertThat(plan.held()).hasSize(10);
    }

    @Test
    void what_is_not_due_yet_does_not_trip_the_breaker() {
        List<Candidate> found = LongStream.range(0, 50)
                .mapToObj(id -> bot(id).silent(id == 0 ? RUNNING : UNKNOWN))
                .toList();

        SweepPlan plan = SweepPlan.of(found, fleetOf(50).rules());

        assertThat(only(plan).meetingId()).isZero();
        assertThat(plan.held()).isEmpty();
    }

    @Test
    void a_released_plan_does_what_was_held() {
        SweepPlan held = SweepPlan.of(
                List.of(bot(99).silent(GONE), bot(100).lobby(UNKNOWN)).stream()
                        .collect(
                                () -> new java.util.ArrayList<>(silentBots(20)),
                                java.util.ArrayList::add,
                                java.util.ArrayList::addAll),
                fleetOf(22).rules());

        SweepPlan released = held.released();

        assertThat(released.held()).isEmpty();
        assertThat(released.events()).containsAll(held.events()).containsAll(held.held());
        assertThat(released.events()).hasSize(21);
        assertThat(released.unknown()).isEqualTo(held.unknown());
        assertThat(released.newlyUnknown()).isEqualTo(held.newlyUnknown());
        assertThat(released.knownAgain()).isEqualTo(held.knownAgain());
    }

    // One meeting, two reasons
    // -----------------------------------------------------------------------------------------

    @Test
    void a_meeting_overdue_by_its_deadline_and_by_its_lease_gets_one_event() {
        List<Candidate> found = List.of(bot(7).until(OnDeadline.STOP, RUNNING), bot(7).silent(RUNNING));

        SweepPlan plan = SweepPlan.of(found, fleetOf(5).rules());

        assertThat(only(plan)).isEqualTo(new Due(7, new DeadlinePassed()));
    }

    @Test
    void a_meeting_found_twice_ends_once_when_the_runtime_says_so() {
        List<Candidate> found = List.of(bot(7).until(OnDeadline.STOP, GONE), bot(7).silent(GONE));

        SweepPlan plan = SweepPlan.of(found, fleetOf(5).rules());

        assertThat(only(plan).event()).isInstanceOf(WorkloadGone.class);
    }

    private static List<Candidate> silentBots(int count) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(id -> bot(id).silent(RUNNING))
                .toList();
    }

    private static Due only(SweepPlan plan) {
        assertThat(plan.events()).hasSize(1);
        return plan.events().get(0);
    }
}
