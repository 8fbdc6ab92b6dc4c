package dev.rollcall.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
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
    void oneAfterTheOtherEachIsWrittenAlone() {
        GroupCommit<Integer, String> commits = commits(this::squares);

        assertThat(commits.write(2).await().indefinitely()).isEqualTo("4");
        assertThat(commits.write(3).await().indefinitely()).isEqualTo("9");

        assertThat(alone).containsExactly(2, 3);
        assertThat(groups).isEmpty();
    }

    @Test
    void whatArrivesWhileTwoAreWritingIsWrittenTogether() {
        GroupCommit<Integer, String> commits = commitsThatTakeTheirTime(this::squares);

        List<UniAssertSubscriber<String>> answers = ask(commits, 7);
        assertThat(alone).containsExactly(0, 1);
        assertThat(groups).isEmpty();
        finishAll();

        answers.forEach(UniAssertSubscriber::assertCompleted);
        assertThat(groups).containsExactlyInAnyOrder(List.of(2, 3, 4), List.of(5, 6));
        assertThat(answers.get(6).getItem()).isEqualTo("36");
    }

    @Test
    void whomAGroupLeavesOutIsWrittenAlone() {
        GroupCommit<Integer, String> commits = commitsThatTakeTheirTime(group -> squares(
                group.stream().filter(i -> i != 3).toList()));

        List<UniAssertSubscriber<String>> answers = ask(commits, 5);
        finishAll();

        answers.forEach(UniAssertSubscriber::assertCompleted);
        assertThat(alone).containsExactlyInAnyOrder(0, 1, 3);
        assertThat(answers.get(3).getItem()).isEqualTo("9");
    }

    @Test
    void ofAGroupThatFailsEachIsWrittenAlone() {
        GroupCommit<Integer, String> commits = commitsThatTakeTheirTime(
                group -> Uni.createFrom().failure(new IllegalStateException("one of them is bad")));

        List<UniAssertSubscriber<String>> answers = ask(commits, 5);
        finishAll();

        answers.forEach(UniAssertSubscriber::assertCompleted);
        assertThat(alone).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }

    @Test
    void aFailureIsItsOwnersAlone() {
        GroupCommit<Integer, String> commits = commits(this::squares);

        assertThatThrownBy(() -> commits.write(-1).await().indefinitely()).hasMessage("negative");

        assertThat(commits.write(2).await().indefinitely()).isEqualTo("4");
    }

    @Test
    void whoComesWhenTooManyWaitIsRefused() {
        GroupCommit<Integer, String> commits = commitsThatTakeTheirTime(this::squares);
        List<UniAssertSubscriber<String>> answers = ask(commits, 2 + 20_000);

        UniAssertSubscriber<String> late =
                commits.write(1).subscribe().withSubscriber(UniAssertSubscriber.create());

        late.assertFailedWith(Problem.class, "full");
        finishAll();
        answers.forEach(UniAssertSubscriber::assertCompleted);
    }

    private GroupCommit<Integer, String> commits(Function<List<Integer>, Uni<Map<Integer, String>>> together) {
        return new GroupCommit<>(LARGEST, () -> Problem.unavailable("full"), together, this::square);
    }

    /** Nothing is done until {@link #finishAll}. */
    private GroupCommit<Integer, String> commitsThatTakeTheirTime(
            Function<List<Integer>, Uni<Map<Integer, String>>> together) {
        return new GroupCommit<>(
                LARGEST,
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

    private void finishAll() {
        while (!underWay.isEmpty()) {
            underWay.remove(0).complete(null);
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
