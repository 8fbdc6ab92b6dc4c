package dev.rollcall.meeting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.platform.Problem;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class UserGateTest {

    private final UserGate gate = new UserGate(Settings.of(1, 2));
    private final CompletableFuture<String> first = new CompletableFuture<>();

    @Test
    void one_that_finds_no_place_waits_its_turn() {
        enter(7, first);
        var second = enter(7, done("second"));
        second.assertNotTerminated();
        first.complete("first");
        second.assertItem("second");
    }

    @Test
    void users_do_not_wait_for_each_other() {
        enter(7, first);
        enter(8, done("other")).assertItem("other");
    }

    @Test
    void a_failure_gives_the_place_back() {
        enter(7, first);
        first.completeExceptionally(new IllegalStateException("on purpose"));
        enter(7, done("second")).assertItem("second");
    }

    @Test
    void work_that_cannot_even_begin_gives_the_place_back() {
        gate.pass(7, () -> {
                    throw new IllegalStateException("on purpose");
                })
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create())
                .assertFailedWith(IllegalStateException.class);
        enter(7, done("second")).assertItem("second");
    }

    @Test
    void more_than_may_wait_are_sent_away_for_now() {
        enter(7, first);
        enter(7, done("second"));
        enter(7, done("third"));
        var fourth = enter(7, done("fourth"));
        fourth.assertFailedWith(Problem.class);
        assertThat(((Problem) fourth.getFailure()).status()).isEqualTo(503);
    }

    @Test
    void one_that_goes_away_while_it_waits_takes_no_turn() {
        enter(7, first);
        enter(7, done("gone")).cancel();
        var third = enter(7, done("third"));
        first.complete("first");
        third.assertItem("third");
    }

    @Test
    void one_that_goes_away_inside_gives_the_place_back() {
        enter(7, first).cancel();
        enter(7, done("second")).assertItem("second");
    }

    @Test
    void a_place_is_given_back_once_only() {
        var inside = enter(7, first);
        var second = enter(7, new CompletableFuture<>());
        first.complete("first");
        inside.cancel();
        enter(7, done("third")).assertNotTerminated();
        second.assertNotTerminated();
    }

    private UniAssertSubscriber<String> enter(long userId, CompletableFuture<String> work) {
        return gate.pass(userId, () -> Uni.createFrom().completionStage(work))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    private static CompletableFuture<String> done(String result) {
        return CompletableFuture.completedFuture(result);
    }

    /** The gate's settings; the others are the usual ones. */
    record Settings(int status, int stopping, int reservationsAtOnce, int reservationsWaiting)
            implements ReservationConfig {

        static Settings of(int atOnce, int waiting) {
            return new Settings(429, 10, atOnce, waiting);
        }
    }
}
