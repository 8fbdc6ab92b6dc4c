package dev.rollcall.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * What follows from one try, for the delivery and for its receiver. Pure: this file imports java.* only.
 *
 * @param first the pause before the second try; doubled for each further one
 * @param longest the pause grows no further
 * @param retryFor how long one event is tried, and how long a receiver may fail before it is paused
 */
record RetryPlan(Duration first, Duration longest, Duration retryFor) {

    /** More would overflow; no longest pause is that long. */
    private static final int MOST_DOUBLINGS = 20;

    /** So many failures in a row were an outage: what waits for its next try need not wait when it is over. */
    private static final int OUTAGE = 2;

    /**
     * How things stood when the try began.
     *
     * @param tries of this delivery, this one included
     * @param firstTryAt when the first of them was
     * @param failures of the receiver in a row, before this try
     * @param failingSince when the first of those was; null for none
     * @param once a test: whoever asked for it looks at what came of it
     */
    record Before(int tries, Instant firstTryAt, int failures, Instant failingSince, boolean once) {}

    /**
     * @param state delivered, pending (it is tried again after {@code pause}) or failed
     * @param failures of the receiver in a row
     * @param receiverPause how long the receiver is left alone
     * @param pauseReason why it is not tried any more; null when it is
     * @param revive whatever waits for a later try is tried now
     */
    record Verdict(
            String state,
            Duration pause,
            int failures,
            Instant failingSince,
            Duration receiverPause,
            String pauseReason,
            boolean revive) {}

    Verdict after(Answer answer, Before before, Instant now, RandomGenerator random) {
        if (answer.delivered()) {
            return new Verdict("delivered", Duration.ZERO, 0, null, Duration.ZERO, null, before.failures() >= OUTAGE);
        }
        if (before.once()) {
            return new Verdict(
                    "failed", Duration.ZERO, before.failures(), before.failingSince(), Duration.ZERO, null, false);
        }
        int failures = before.failures() + 1;
        Instant since = before.failingSince() == null ? now : before.failingSince();
        if (answer.gone() || isOver(since, now)) {
            String reason = answer.gone() ? "gone" : "failing";
            return new Verdict("pending", Duration.ZERO, failures, since, Duration.ZERO, reason, false);
        }
        String state = isOver(before.firstTryAt(), now) ? "failed" : "pending";
        return new Verdict(
                state,
                pause(before.tries(), answer, random),
                failures,
                since,
                pause(failures, answer, random),
                null,
                false);
    }

    private boolean isOver(Instant since, Instant now) {
        return !now.isBefore(since.plus(retryFor));
    }

    /** Drawn between half and all of it, so that many who failed together do not come back together. */
    private Duration pause(int tries, Answer answer, RandomGenerator random) {
        long doubled = first.toMillis() << Math.min(Math.max(tries, 1) - 1, MOST_DOUBLINGS);
        long full = Math.min(doubled, longest.toMillis());
        long drawn = random.nextLong(full / 2, full + 1);
        long asked = answer.retryAfter() == null ? 0 : answer.retryAfter().toMillis();
        return Duration.ofMillis(Math.max(drawn, asked));
    }
}
