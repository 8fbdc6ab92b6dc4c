package dev.rollcall.transition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.rollcall.lifecycle.Decision;
import dev.rollcall.lifecycle.Limits;
import dev.rollcall.lifecycle.MeetingState;
import dev.rollcall.tracing.Tracing.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TracedTransitionTest {

    private static final Duration ANY = Duration.ofMinutes(1);
    private static final Limits LIMITS = new Limits(ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY);

    private static final MeetingState STATE = MeetingState.requested(7, LIMITS, Instant.EPOCH);

    @Test
    void a_change_tells_the_meeting_and_what_became_of_it() {
        Subject subject = Transitions.subject(record(Decision.reserved(STATE)));

        assertThat(subject.meetingId()).isEqualTo(7);
        assertThat(subject.words())
                .containsOnly(
                        entry("transition.from", "-"),
                        entry("transition.to", "requested"),
                        entry("transition.source", "creation"));
    }

    @Test
    void a_repeat_which_has_no_history_tells_the_meeting_alone() {
        var repeat = new Decision(Decision.Answer.REPEATED, STATE, null, List.of(), List.of(), List.of());

        Subject subject = Transitions.subject(record(repeat));

        assertThat(subject).isEqualTo(Subject.of(7L));
    }

    private static TransitionRecord record(Decision decision) {
        var row =
                new MeetingRow(STATE, 0, 1, "google_meet", "abc", UUID.randomUUID(), "none", null, null, Instant.EPOCH);
        return new TransitionRecord(row, decision, List.of(), 1L);
    }
}
