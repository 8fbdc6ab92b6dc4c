package dev.rollcall.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.webhook.RetryPlan.Before;
import dev.rollcall.webhook.RetryPlan.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPlanTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final RetryPlan PLAN =
            new RetryPlan(Duration.ofSeconds(5), Duration.ofHours(2), Duration.ofHours(72));

    private static Answer said(int status) {
        return new Answer(status, "", null, null);
    }

    private static Verdict after(Answer answer, Before before, Instant now) {
        return PLAN.after(answer, before, now, new Random(7));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void any_2xx_is_delivered(int status) {
        Verdict verdict = after(said(status), new Before(1, START, 0, null, false), START);

        assertThat(verdict.state()).isEqualTo("delivered");
        assertThat(verdict.failures()).isZero();
        assertThat(verdict.revive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 400, 401, 404, 408, 429, 500, 503})
    void everything_else_is_tried_again(int status) {
        Verdict verdict = after(said(status), new Before(1, START, 0, null, false), START);

        assertThat(verdict.state()).isEqualTo("pending");
        assertThat(verdict.pauseReason()).isNull();
        assertThat(verdict.failingSince()).isEqualTo(START);
    }

    @Test
    void it_is_tried_for_three_days_and_every_two_hours_at_least() {
        Random random = new Random(11);
        Instant now = START;
        int failures = 0;
        Verdict verdict;
        do {
            verdict = PLAN.after(
                    Answer.none("refused"), new Before(failures + 1, START, failures, START, false), now, random);
            assertThat(verdict.receiverPause()).isLessThanOrEqualTo(Duration.ofHours(2));
            failures++;
            now = now.plus(verdict.receiverPause());
        } while (verdict.pauseReason() == null);

        assertThat(verdict.pauseReason()).isEqualTo("failing");
        assertThat(verdict.state()).isEqualTo("pending");
        assertThat(Duration.between(START, now)).isBetween(Duration.ofHours(72), Duration.ofHours(74));
        assertThat(failures).isBetween(45, 100);
    }

    @Test
    void an_event_is_given_up_after_three_days_when_others_get_through() {
        Instant now = START.plus(Duration.ofHours(72));

        Verdict verdict = after(said(500), new Before(50, START, 0, null, false), now);

        assertThat(verdict.state()).isEqualTo("failed");
        assertThat(verdict.pauseReason()).isNull();
    }

    @Test
    void who_says_gone_is_paused_at_once_and_what_was_sent_waits() {
        Verdict verdict = after(said(410), new Before(1, START, 0, null, false), START);

        assertThat(verdict.pauseReason()).isEqualTo("gone");
        assertThat(verdict.state()).isEqualTo("pending");
    }

    @Test
    void the_receivers_own_wish_counts_when_it_is_longer() {
        Answer wish = new Answer(503, "", null, Duration.ofMinutes(10));

        Verdict verdict = after(wish, new Before(1, START, 0, null, false), START);

        assertThat(verdict.pause()).isEqualTo(Duration.ofMinutes(10));
        assertThat(verdict.receiverPause()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void after_an_outage_nothing_waits_longer() {
        assertThat(after(said(200), new Before(3, START, 2, START, false), START.plusSeconds(60))
                        .revive())
                .isTrue();
    }

    @Test
    void a_test_is_tried_once_and_says_nothing_of_the_receiver() {
        Verdict verdict = after(said(410), new Before(1, START, 3, START, true), START.plusSeconds(9));

        assertThat(verdict.state()).isEqualTo("failed");
        assertThat(verdict.pauseReason()).isNull();
        assertThat(verdict.failures()).isEqualTo(3);
        assertThat(verdict.failingSince()).isEqualTo(START);
    }
}
