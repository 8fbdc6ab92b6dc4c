package dev.rollcall.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClaimedWorkTest {

    private static final int ROOM = 2;

    private final Deque<String> queue = new ConcurrentLinkedDeque<>();
    private final List<Integer> asked = new CopyOnWriteArrayList<>();
    private final Map<String, UniEmitter<? super Void>> underWay = new ConcurrentHashMap<>();
    private final ClaimedWork<String> work = new ClaimedWork<>("test", ROOM, this::claim, this::begin);

    private Uni<List<String>> claim(int room) {
        asked.add(room);
        return Uni.createFrom()
                .item(IntStream.range(0, Math.min(room, queue.size()))
                        .mapToObj(i -> queue.remove())
                        .toList());
    }

    private Uni<Void> begin(String piece) {
        return Uni.createFrom().emitter(end -> underWay.put(piece, end));
    }

    private void end(String piece) {
        underWay.remove(piece).complete(null);
    }

    @Test
    void no_more_is_claimed_than_there_is_room_for() {
        queue.addAll(List.of("a", "b", "c"));

        work.look();
        work.look();

        assertThat(underWay).containsOnlyKeys("a", "b");
        assertThat(queue).containsExactly("c");
    }

    @Test
    void what_is_left_is_claimed_when_something_ends() {
        queue.addAll(List.of("a", "b", "c"));
        work.look();

        end("a");

        await().untilAsserted(() -> assertThat(underWay).containsOnlyKeys("b", "c"));
    }

    @Test
    void a_claim_that_left_room_is_not_repeated_by_itself() {
        queue.add("a");
        work.look();

        end("a");

        assertThat(asked).containsExactly(ROOM);
    }

    @Test
    void a_failure_gives_its_room_back() {
        queue.addAll(List.of("a", "b", "c", "d"));
        work.look();

        underWay.remove("a").fail(new IllegalStateException("no database"));
        underWay.remove("b").fail(new IllegalStateException("no database"));

        await().untilAsserted(() -> assertThat(underWay).containsOnlyKeys("c", "d"));
    }

    @Test
    void a_claim_that_fails_is_made_again_by_the_next_look() {
        List<Uni<List<String>>> claims = List.of(
                Uni.createFrom().failure(new IllegalStateException("no database")),
                Uni.createFrom().item(List.of("a", "b")));
        var turns = new ArrayDeque<>(claims);
        var failing = new ClaimedWork<String>("test", ROOM, room -> turns.remove(), this::begin);

        failing.look();
        failing.look();

        await().untilAsserted(() -> assertThat(underWay).containsOnlyKeys("a", "b"));
    }

    @Test
    void a_stop_tells_what_it_did_not_wait_for() throws InterruptedException {
        queue.addAll(List.of("a", "b", "c"));
        work.look();
        end("b");
        await().until(queue::isEmpty);

        int undone = work.stop(Duration.ofMillis(10));

        assertThat(undone).isEqualTo(2);
    }

    @Test
    void nothing_is_claimed_after_a_stop() throws InterruptedException {
        work.stop(Duration.ZERO);
        queue.add("a");

        work.look();

        assertThat(asked).isEmpty();
    }
}
