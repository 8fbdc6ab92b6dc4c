package dev.rollcall.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundsTest {

    private final List<UniEmitter<? super Void>> begun = new CopyOnWriteArrayList<>();
    private final Rounds rounds = Rounds.of("test", () -> Uni.createFrom().emitter(begun::add));

    @AfterEach
    void stop() {
        rounds.stop();
    }

    @Test
    void what_is_asked_during_a_round_is_one_round_more() {
        rounds.ask();
        rounds.ask();
        rounds.ask();

        assertThat(begun).hasSize(1);
        begun.get(0).complete(null);
        await().until(() -> begun.size() == 2);
        begun.get(1).complete(null);
        await().during(Duration.ofMillis(50)).until(() -> begun.size() == 2);
    }

    @Test
    void a_round_that_fails_is_followed_by_the_next() {
        rounds.ask();
        begun.get(0).fail(new IllegalStateException("no database"));

        rounds.ask();

        await().until(() -> begun.size() == 2);
    }

    @Test
    void nothing_follows_a_stop() {
        rounds.stop();

        rounds.ask();

        assertThat(begun).isEmpty();
    }
}
