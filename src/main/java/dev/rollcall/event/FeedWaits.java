package dev.rollcall.event;

import dev.rollcall.platform.NextChange;
import dev.rollcall.platform.NoMoreRequests;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;

/** Requests that wait for the next event: for a time, and no longer than this replica lives. */
@ApplicationScoped
class FeedWaits implements NextChange {

    private static final List<FeedEvent> NOTHING = List.of();

    private final EventTail tail;
    private final BroadcastProcessor<Boolean> ending = BroadcastProcessor.create();

    FeedWaits(EventTail tail) {
        this.tail = tail;
    }

    /** The page after this seq, or nothing when the time is over. */
    Uni<List<FeedEvent>> next(long userId, long afterSeq, Duration patience) {
        return tail.page(userId, afterSeq)
                .chain(page -> page.isEmpty() && !patience.isZero()
                        ? waitFor(userId, afterSeq, patience)
                        : Uni.createFrom().item(page));
    }

    private Uni<List<FeedEvent>> waitFor(long userId, long afterSeq, Duration patience) {
        Uni<List<FeedEvent>> page =
                tail.next(userId, afterSeq).ifNoItem().after(patience).recoverWithItem(NOTHING);
        return Uni.combine().any().of(page, ending.toUni().replaceWith(NOTHING));
    }

    @Override
    public Uni<Long> newest(long userId) {
        return tail.newest(userId);
    }

    @Override
    public Uni<Void> after(long userId, long seq, Duration patience) {
        return waitFor(userId, seq, patience).replaceWithVoid();
    }

    void end(@Observes NoMoreRequests event) {
        ending.onNext(true);
    }
}
