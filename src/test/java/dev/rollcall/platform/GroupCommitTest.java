package dev.rollcall.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private static final int LARGEST = 3;

    private final List<List<Integer>> groups = new CopyOnWriteArrayList<>();
    private final List<Integer> alone = new CopyOnWriteArrayList<>();
    private final List<UniEmitter<? super Void>> underWay = new CopyOnWriteArrayList<>();

    @Test
    void whoComesAloneDoesNotWait() {
        GroupCommit<Integer, String> commits = commits(this::squares);

        assertThat(commits.write(2).await().indefinitely()).isEqualTo("4");
        assertThat(commits.write(3).await().indefinitely()).isEqualTo("9");

        assertThat(groups).containsExactly(List.of(2), List.of(3));
        assertThat(alone).isEmpty();
    }

    @Test
    void whatArrivesWhileOneIsWritingIsWrittenTogether() {
        GroupCommit<Integer, String> commits = commitsThatTakeTheirTime(this::squares);

        List<UniAssertSubscriber<String>> answers = ask(commits, 3);
        assertThat(groups).containsExactly(List.of(0));
        finishAll();

        answers.forEach(UniAssertSubscriber::assertCompleted);
        assertThat(groups).containsExactly(List.of(0), List.of(1, 2));
        assertThat(answers.get(2).getItem()).isEqualTo("4");
        assertThat(alone).isEmpty();
    }

    @Test
    void aSecondOneIsBegunBesideItWhenAWholeGroupIsWaiting() {
        GroupCommit<Integer, String> commits = commitsThatTakeTheirTime(this::squares);

        List<UniAssertSubscriber<String>> answers = ask(commits, 8);
        assertThat(groups).containsExactly(List.of(0), List.of(1, 2, 3));
        finishAll();

        answers.forEach(UniAssertSubscriber::assertCompleted);
        assertThat(groups).containsExactly(List.of(0), List.of(1, 2, 3), List.of(4, 5, 6), List.of(7));
    }

    @Test
    void aSecondOneIsBegunBesideItWhenManyAreWaitingAndAsManyAsAreUnderWay() {
        GroupCommit<Integer, String> commits = new GroupCommit<>(
                100,
                Duration.ZERO,
                () -> Problem.unavailable("full"),
                group -> {
                    groups.add(group);
                    return later().chain(() -> squares(group));
                },
                this::square);

        List<UniAssertSubscriber<String>> answers = new ArrayList<>(ask(commits, 1 + 31));
        assertThat(groups).extracting(List::size).containsExactly(1);
        answers.addAll(ask(commits, 1 + 40));
        assertThat(groups).extracting(List::size).containsExactly(1, 32);
        finishOne();
        assertThat(groups).extracting(List::size).containsExactly(1, 32, 40);
        finishAll();

        answers.forEach(UniAssertSubscriber::assertCompleted);
    }

    @Test
    void whatArrivedWhileOneWasWritingWaitsAMomentForMore() {
        GroupCommit<Integer, String> commits = commitsThatTakeTheirTime(Duration.ofMillis(1), this::squares);

        List<UniAssertSubscriber<String>> answers = ask(commits, 2);
        finishOne();

        await().until(() -> groups.size() == 2);
        assertThat(groups).containsExactly(List.of(0), List.of(1));
        finishAll();
        answers.forEach(UniAssertSubscriber::assertCompleted);
    }

    @Test
    void nobodyWaitsForMoreOnceThereAreEnough() {
        GroupCommit<Integer, String> commits = commitsThatTakeTheirTime(Duration.ofHours(1), this::squares);

        ask(commits, 2);
        finishOne();
        assertThat(groups).containsExactly(List.of(0));
        ask(commits, 2);

        assertThat(groups).containsExactly(List.of(0), List.of(1, 0, 1));
    }

    @Test
    void whomAGroupLeavesOutIsWrittenAlone() {
        GroupCommit<Integer, String> commits = commitsThatTakeTheirTime(
                group -> squares(group.stream().filter(i -> i != 3).toList()));

        List<UniAssertSubscriber<String>> answers = ask(commits, 5);
        finishAll();

        answers.forEach(UniAssertSubscriber::assertCompleted);
        assertThat(alone).containsExactly(3);
        assertThat(answers.get(3).getItem()).isEqualTo("9");
    }

    @Test
    void whoeverMustWaitHoldsUpNobodyElse() {
        UniEmitter<?>[] locked = new UniEmitter<?>[1];
        GroupCommit<Integer, String> commits = new GroupCommit<>(
                LARGEST,
                Duration.ZERO,
                () -> Problem.unavailable("full"),
                group -> squares(group.stream().filter(i -> i < 10).toList()),
                item -> Uni.createFrom().emitter(emitter -> locked[0] = emitter));

        List<UniAssertSubscriber<String>> waiting = IntStream.range(10, 13)
                .mapToObj(i -> commits.write(i).subscribe().withSubscriber(UniAssertSubscriber.<String>create()))
                .toList();

        assertThat(commits.write(4).await().indefinitely()).isEqualTo("16");
        waiting.forEach(UniAssertSubscriber::assertNotTerminated);
        assertThat(locked[0]).isNotNull();
    }

    @Test
    void ofAGroupThatFailsForTheSakeOfOneEachIsWrittenAlone() {
        GroupCommit<Integer, String> commits = commitsThatTakeTheirTime(
                group -> Uni.createFrom().failure(new IllegalStateException("one of them is bad")));

        List<UniAssertSubscriber<String>> answers = ask(commits, 5);
        finishAll();

        answers.forEach(UniAssertSubscriber::assertCompleted);
        assertThat(alone).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }

    @Test
    void whatFailsForAllOfThemIsNotTriedOneByOne() {
        GroupCommit<Integer, String> commits =
                commitsThatTakeTheirTime(group -> Uni.createFrom().failure(new SocketException("Connection reset")));

        List<UniAssertSubscriber<String>> answers = ask(commits, 5);
        finishAll();

        answers.forEach(answer -> answer.assertFailedWith(SocketException.class));
        assertThat(alone).isEmpty();
    }

    @Test
    void aFailureIsItsOwnersAlone() {
        GroupCommit<Integer, String> commits = commitsThatTakeTheirTime(
                group -> squares(group.stream().filter(i -> i >= 0).toList()));

        List<UniAssertSubscriber<String>> others = ask(commits, 3);
        UniAssertSubscriber<String> bad = commits.write(-1).subscribe().withSubscriber(UniAssertSubscriber.create());
        finishAll();

        bad.assertFailedWith(IllegalArgumentException.class, "negative");
        others.forEach(UniAssertSubscriber::assertCompleted);
    }

    @Test
    void whoComesWhenTooManyWaitIsRefused() {
        GroupCommit<Integer, String> commits = commitsThatTakeTheirTime(this::squares);
        List<UniAssertSubscriber<String>> answers = ask(commits, 20_000);

        UniAssertSubscriber<String> late = commits.write(1).subscribe().withSubscriber(UniAssertSubscriber.create());

        late.assertFailedWith(Problem.class, "full");
        finishAll();
        answers.forEach(UniAssertSubscriber::assertCompleted);
    }

    /** A group that is being taken must not be counted as still waiting: the lane then stood still, one writer short. */
    @Test
    void nobodyOfACrowdOnManyThreadsIsForgotten() throws InterruptedException {
        ExecutorService database = Executors.newFixedThreadPool(2);
        GroupCommit<Integer, String> commits = new GroupCommit<>(
                500,
                Duration.ZERO,
                () -> Problem.unavailable("full"),
                group -> squares(group).emitOn(database),
                this::square);
        AtomicInteger answered = new AtomicInteger();
        Semaphore underWay = new Semaphore(2_000);
        List<Thread> crowd = IntStream.range(0, 8)
                .mapToObj(thread -> new Thread(() -> IntStream.range(0, 50_000)
                        .map(i -> thread * 50_000 + i)
                        .forEach(i -> {
                            underWay.acquireUninterruptibly();
                            commits.write(i)
                                    .eventually(() -> underWay.release())
                                    .subscribe()
                                    .with(answer -> answered.incrementAndGet());
                        })))
                .toList();

        crowd.forEach(Thread::start);
        for (Thread one : crowd) {
            one.join();
        }

        await().until(() -> answered.get() == 8 * 50_000);
        assertThat(commits.write(3).await().atMost(Duration.ofSeconds(5))).isEqualTo("9");
        database.shutdown();
    }

    private GroupCommit<Integer, String> commits(Function<List<Integer>, Uni<Map<Integer, String>>> together) {
        return new GroupCommit<>(
                LARGEST,
                Duration.ZERO,
                () -> Problem.unavailable("full"),
                group -> {
                    groups.add(group);
                    return together.apply(group);
                },
                this::square);
    }

    private GroupCommit<Integer, String> commitsThatTakeTheirTime(
            Function<List<Integer>, Uni<Map<Integer, String>>> together) {
        return commitsThatTakeTheirTime(Duration.ZERO, together);
    }

    /** Nothing is done until {@link #finishAll}. */
    private GroupCommit<Integer, String> commitsThatTakeTheirTime(
            Duration gathering, Function<List<Integer>, Uni<Map<Integer, String>>> together) {
        return new GroupCommit<>(
                LARGEST,
                gathering,
                () -> Problem.unavailable("full"),
                group -> {
                    groups.add(group);
                    return later().chain(() -> together.apply(group));
                },
                item -> square(item).call(this::later));
    }

    private Uni<Void> later() {
        return Uni.createFrom().emitter(underWay::add);
    }

    private void finishOne() {
        underWay.remove(0).complete(null);
    }

    private void finishAll() {
        while (!underWay.isEmpty()) {
            finishOne();
        }
    }

    private static List<UniAssertSubscriber<String>> ask(GroupCommit<Integer, String> commits, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> commits.write(i).subscribe().withSubscriber(UniAssertSubscriber.<String>create()))
                .toList();
    }

    private Uni<Map<Integer, String>> squares(List<Integer> items) {
        return Uni.createFrom()
                .item(items.stream().collect(Collectors.toMap(Function.identity(), GroupCommitTest::squareOf)));
    }

    private Uni<String> square(int item) {
        alone.add(item);
        return item < 0
                ? Uni.createFrom().failure(new IllegalArgumentException("negative"))
                : Uni.createFrom().item(squareOf(item));
    }

    private static String squareOf(int item) {
        return String.valueOf(item * item);
    }
}
