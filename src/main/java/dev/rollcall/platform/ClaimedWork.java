package dev.rollcall.platform;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Work of the whole installation that a replica claims and does: as much at once as it has room for, so that others take
 * the rest. Who leaves a claim undone, by a failure or by its death, needs no word: claims run out.
 */
public final class ClaimedWork<T> {

    private final int atOnce;
    private final IntFunction<Uni<List<T>>> claim;
    private final Function<T, Uni<Void>> work;
    private final Semaphore room;
    private final Rounds rounds;

    /** Whether the last claim took all that there was room for, so that there may be more. */
    private volatile boolean more;

    private volatile boolean stopping;

    /**
     * @param name for the log
     * @param claim claims as much as this number at most
     * @param work does one of what was claimed
     */
    public ClaimedWork(String name, int atOnce, IntFunction<Uni<List<T>>> claim, Function<T, Uni<Void>> work) {
        this.atOnce = atOnce;
        this.claim = claim;
        this.work = work;
        this.room = new Semaphore(atOnce);
        this.rounds = Rounds.of(name, this::claim, this::doOne, atOnce);
    }

    /** There may be something to do. */
    public void look() {
        rounds.ask();
    }

    private Uni<Iterable<T>> claim() {
        int free = stopping ? 0 : room.drainPermits();
        if (free == 0) {
            more = true;
            return Uni.createFrom().item(List.of());
        }
        return claim.apply(free)
                .invoke(claimed -> more = claimed.size() >= free)
                .onItemOrFailure()
                .invoke((claimed, failure) -> room.release(claimed == null ? free : free - claimed.size()))
                .map(claimed -> claimed);
    }

    private Uni<Void> doOne(T claimed) {
        return Uni.createFrom().deferred(() -> work.apply(claimed)).eventually(this::giveBack);
    }

    private void giveBack() {
        room.release();
        if (more) {
            rounds.ask();
        }
    }

    /**
     * Claims nothing more, and lets what is under way come to its end.
     *
     * @param farewell how long it may take
     * @return how much was still under way then, and is cancelled
     */
    public int stop(Duration farewell) throws InterruptedException {
        stopping = true;
        boolean idle = room.tryAcquire(atOnce, farewell.toMillis(), TimeUnit.MILLISECONDS);
        int undone = idle ? 0 : atOnce - room.availablePermits();
        rounds.stop();
        return undone;
    }
}
