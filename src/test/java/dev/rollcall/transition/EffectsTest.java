package dev.rollcall.transition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.lifecycle.Decision;
import dev.rollcall.lifecycle.Limits;
import dev.rollcall.lifecycle.MeetingState;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class EffectsTest {

    private static final Duration ANY = Duration.ofMinutes(1);

    private static final Limits LIMITS = new Limits(ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY);

    @Test
    void aHandlerThatFailsOrThrowsDoesNotStopTheOthersNorItself() {
        Handler throwing = new Handler(() -> {
            throw new IllegalStateException("thrown");
        });
        Handler failing = new Handler(() -> Uni.createFrom().failure(new IllegalStateException("failed")));
        Handler fine = new Handler(() -> Uni.createFrom().voidItem());
        Effects effects = new Effects(List.of(throwing, failing, fine));

        effects.perform(record(1));
        effects.perform(record(2));

        assertThat(throwing.seen).containsExactly(1L, 2L);
        assertThat(failing.seen).containsExactly(1L, 2L);
        assertThat(fine.seen).containsExactly(1L, 2L);
    }

    @Test
    void aSlowHandlerDoesNotHoldUpTheOthers() {
        Handler slow = new Handler(() -> Uni.createFrom().nothing());
        Handler quick = new Handler(() -> Uni.createFrom().voidItem());
        Effects effects = new Effects(List.of(slow, quick));

        for (int i = 0; i < 1_000; i++) {
            effects.perform(record(i));
        }

        assertThat(quick.seen).hasSize(1_000);
        assertThat(slow.seen).hasSizeLessThan(1_000);
    }

    @Test
    void whatDoesNotFitIsDroppedAndThereIsRoomAgainAfterwards() {
        CompletableFuture<Void> outside = new CompletableFuture<>();
        Handler slow = new Handler(() -> Uni.createFrom().completionStage(outside));
        Effects effects = new Effects(List.of(slow));
        for (int i = 0; i < 20_000; i++) {
            effects.perform(record(i));
        }

        outside.complete(null);

        assertThat(slow.seen).hasSize(10_000);
        effects.perform(record(-1));
        assertThat(slow.seen).contains(-1L);
    }

    @Test
    void theShutdownWaitsForWhatIsQueued() throws Exception {
        CompletableFuture<Void> outside = new CompletableFuture<>();
        Handler slow = new Handler(() -> Uni.createFrom().completionStage(outside));
        Effects effects = new Effects(List.of(slow));
        for (int i = 0; i < 100; i++) {
            effects.perform(record(i));
        }
        Thread stopping = Thread.currentThread();
        new Thread(() -> {
                    await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
                    outside.complete(null);
                })
                .start();

        effects.stop(null);

        assertThat(slow.seen).hasSize(100);
    }

    @Test
    void afterTheShutdownNothingIsStarted() throws Exception {
        Handler handler = new Handler(() -> Uni.createFrom().voidItem());
        Effects effects = new Effects(List.of(handler));
        effects.stop(null);

        effects.perform(record(1));

        assertThat(handler.seen).isEmpty();
    }

    private static TransitionRecord record(long id) {
        MeetingState state = MeetingState.requested(id, LIMITS, Instant.EPOCH);
        MeetingRow row =
                new MeetingRow(state, 0, 1, "google_meet", "abc", UUID.randomUUID(), "none", null, null, Instant.EPOCH);
        return new TransitionRecord(row, Decision.reserved(state), List.of(), 1L);
    }

    private record Handler(java.util.function.Supplier<Uni<Void>> work, Queue<Long> seen) implements EffectHandler {

        Handler(java.util.function.Supplier<Uni<Void>> work) {
            this(work, new ConcurrentLinkedQueue<>());
        }

        @Override
        public boolean concerns(TransitionRecord record) {
            return true;
        }

        @Override
        public Uni<Void> handle(TransitionRecord record) {
            seen.add(record.meetingId());
            return work.get();
        }
    }
}
