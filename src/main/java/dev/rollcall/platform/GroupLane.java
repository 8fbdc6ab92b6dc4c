package dev.rollcall.platform;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Those in a queue, taken so many at a time by so many writers. Safe for any number of threads. */
final class GroupLane<W> {

    /** So many are worth a commit at once. */
    private static final int WORTH_A_COMMIT = 8;

    /** So many are worth one beside another: fewer cost more processor time than they save others of waiting. */
    private static final int WORTH_ANOTHER = 32;

    private final Queue<W> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger writing = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean isGathering = new AtomicBoolean();
    private final int writers;
    private final int most;
    private final int enough;
    private final int enoughBeside;
    private final Duration gathering;
    private final Function<List<W>, Uni<Void>> write;

    /**
     * @param gathering how long fewer than are worth a commit wait for more, when they came while others were written
     * @param write one group; its failure is told to those who wait for it, and to nobody else
     */
    GroupLane(int writers, int most, Duration gathering, Function<List<W>, Uni<Void>> write) {
        this.writers = writers;
        this.most = most;
        this.enough = Math.min(most, WORTH_A_COMMIT);
        this.enoughBeside = Math.min(most, WORTH_ANOTHER);
        this.gathering = gathering;
        this.write = write;
    }

    void add(W one) {
        queue.add(one);
        queued.incrementAndGet();
        writeNext();
    }

    private void writeNext() {
        // Asked again after a release: who came in between must not wait for the next one.
        int now = writing.get();
        while (isDue(now)) {
            if (writing.compareAndSet(now, now + 1)) {
                startWith(take());
            }
            now = writing.get();
        }
    }

    /** A group beside another waits until it is as large: small ones would each cost a commit. */
    private boolean isDue(int now) {
        int waiting = queued.get();
        return now == 0
                ? waiting >= enough || waiting > 0 && !isGathering.get()
                : now < writers && waiting >= Math.min(most, Math.max(enoughBeside, underWay.get()));
    }

    private void startWith(List<W> taken) {
        if (taken.isEmpty()) {
            writing.decrementAndGet(); // somebody else has them
        } else {
            start(taken);
        }
    }

    private void start(List<W> taken) {
        Uni.createFrom()
                .deferred(() -> write.apply(taken))
                .eventually(() -> release(taken.size()))
                .subscribe()
                .with(done -> {}, failure -> {});
    }

    private void release(int written) {
        underWay.addAndGet(-written);
        boolean gather = !gathering.isZero() && queued.get() > 0 && isGathering.compareAndSet(false, true);
        writing.decrementAndGet();
        if (gather) {
            Infrastructure.getDefaultWorkerPool().schedule(this::gathered, gathering.toNanos(), TimeUnit.NANOSECONDS);
        }
        writeNext();
    }

    private void gathered() {
        isGathering.set(false);
        writeNext();
    }

    /** Counted first: whoever is being taken must not look as if it still waited, and be taken for another group. */
    private List<W> take() {
        int before = queued.getAndUpdate(waiting -> waiting - Math.min(waiting, most));
        int count = Math.min(before, most);
        underWay.addAndGet(count);
        List<W> taken = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            taken.add(queue.remove());
        }
        return taken;
    }
}
