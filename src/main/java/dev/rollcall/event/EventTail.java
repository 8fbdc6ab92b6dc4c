package dev.rollcall.event;

import dev.rollcall.event.FeedPages.Cursor;
import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Rounds;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The one reader of the event table on this replica, for everybody who follows a user's feed: sockets, streams, long
 * polls. Whoever has no next event waits here; a round reads for all of them in one statement, and hands each the page
 * after its own cursor. The table is the buffer: a slow follower asks later, holds no memory and loses nothing.
 *
 * <p>A round is due for a user when one of its followers begins to wait, when an event of it is committed here or, as
 * Redis tells, elsewhere; and for everybody once a second, which is all that is left without Redis. What is marked while
 * a round reads is read by the next one, so no event falls between waiting and reading.
 */
@ApplicationScoped
public class EventTail {

    private static final Logger LOG = Logger.getLogger(EventTail.class);

    private record Waiter(Cursor cursor, UniEmitter<? super List<FeedEvent>> page) {}

    private final FeedPages pages;
    private final Map<Long, Set<Waiter>> waiters = new ConcurrentHashMap<>();
    private final Set<Long> due = ConcurrentHashMap.newKeySet();
    private final Set<Runnable> watchers = ConcurrentHashMap.newKeySet();
    private final Rounds rounds;

    EventTail(FeedPages pages, Vertx vertx) {
        this.pages = pages;
        Context own = VertxContext.getRootContext(vertx.getOrCreateContext()); // not that of whoever asks first
        this.rounds = Rounds.of(
                "feed",
                () -> Uni.createFrom()
                        .deferred(this::round)
                        .runSubscriptionOn(task -> own.runOnContext(now -> task.run())));
    }

    /** The seq of the user's newest event; 0 before the first. Whoever wants only what comes next begins here. */
    public Uni<Long> newest(long userId) {
        return pages.newest(userId);
    }

    /**
     * The user's events after this seq, in their order, each once, for ever. Reads only as fast as it is asked, a page
     * ahead at most. Fails with a {@link Problem} 410 when events after {@code afterSeq} are not kept any more.
     */
    public Multi<FeedEvent> subscribe(long userId, long afterSeq) {
        return Multi.createBy()
                .repeating()
                .uni(() -> new Position(afterSeq), position -> nextOf(userId, position))
                .indefinitely()
                .onItem()
                .disjoint();
    }

    private Uni<List<FeedEvent>> nextOf(long userId, Position position) {
        return next(userId, position.seq).invoke(position::moveOn);
    }

    /** Where one subscription has got to. Its pages follow each other, so nobody shares it. */
    private static final class Position {

        private long seq;

        Position(long seq) {
            this.seq = seq;
        }

        void moveOn(List<FeedEvent> page) {
            seq = page.get(page.size() - 1).seq();
        }
    }

    /** What there is after this seq now: a page, or nothing. Fails with a {@link Problem} 410 as a subscription does. */
    Uni<List<FeedEvent>> page(long userId, long afterSeq) {
        var cursor = new Cursor(userId, afterSeq);
        return pages.after(List.of(cursor))
                .map(found -> found.containsKey(cursor) ? kept(found.get(cursor), afterSeq) : List.of());
    }

    /**
     * The next page of the user's events after this seq, never empty; waits until there is one. Whoever does not want to
     * wait for ever gives it a time-out: cancelling costs nothing.
     */
    public Uni<List<FeedEvent>> next(long userId, long afterSeq) {
        return Uni.createFrom().emitter(page -> await(new Waiter(new Cursor(userId, afterSeq), page)));
    }

    private void await(Waiter waiter) {
        long userId = waiter.cursor().userId();
        waiter.page().onTermination(() -> forget(waiter));
        waiters.compute(userId, (id, others) -> {
            Set<Waiter> all = others == null ? ConcurrentHashMap.newKeySet() : others;
            all.add(waiter);
            return all;
        });
        look(userId);
    }

    /** How many wait for this user's next event. */
    int waiting(long userId) {
        return waiters.getOrDefault(userId, Set.of()).size();
    }

    private void forget(Waiter waiter) {
        waiters.computeIfPresent(waiter.cursor().userId(), (id, all) -> {
            all.remove(waiter);
            return all.isEmpty() ? null : all;
        });
    }

    /**
     * Calls whenever there may be something new in anybody's feed, until it is cancelled: at once for what is committed
     * here, and for what is committed elsewhere as far as Redis tells. A hint, not a promise; whoever needs more looks
     * by itself now and then. It is called on any thread, often, and must not block.
     */
    public Cancellable watch(Runnable news) {
        Runnable own = () -> news.run(); // the same one may watch twice
        watchers.add(own);
        return () -> watchers.remove(own);
    }

    /** There may be something new for this user. */
    void wake(long userId) {
        watchers.forEach(Runnable::run);
        look(userId);
    }

    private void look(long userId) {
        if (waiters.containsKey(userId)) {
            due.add(userId);
            rounds.ask();
        }
    }

    /** Finds what nobody told of. */
    @Scheduled(identity = "event-tail", every = "${rollcall.live.poll-every:1s}")
    Uni<Void> wakeAll() {
        if (due.addAll(waiters.keySet()) || !due.isEmpty()) {
            rounds.ask();
        }
        return Uni.createFrom().voidItem();
    }

    void stop(@Observes ShutdownEvent event) {
        rounds.stop();
    }

    /** One statement after the other until nobody is due; never fails. */
    private Uni<Void> round() {
        Map<Cursor, List<Waiter>> waiting = takeDue();
        if (waiting.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return pages.after(waiting.keySet())
                .invoke(found -> found.forEach((cursor, page) -> hand(page, waiting.get(cursor))))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.debugf("feed=read error=%s", Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull() // they wait on, and are read for within a second
                .eventually(this::goOn);
    }

    private void goOn() {
        if (!due.isEmpty()) {
            rounds.ask();
        }
    }

    /** As many of those who are due as one statement reads for. */
    private Map<Cursor, List<Waiter>> takeDue() {
        List<Waiter> taken = new ArrayList<>();
        Set<Cursor> cursors = new HashSet<>();
        for (Long userId : due) {
            if (cursors.size() >= FeedPages.MOST_CURSORS) {
                break;
            }
            due.remove(userId); // before its followers are looked at: who comes later marks it again
            for (Waiter waiter : waiters.getOrDefault(userId, Set.of())) {
                taken.add(waiter);
                cursors.add(waiter.cursor());
            }
        }
        return taken.stream().collect(Collectors.groupingBy(Waiter::cursor));
    }

    private static void hand(List<FeedEvent> page, List<Waiter> followers) {
        for (Waiter follower : followers) {
            try {
                follower.page().complete(kept(page, follower.cursor().seq()));
            } catch (Problem tooOld) {
                follower.page().fail(tooOld);
            }
        }
    }

    /**
     * The page up to the first hole: what is not kept any more may be missing at the beginning, or within.
     *
     * @throws Problem 410 when it begins with one
     */
    private static List<FeedEvent> kept(List<FeedEvent> page, long after) {
        int kept = 0;
        while (kept < page.size() && page.get(kept).seq() == after + kept + 1) {
            kept++;
        }
        if (kept == 0) {
            throw Problem.of(
                    410,
                    "The events after %d are not kept any more: read the meetings again, and go on from after=latest."
                            .formatted(after));
        }
        return page.subList(0, kept);
    }
}
