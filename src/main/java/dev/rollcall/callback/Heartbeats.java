package dev.rollcall.callback;

import dev.rollcall.platform.Problem;
import dev.rollcall.platform.SqlState;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

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

    private record Waiting(Beat beat, UniEmitter<? super Optional<BeatAnswer>> answer) {}

    private final Pool pool;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final Semaphore writers = new Semaphore(WRITERS);

    Heartbeats(Pool pool) {
        this.pool = pool;
    }

    /** The answer once the heartbeat is durable; empty for an unknown connection. */
    Uni<Optional<BeatAnswer>> beat(Beat beat) {
        return Uni.createFrom().emitter(emitter -> {
            if (queued.incrementAndGet() > MOST_WAITING) {
                queued.decrementAndGet();
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
            write(batch)
                    .eventually(this::releaseWriter)
                    .subscribe()
                    .with(answers -> answer(batch, answers), failure -> fail(batch, failure));
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

    private Uni<Map<Beat.Sender, BeatAnswer>> write(List<Waiting> batch) {
        Map<Beat.Sender, Beat> newest = new LinkedHashMap<>();
        batch.forEach(waiting -> newest.put(waiting.beat().sender(), waiting.beat()));
        return write(new ArrayList<>(newest.values()), true);
    }

    private Uni<Map<Beat.Sender, BeatAnswer>> write(List<Beat> beats, boolean mayRetry) {
        return pool.preparedQuery(HeartbeatStatement.SQL)
                .execute(HeartbeatStatement.parameters(beats))
                .map(HeartbeatStatement::answers)
                .onFailure()
                .recoverWithUni(failure -> afterFailure(beats, mayRetry, failure));
    }

    /** A deadlock is retried once; behind a locked row the batch is split, so that one bot cannot hold up the others. */
    private Uni<Map<Beat.Sender, BeatAnswer>> afterFailure(List<Beat> beats, boolean mayRetry, Throwable failure) {
        if (mayRetry && isState(failure, SqlState.DEADLOCK)) {
            return write(beats, false);
        }
        if (beats.size() > 1 && isState(failure, SqlState.LOCK_TIMEOUT)) {
            int half = beats.size() / 2;
            return write(beats.subList(0, half), mayRetry)
                    .chain(first -> write(beats.subList(half, beats.size()), mayRetry)
                            .map(second -> {
                                second.putAll(first);
                                return second;
                            }));
        }
        return Uni.createFrom().failure(failure);
    }

    private static boolean isState(Throwable failure, String state) {
        return SqlState.of(failure).filter(state::equals).isPresent();
    }

    private static void answer(List<Waiting> batch, Map<Beat.Sender, BeatAnswer> answers) {
        for (Waiting waiting : batch) {
            BeatAnswer answer = answers.get(waiting.beat().sender());
            waiting.answer().complete(Optional.ofNullable(answer));
        }
    }

    private static void fail(List<Waiting> batch, Throwable failure) {
        batch.forEach(waiting -> waiting.answer().fail(failure));
    }
}
