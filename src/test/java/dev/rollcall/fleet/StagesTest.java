package dev.rollcall.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.fleet.AnalyticsApi.PerformanceMetrics;
import dev.rollcall.fleet.AnalyticsApi.Stage;
import dev.rollcall.fleet.AnalyticsApi.Transition;
import dev.rollcall.fleet.StatsApi.MeetingOfUser;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StagesTest {

    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    private static final List<Transition> WHOLE_LIFE = List.of(
            to("requested", 0), to("joining", 2), to("awaiting_admission", 5), to("active", 15), to("completed", 75));

    private static Instant at(double seconds) {
        return START.plusMillis(Math.round(seconds * 1000));
    }

    private static Transition to(String status, double seconds) {
        return new Transition(null, status, at(seconds), "bot_callback", 1, null, null, null);
    }

    private static MeetingOfUser meeting(Instant begun, Instant ended) {
        return new MeetingOfUser(
                1, 1, "google_meet", null, null, "completed", null, begun, ended, Map.of(), START, START, null);
    }

    @Test
    void each_stage_lasts_until_the_next() {
        assertThat(Stages.of(WHOLE_LIFE, null, at(1_000)).all())
                .containsExactly(
                        new Stage("requested", at(0), at(2), 2),
                        new Stage("joining", at(2), at(5), 3),
                        new Stage("awaiting_admission", at(5), at(15), 10),
                        new Stage("active", at(15), at(75), 60));
    }

    @Test
    void the_present_stage_lasts_until_now() {
        assertThat(Stages.of(List.of(to("requested", 0), to("joining", 2)), null, at(2.5))
                        .all())
                .last()
                .isEqualTo(new Stage("joining", at(2), null, 0.5));
    }

    @Test
    void a_meeting_is_measured_from_the_order_to_the_end() {
        PerformanceMetrics metrics = Stages.of(WHOLE_LIFE, null, at(1_000)).metrics(meeting(at(15), at(75)));

        assertThat(metrics).isEqualTo(new PerformanceMetrics(5.0, 10.0, 60.0, 73.0));
    }

    @Test
    void who_is_let_in_at_once_was_at_no_door() {
        List<Transition> history = List.of(to("requested", 0), to("joining", 2), to("active", 4), to("completed", 10));

        PerformanceMetrics metrics = Stages.of(history, null, at(1_000)).metrics(meeting(at(4), at(10)));

        assertThat(metrics).isEqualTo(new PerformanceMetrics(4.0, null, 6.0, 8.0));
    }

    @Test
    void a_continued_meeting_was_not_up_in_between() {
        List<Transition> history = List.of(
                to("requested", 0),
                to("joining", 1),
                to("active", 2),
                to("completed", 10),
                to("requested", 1_000),
                to("joining", 1_001),
                to("active", 1_002),
                to("completed", 1_003));

        Stages stages = Stages.of(history, null, at(2_000));

        assertThat(stages.all()).hasSize(6);
        assertThat(stages.metrics(meeting(at(2), at(1_003))).botUptime()).isEqualTo(11.0);
    }

    @Test
    void what_has_not_begun_or_not_ended_is_not_measured() {
        assertThat(Stages.of(WHOLE_LIFE, null, at(1_000)).metrics(meeting(null, at(75))))
                .isNull();
        assertThat(Stages.of(WHOLE_LIFE, null, at(1_000)).metrics(meeting(at(15), null)))
                .isNull();
    }

    @Test
    void of_a_history_that_is_not_kept_only_the_meeting_itself_is_left() {
        assertThat(Stages.of(List.of(), null, at(1_000)).metrics(meeting(at(15), at(75))))
                .isEqualTo(new PerformanceMetrics(null, null, 60.0, null));
    }

    @Test
    void a_history_without_the_end_ends_with_the_meeting() {
        assertThat(Stages.of(List.of(to("active", 2)), at(10), at(1_000)).all())
                .containsExactly(new Stage("active", at(2), at(10), 8));
    }

    @Test
    void words_and_clocks_of_older_services_do_no_harm() {
        List<Transition> history = List.of(
                to(null, 0), to("reserved", 5), to("joining", 3), to("dancing", 4), to("active", 6), to("error", 7));

        assertThat(Stages.of(history, null, at(1_000)).all())
                .containsExactly(
                        new Stage("requested", at(5), at(3), 0),
                        new Stage("joining", at(3), at(4), 1),
                        new Stage("active", at(6), at(7), 1));
    }
}
