package dev.rollcall.lifecycle;

import static dev.rollcall.lifecycle.Life.DEADLINE;
import static dev.rollcall.lifecycle.Life.LIMITS;
import static dev.rollcall.lifecycle.Stories.end;
import static dev.rollcall.lifecycle.Stories.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.lifecycle.Decision.Answer;
import dev.rollcall.lifecycle.HistoryEntry.Kind;
import dev.rollcall.lifecycle.Stories.Moment;
import dev.rollcall.lifecycle.Stories.Step;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;

/**
 * What holds whatever happens, in any order. A failure prints its seed and the shortest story that shows it; the seed
 * goes into {@code @Property(seed = "…")} to play it again.
 */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class LifecyclePropertyTest {

    /** Four steps of a stop, one before it: more deadlines than these in a row no meeting outlives. */
    private static final int MOST_DEADLINES = 5;

    private static final Set<Kind> MOVES = Set.of(Kind.TRANSITION, Kind.IMPLIED);

    @Property
    void a_status_only_goes_forward(@ForAll("stories") List<Step> story) {
        for (Moment moment : told(story)) {
            if (!continues(moment)) {
                assertThat(moment.after().status().ordinal())
                        .isGreaterThanOrEqualTo(moment.before().status().ordinal());
            }
        }
    }

    /** The one way back, which only the meeting's owner goes. */
    private static boolean continues(Moment moment) {
        return moment.event() instanceof Event.Continued && moment.decision().answer() == Answer.APPLIED;
    }

    @Property
    void a_continued_meeting_is_as_a_new_one_with_a_launch_of_its_own(@ForAll("stories") List<Step> story) {
        for (Moment moment : told(story)) {
            if (continues(moment)) {
                MeetingState next = moment.after().state();
                MeetingState fresh =
                        MeetingState.requested(next.id(), LIMITS, moment.after().now());
                assertThat(moment.before().status().terminal()).isTrue();
                assertThat(next.attempt()).isEqualTo(moment.before().state().attempt() + 1);
                assertThat(next)
                        .usingRecursiveComparison()
                        .ignoringFields("attempt")
                        .isEqualTo(fresh);
                assertThat(moment.decision().effects()).containsExactly(new Effect.Launch());
            }
        }
    }

    @Property
    void what_is_over_stays_as_it_is(@ForAll("stories") List<Step> story) {
        for (Moment moment : told(story)) {
            if (moment.before().status().terminal() && !continues(moment)) {
                assertThat(moment.after().state()).isEqualTo(moment.before().state());
                assertThat(moment.decision().ending()).isNull();
                assertThat(moment.decision().effects()).isEmpty();
                assertThat(moment.decision().commands()).isEmpty();
            }
        }
    }

    @Property
    void every_state_before_the_end_has_a_deadline(@ForAll("stories") List<Step> story) {
        for (Moment moment : told(story)) {
            MeetingState state = moment.after().state();
            assertThat(state.deadline() == null).isEqualTo(state.status().terminal());
        }
    }

    @Property
    void a_deadline_that_is_set_lies_ahead(@ForAll("stories") List<Step> story) {
        for (Moment moment : told(story)) {
            MeetingState next = moment.after().state();
            if (next.deadline() != null
                    && !next.deadline().equals(moment.before().state().deadline())) {
                assertThat(next.deadline().at()).isAfter(moment.after().now());
            }
        }
    }

    @Property
    void deadlines_alone_bring_every_meeting_to_its_end(@ForAll("stories") List<Step> story) {
        Life life = end(story);
        int passed = 0;
        while (!life.status().terminal()) {
            Duration ahead =
                    Duration.between(life.now(), life.state().deadline().at());
            life = life.after(ahead.isNegative() ? Duration.ZERO : ahead).then(DEADLINE);
            assertThat(++passed).isLessThanOrEqualTo(MOST_DEADLINES);
        }
    }

    /** The sweeper passes on the runtime's word where it has one, in place of the deadline. */
    @Property
    void an_overdue_meeting_ends_at_once_when_its_workload_is_gone(@ForAll("stories") List<Step> story) {
        Life life = end(story);
        if (!life.status().terminal()) {
            Duration ahead =
                    Duration.between(life.now(), life.state().deadline().at());
            Life overdue = life.after(ahead.isNegative() ? Duration.ZERO : ahead);
            assertThat(overdue.then(Life.GONE).status().terminal()).isTrue();
            assertThat(overdue.then(Life.exited(null)).status().terminal()).isTrue();
        }
    }

    @Property
    void the_same_event_again_changes_nothing(@ForAll("stories") List<Step> story) {
        for (Moment moment : told(story)) {
            if (moment.event() instanceof Event.ReconfigureRequested
                    || moment.event() instanceof Event.CommandRequested) {
                continue; // each is a command of its own
            }
            if (moment.event() instanceof Event.LaunchUnclear) {
                continue; // each is a try of its own
            }
            if (moment.event() instanceof Event.Continued) {
                continue; // refused while there is a bot, and after a stop
            }
            Decision again = Lifecycle.decide(
                    moment.after().state(),
                    moment.event(),
                    LIMITS,
                    moment.after().now());
            assertThat(again.answer()).isIn(Answer.REPEATED, Answer.RECORDED, Answer.FENCED);
            assertThat(again.next()).isEqualTo(moment.after().state());
            assertThat(again.effects()).isEmpty();
            assertThat(again.commands()).isEmpty();
        }
    }

    @Property
    void a_users_stop_dominates(@ForAll("stories") List<Step> story) {
        String wanted = null;
        for (Moment moment : told(story)) {
            if (moment.event() instanceof Event.StopRequested
                    && moment.decision().answer() == Answer.APPLIED) {
                wanted = moment.after().state().stop().reason();
            }
            Ending ending = moment.decision().ending();
            if (wanted != null && ending != null) {
                boolean givenUp = moment.event() instanceof Event.DeadlinePassed
                        && moment.before().state().deadline().then() == OnDeadline.GIVE_UP;
                assertThat(ending.status()).isEqualTo(givenUp ? Status.FAILED : Status.COMPLETED);
                assertThat(ending.completionReason()).isEqualTo(givenUp ? null : CompletionReason.STOPPED);
            }
        }
    }

    @Property
    void the_history_has_no_gaps(@ForAll("stories") List<Step> story) {
        Status last = Status.REQUESTED;
        for (Moment moment : told(story)) {
            for (HistoryEntry row : moment.decision().history()) {
                assertThat(row.from()).isEqualTo(last);
                assertThat(row.source()).isEqualTo(moment.event().source());
                last = MOVES.contains(row.kind()) ? row.to() : last;
            }
            assertThat(last).isEqualTo(moment.after().status());
        }
    }

    @Property
    void only_what_is_applied_changes_anything(@ForAll("stories") List<Step> story) {
        for (Moment moment : told(story)) {
            if (moment.decision().answer() != Answer.APPLIED) {
                assertThat(moment.after().state()).isEqualTo(moment.before().state());
                assertThat(moment.decision().effects()).isEmpty();
                assertThat(moment.decision().commands()).isEmpty();
                assertThat(moment.decision().ending()).isNull();
            }
        }
    }

    @Property
    void an_ending_is_told_exactly_when_it_comes_and_says_enough(@ForAll("stories") List<Step> story) {
        for (Moment moment : told(story)) {
            Ending ending = moment.decision().ending();
            boolean ends = moment.after().status().terminal()
                    && !moment.before().status().terminal();
            assertThat(ending != null).isEqualTo(ends);
            if (ends && ending.status() == Status.COMPLETED) {
                assertThat(ending.completionReason()).isNotNull();
                assertThat(ending.failureStage()).isNull();
            } else if (ends) {
                assertThat(ending.failureStage().holdsSlot()).isTrue();
                assertThat(ending.errorMessage()).isNotBlank();
            }
        }
    }

    @Property
    void nothing_stays_behind_unless_it_is_looked_at(@ForAll("stories") List<Step> story) {
        for (Moment moment : told(story)) {
            if (moment.decision().ending() != null) {
                boolean launched = !moment.before().state().nothingLaunched();
                assertThat(moment.after().state().cleanupAt() != null).isEqualTo(launched);
                assertThat(moment.after().state().launchAt()).isNull();
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> stories() {
        return Stories.any();
    }
}
