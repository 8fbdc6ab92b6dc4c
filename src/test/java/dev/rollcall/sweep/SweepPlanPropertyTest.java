package dev.rollcall.sweep;

import static dev.rollcall.sweep.Found.NOW;
import static org.assertj.core.api.Assertions.assertThat;

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
import dev.rollcall.sweep.SweepPlan.Rules;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** What holds for any fleet. A failure prints its seed; {@code @Property(seed = "…")} plays it again. */
class SweepPlanPropertyTest {

    @Property
    void a_meeting_gets_one_event_at_most(@ForAll("found") List<Candidate> found, @ForAll("rules") Rules rules) {
        SweepPlan plan = SweepPlan.of(found, rules);

        List<Long> ids = Stream.concat(plan.events().stream(), plan.held().stream())
                .map(Due::meetingId)
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Property
    void the_runtimes_word_is_always_carried_out(@ForAll("found") List<Candidate> found, @ForAll("rules") Rules rules) {
        SweepPlan plan = SweepPlan.of(found, rules);

        Set<Long> confirmed = new HashSet<>();
        plan.events().stream()
                .filter(due -> due.event() instanceof WorkloadEnded || due.event() instanceof WorkloadGone)
                .forEach(due -> confirmed.add(due.meetingId()));
        for (Candidate candidate : firstOfEach(found)) {
            boolean gone = candidate.observation() instanceof Gone && !candidate.launchPending();
            assertThat(confirmed.contains(candidate.meetingId()))
                    .isEqualTo(gone || candidate.observation() instanceof Ended);
        }
    }

    @Property
    void nothing_is_held_that_the_runtime_says_is_not_there(
            @ForAll("found") List<Candidate> found, @ForAll("rules") Rules rules) {
        SweepPlan plan = SweepPlan.of(found, rules);

        Set<Long> held = new HashSet<>();
        plan.held().forEach(due -> held.add(due.meetingId()));
        for (Candidate candidate : firstOfEach(found)) {
            if (held.contains(candidate.meetingId())) {
                assertThat(candidate.observation()).isInstanceOfAny(Running.class, Unknown.class);
            }
        }
    }

    @Property
    void silence_ends_all_or_nobody(@ForAll("found") List<Candidate> found, @ForAll("rules") Rules rules) {
        SweepPlan plan = SweepPlan.of(found, rules);

        assertThat(plan.released().events())
                .hasSize(plan.events().size() + plan.held().size());
        if (rules.open()) {
            assertThat(plan.held()).isEmpty();
        }
    }

    @Property
    void inside_a_gap_nobody_is_ended_by_silence(@ForAll("found") List<Candidate> found) {
        Rules justBack =
                Found.fleetOf(found.size()).gapEnded(Duration.ofSeconds(1)).rules();

        SweepPlan plan = SweepPlan.of(found, justBack);

        Set<Long> ended = new HashSet<>();
        plan.events().forEach(due -> ended.add(due.meetingId()));
        for (Candidate candidate : firstOfEach(found)) {
            boolean alive = candidate.observation() instanceof Running || candidate.observation() instanceof Unknown;
            boolean onTheWay = candidate.then() == null || candidate.then() == OnDeadline.FAIL;
            if (alive && onTheWay) {
                assertThat(ended).doesNotContain(candidate.meetingId());
            }
        }
        assertThat(plan.held()).isEmpty();
    }

    @Property
    void to_count_the_fleet_any_further_would_change_nothing(
            @ForAll("found") List<Candidate> found,
            @ForAll @IntRange(max = 2_000) int silentBeyond,
            @ForAll @IntRange(max = 20_000) int live,
            @ForAll @DoubleRange(min = 0.05, max = 1) double share) {
        int counted = Math.min(live, SweepPlan.enoughLive(found.size() + silentBeyond, share));
        Found.Fleet whole = Found.fleetOf(live).silentBeyond(silentBeyond);

        SweepPlan plan = SweepPlan.of(
                found, Found.fleetOf(counted).silentBeyond(silentBeyond).rules(share));

        assertThat(plan).isEqualTo(SweepPlan.of(found, whole.rules(share)));
    }

    private static List<Candidate> firstOfEach(List<Candidate> found) {
        Set<Long> seen = new HashSet<>();
        return found.stream()
                .filter(candidate -> seen.add(candidate.meetingId()))
                .toList();
    }

    @Provide
    Arbitrary<List<Candidate>> found() {
        Arbitrary<Observation> observations =
                Arbitraries.of(new Running(), new Gone(), new Unknown("?"), new Ended(1, "Exited", null));
        Arbitrary<OnDeadline> then = Arbitraries.of(OnDeadline.class).injectNull(0.5);
        return Combinators.combine(
                        Arbitraries.longs().between(1, 40),
                        Arbitraries.of(true, false),
                        then,
                        Arbitraries.integers().between(0, 1200).injectNull(0.5),
                        observations)
                .as((id, pending, step, unknown, observation) -> new Candidate(
                        id,
                        1,
                        pending && step == OnDeadline.FAIL,
                        step,
                        step == null ? Found.LAST_HEARD : null,
                        unknown == null ? null : NOW.minusSeconds(unknown),
                        observation))
                .list()
                .ofMaxSize(60);
    }

    @Provide
    Arbitrary<Rules> rules() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 300),
                        Arbitraries.integers().between(0, 50),
                        Arbitraries.integers().between(0, 300).injectNull(0.5),
                        Arbitraries.of(true, false))
                .as((live, beyond, gap, open) ->
                        new Found.Fleet(live, beyond, gap == null ? null : NOW.minusSeconds(gap), open).rules());
    }
}
