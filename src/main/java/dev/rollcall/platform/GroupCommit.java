package dev.rollcall.platform;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Group commit: what arrives while a statement is under way is written together by the next one. Who comes alone does not
 * wait, a crowd gathers for a moment, and under load one commit serves hundreds. Nobody suffers from the others either:
 * whom a group could not serve is written alone, beside the groups that follow. Each is answered after its commit.
 */
public final class GroupCommit<T, R> {

    /** While one statement writes, the next group gathers; begun beside it when it has become large. */
    private static final int GROUPS_AT_ONCE = 2;

    /** How long fewer of them wait for more, when they come so fast that one is not written before the next is there. */
    private static final Duration GATHERING = Duration.ofMillis(4);

    /** Those that groups have left out, because they must wait for a lock or because one of the group was bad. */
    private static final int ALONE_AT_ONCE = 8;

    private static final int MOST_WAITING = 20_000;

    /** Above what the database itself allows a statement: reached only when nothing comes back, as from a frozen host. */
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(8);

    private record Waiting<T, R>(T item, UniEmitter<? super R> answer) {}

    private final Supplier<Problem> refusal;
    private final Function<List<T>, Uni<Map<T, R>>> together;
    private final Function<T, Uni<R>> alone;
    private final AtomicInteger waiting = new AtomicInteger();
    private final GroupLane<Waiting<T, R>> groups;
    private final GroupLane<Waiting<T, R>> leftOut =
            new GroupLane<>(ALONE_AT_ONCE, 1, Duration.ZERO, one -> writeAlone(one.get(0)));

    /**
     * @param refusal for who comes when 20,000 are waiting
     * @param together the answers of those that could be written at once, without waiting for anybody's lock
     * @param alone whoever is not among them, or all of them when it failed for the sake of one
     */
    public GroupCommit(
            int largestGroup,
            Supplier<Problem> refusal,
            Function<List<T>, Uni<Map<T, R>>> together,
            Function<T, Uni<R>> alone) {
        this(largestGroup, GATHERING, refusal, together, alone);
    }

    GroupCommit(
            int largestGroup,
            Duration gathering,
            Supplier<Problem> refusal,
            Function<List<T>, Uni<Map<T, R>>> together,
            Function<T, Uni<R>> alone) {
        this.refusal = refusal;
        this.together = together;
        this.alone = alone;
        this.groups = new GroupLane<>(GROUPS_AT_ONCE, largestGroup, gathering, this::writeTogether);
    }

    /** The answer, once the item is durable; on the caller's own context, though a group is answered by one of them. */
    public Uni<R> write(T item) {
        return Uni.createFrom().deferred(() -> {
            Uni<R> answer = Uni.createFrom().emitter(emitter -> add(item, emitter));
            Context own = Vertx.currentContext();
            return own == null ? answer : answer.emitOn(task -> own.runOnContext(now -> task.run()));
        });
    }

    private void add(T item, UniEmitter<? super R> answer) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            answer.fail(refusal.get());
            return;
        }
        groups.add(new Waiting<>(item, answer));
    }

    private Uni<Void> writeTogether(List<Waiting<T, R>> group) {
        return together.apply(group.stream().map(Waiting::item).toList())
                .ifNoItem()
                .after(LONGEST_WRITE)
                .fail()
                .onFailure(GroupCommit::isOfOneOfThem)
                .recoverWithItem(Map.of())
                .invoke(answers -> answer(group, answers))
                .onFailure()
                .invoke(failure -> group.forEach(one -> fail(one, failure)))
                .replaceWithVoid();
    }

    /** A database that is away or overloaded fails each of them anyway. */
    private static boolean isOfOneOfThem(Throwable failure) {
        return Trouble.of(failure)
                .filter(trouble -> trouble != Trouble.CONTENDED)
                .isEmpty();
    }

    private void answer(List<Waiting<T, R>> group, Map<T, R> answers) {
        for (Waiting<T, R> one : group) {
            R answer = answers.get(one.item());
            if (answer == null) {
                leftOut.add(one);
            } else {
                complete(one, answer);
            }
        }
    }

    private Uni<Void> writeAlone(Waiting<T, R> one) {
        return alone.apply(one.item())
                .ifNoItem()
                .after(LONGEST_WRITE)
                .fail()
                .invoke(answer -> complete(one, answer))
                .onFailure()
                .invoke(failure -> fail(one, failure))
                .replaceWithVoid();
    }

    private void complete(Waiting<T, R> one, R answer) {
        waiting.decrementAndGet();
        one.answer().complete(answer);
    }

    private void fail(Waiting<T, R> one, Throwable failure) {
        waiting.decrementAndGet();
        one.answer().fail(failure);
    }
}
