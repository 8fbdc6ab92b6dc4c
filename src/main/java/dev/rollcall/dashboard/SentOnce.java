package dev.rollcall.dashboard;

import dev.rollcall.platform.Problem;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;

/** Forms that send a bot, sent twice at once: the second waits for what the first one does, and leads to the same bot. */
final class SentOnce {

    /** Some three seconds in all. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final int MOST_TRIES = 8;

    private SentOnce() {}

    /** For a hidden field: whatever happens to the form, it sends one bot. */
    static String newKey() {
        return "form-" + UUID.randomUUID();
    }

    static <T> Uni<T> waitingFor(Supplier<Uni<? extends T>> sending) {
        return Uni.createFrom()
                .<T>deferred(sending)
                .onFailure(SentOnce::isUnderWay)
                .retry()
                .withBackOff(PAUSE, PAUSE.multipliedBy(5))
                .atMost(MOST_TRIES)
                .onFailure(SentOnce::isUnderWay)
                .recoverWithUni(Uni.createFrom()
                        .failure(() -> Problem.unavailable("Your bot is being sent: look at your meetings.")));
    }

    private static boolean isUnderWay(Throwable failure) {
        return failure instanceof Problem problem
                && problem.status() == 409
                && problem.retryAfterSeconds() != null
                && !problem.extensions().containsKey("meeting_id");
    }
}
