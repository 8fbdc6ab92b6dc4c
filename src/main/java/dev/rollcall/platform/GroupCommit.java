package dev.rollcall.platform;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Group commit: what arrives while a statement is under way is written together by the next one. Nobody waits for a
 * timer, and under load one commit serves hundreds. Nobody suffers from the others either: whom a group could not serve
 * is written alone. Each is answered after its commit.
 */
public final class GroupCommit<T, R> {

    /** While one statement writes, the next group gathers; a second one keeps the database busy in between. */
    private static final int WRITERS = 2;

    private static final int MOST_WAITING = 20_000;

    /** Of one group, those that it left out. */
    private static final int ALONE_AT_ONCE = 8;

    /** Above what the database itself allows a statement: reached only when nothing comes back, as from a frozen host. */
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(8);

    private record Waiting<T, R>(T item, UniEmitter<? super R> answer) {}

    private final int largestGroup;
    private final Supplier<Problem> refusal;
    private final Function<List<T>, Uni<Map<T, R>>> together;
    private final Function<T, Uni<R>> alone;
    private final Queue<Waiting<T, R>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final Semaphore writers = new Semaphore(WRITERS);

    /**
     * @param refusal for who comes when 20,000 are waiting
     * @param together the answers of those that could be written at once, without waiting for anybody's lock
     * @param alone whoever is not among them, or all of them when it failed
     */
    public GroupCommit(
            int largestGroup,
            Supplier<Problem> refusal,
            Function<List<T>, Uni<Map<T, R>>> together,
            Function<T, Uni<R>> alone) {
        this.largestGroup = largestGroup;
        this.refusal = refusal;
        this.together = together;
        this.alone = alone;
    }

    /** The answer, once the item is durable. */
    public Uni<R> write(T item) {
        return Uni.createFrom().emitter(answer -> {
            if (queued.incrementAndGet() > MOST_WAITING) {
                queued.decrementAndGet();
                answer.fail(refusal.get());
                return;
            }
            queue.add(new Waiting<>(item, answer));
            writeNext();
        });
    }

    private void writeNext() {
        // Asked again after the release: who came in between must not wait for the next one.
        while (!queue.isEmpty() && writers.tryAcquire()) {
            List<Waiting<T, R>> group = take();
            if (group.isEmpty()) {
                writers.release();
                continue;
            }
            Uni.createFrom()
                    .deferred(() -> write(group))
                    .eventually(this::releaseWriter)
                    .subscribe()
                    .with(done -> {}, failure -> group.forEach(waiting -> waiting.answer().fail(failure)));
        }
    }

    private void releaseWriter() {
        writers.release();
        writeNext();
    }

    private List<Waiting<T, R>> take() {
        List<Waiting<T, R>> group = new ArrayList<>();
        Waiting<T, R> next;
        while (group.size() < largestGroup && (next = queue.poll()) != null) {
            queued.decrementAndGet();
            group.add(next);
        }
        return group;
    }

    private Uni<Void> write(List<Waiting<T, R>> group) {
        if (group.size() == 1) {
            return writeAlone(group.get(0));
        }
        return together.apply(group.stream().map(Waiting::item).toList())
                .ifNoItem()
                .after(LONGEST_WRITE)
                .fail()
                .onFailure(failure -> !(failure instanceof TimeoutException))
                .recoverWithItem(Map.of())
                .chain(answers -> answer(group, answers));
    }

    private Uni<Void> answer(List<Waiting<T, R>> group, Map<T, R> answers) {
        List<Waiting<T, R>> leftOut = new ArrayList<>();
        for (Waiting<T, R> waiting : group) {
            R answer = answers.get(waiting.item());
            if (answer == null) {
                leftOut.add(waiting);
            } else {
                waiting.answer().complete(answer);
            }
        }
        return Multi.createFrom()
                .iterable(leftOut)
                .onItem()
                .transformToUni(this::writeAlone)
                .merge(ALONE_AT_ONCE)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** Never fails: that is the affair of the one who waits. */
    private Uni<Void> writeAlone(Waiting<T, R> waiting) {
        return Uni.createFrom()
                .deferred(() -> alone.apply(waiting.item()))
                .ifNoItem()
                .after(LONGEST_WRITE)
                .fail()
                .invoke(answer -> waiting.answer().complete(answer))
                .onFailure()
                .invoke(failure -> waiting.answer().fail(failure))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }
}
