package dev.rollcall.callback;

import dev.rollcall.platform.Problem;
import dev.rollcall.platform.SqlState;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Group commit: heartbeats that arrive while a statement is under way are written together by the next one. Nobody
 * waits for a timer, and under load one commit serves hundreds. Each request is answered after its batch is durable.
 */
@ApplicationScoped
class Heartbeats {

    /** One statement writes while the next batch gathers; a second one keeps the database busy in between. */
    private static final int WRITERS = 2;

    private static final int LARGEST_BATCH = 500;
    private static final int MOST_WAITING = 20_000;

    /** Above what the database itself allows a statement: reached only when nothing comes back, as from a frozen host. */
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(8);

    /** Statements of one writer that each wait for a row. */
    private static final int BUSY_AT_ONCE = 4;

    private record Waiting(Beat beat, UniEmitter<? super Optional<BeatAnswer>> answer) {

        Beat.Sender sender() {
            return beat.sender();
        }
    }

    private final Pool pool;
    private final HeartbeatMeters meters;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final Semaphore writers = new Semaphore(WRITERS);

    Heartbeats(Pool pool, HeartbeatMeters meters) {
        this.pool = pool;
        this.meters = meters;
    }

    /** The answer once the heartbeat is durable; empty for an unknown connection. */
    Uni<Optional<BeatAnswer>> beat(Beat beat) {
        return Uni.createFrom().emitter(emitter -> {
            if (queued.incrementAndGet() > MOST_WAITING) {
                queued.decrementAndGet();
                meters.refused();
                emitter.fail(Problem.unavailable("Too many heartbeats are waiting; try again."));
                return;
            }
            queue.add(new Waiting(beat, emitter));
            writeNext();
        });
    }

    private void writeNext() {
        // Asked again after the release: a beat that came in between must not wait for the next one.
        while (!queue.isEmpty() && writers.tryAcquire()) {
            List<Waiting> batch = take();
            if (batch.isEmpty()) {
                writers.release();
                continue;
            }
            Uni.createFrom()
                    .deferred(() -> write(batch))
                    .eventually(this::releaseWriter)
                    .subscribe()
                    .with(done -> {}, failure -> fail(batch, failure));
        }
    }

    private void releaseWriter() {
        writers.release();
        writeNext();
    }

    private List<Waiting> take() {
        List<Waiting> batch = new ArrayList<>();
        Waiting next;
        while (batch.size() < LARGEST_BATCH && (next = queue.poll()) != null) {
            queued.decrementAndGet();
            batch.add(next);
        }
        return batch;
    }

    /** Rows that somebody else holds are left out first, so that one bot cannot hold up the others. */
    private Uni<Void> write(List<Waiting> batch) {
        meters.batch(batch.size());
        return execute(HeartbeatStatement.SKIPPING, newest(batch), true).chain(answers -> {
            Map<Boolean, List<Waiting>> byBusy =
                    batch.stream().collect(Collectors.partitioningBy(waiting -> isBusy(answers.get(waiting.sender()))));
            answer(byBusy.get(false), answers);
            return writeBusy(byBusy.get(true));
        });
    }

    private Uni<Void> writeBusy(List<Waiting> busy) {
        Map<Beat.Sender, List<Waiting>> bySender = busy.stream().collect(Collectors.groupingBy(Waiting::sender));
        return Multi.createFrom()
                .iterable(bySender.values())
                .onItem()
                .transformToUni(this::writeAlone)
                .merge(BUSY_AT_ONCE)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** Waits for the row as long as the lock_timeout allows; never fails, since that is this sender's affair alone. */
    private Uni<Void> writeAlone(List<Waiting> ofOneSender) {
        return execute(HeartbeatStatement.WAITING, newest(ofOneSender), true)
                .invoke(answers -> answer(ofOneSender, answers))
                .onFailure()
                .invoke(failure -> fail(ofOneSender, failure))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    /** The newest of each sender; what it does not tell is what the one before it told. */
    private static Collection<Beat> newest(List<Waiting> batch) {
        Map<Beat.Sender, Beat> newest = new LinkedHashMap<>();
        batch.forEach(waiting -> newest.merge(waiting.sender(), waiting.beat(), Beat::followedBy));
        return newest.values();
    }

    private Uni<Map<Beat.Sender, BeatAnswer>> execute(String sql, Collection<Beat> beats, boolean mayRetry) {
        return pool.preparedQuery(sql)
                .execute(HeartbeatStatement.parameters(beats))
                .map(HeartbeatStatement::answers)
                .ifNoItem()
                .after(LONGEST_WRITE)
                .fail()
                .onFailure(failure -> mayRetry && isDeadlock(failure))
                .recoverWithUni(() -> execute(sql, beats, false));
    }

    private static boolean isDeadlock(Throwable failure) {
        return SqlState.of(failure).filter(SqlState.DEADLOCK::equals).isPresent();
    }

    private static boolean isBusy(BeatAnswer answer) {
        return answer != null && answer.busy();
    }

    private static void answer(List<Waiting> batch, Map<Beat.Sender, BeatAnswer> answers) {
        for (Waiting waiting : batch) {
            BeatAnswer answer = answers.get(waiting.sender());
            waiting.answer().complete(Optional.ofNullable(answer));
        }
    }

    private static void fail(List<Waiting> batch, Throwable failure) {
        batch.forEach(waiting -> waiting.answer().fail(failure));
    }
}
