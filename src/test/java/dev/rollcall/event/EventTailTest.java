package dev.rollcall.event;

import static dev.rollcall.event.Feed.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.rollcall.local.LocalServices;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.RedisChannels;
import dev.rollcall.stage.AtOnce;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EventTailTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    EventTail tail;

    @Inject
    RedisChannels redis;

    @Inject
    Scheduler scheduler;

    private User user;

    @BeforeEach
    void aUser() {
        user = User.withLimit(1);
    }

    @Test
    void every_follower_gets_every_event_once_and_in_order_while_many_write() {
        int writers = 32;
        int each = 20;
        List<AssertSubscriber<FeedEvent>> followers = LongStream.of(0, 0, 0)
                .mapToObj(from -> follow(user, from, Long.MAX_VALUE))
                .toList();
        AtOnce.times(writers, number -> {
            for (int i = 0; i < each; i++) {
                write(user);
            }
            return number;
        });
        AssertSubscriber<FeedEvent> late = follow(user, 100, Long.MAX_VALUE);
        try {
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(followers).allSatisfy(all -> assertThat(seqs(all)).isEqualTo(numbers(1, writers * each)));
                assertThat(seqs(late)).isEqualTo(numbers(101, writers * each));
            });
        } finally {
            followers.forEach(AssertSubscriber::cancel);
            late.cancel();
        }
    }

    @Test
    void a_follower_is_given_no_more_than_it_asks_for() {
        for (int i = 0; i < 120; i++) {
            write(user);
        }
        AssertSubscriber<FeedEvent> slow = follow(user, 0, 0);
        AssertSubscriber<FeedEvent> quick = follow(user, 0, Long.MAX_VALUE);
        await().atMost(SOON).untilAsserted(() -> assertThat(seqs(quick)).hasSize(120));
        assertThat(slow.getItems()).isEmpty();
        slow.request(70);
        await().atMost(SOON).untilAsserted(() -> assertThat(seqs(slow)).isEqualTo(numbers(1, 70)));
        write(user);
        slow.request(1_000);
        await().atMost(SOON).untilAsserted(() -> assertThat(seqs(slow)).isEqualTo(numbers(1, 121)));
        slow.cancel();
        quick.cancel();
    }

    @Test
    void a_follower_that_comes_back_goes_on_where_it_was() {
        write(user);
        AssertSubscriber<FeedEvent> first = follow(user, 0, Long.MAX_VALUE);
        await().atMost(SOON).untilAsserted(() -> assertThat(seqs(first)).isEqualTo(numbers(1, 1)));
        first.cancel();
        write(user);
        write(user);
        AssertSubscriber<FeedEvent> second = follow(user, 1, Long.MAX_VALUE);
        await().atMost(SOON).untilAsserted(() -> assertThat(seqs(second)).isEqualTo(numbers(2, 3)));
        assertThat(first.getItems()).hasSize(1);
        second.cancel();
    }

    @Test
    void nobody_gets_anothers_events() {
        User other = User.withLimit(1);
        AssertSubscriber<FeedEvent> mine = follow(user, 0, Long.MAX_VALUE);
        AssertSubscriber<FeedEvent> others = follow(other, 0, Long.MAX_VALUE);
        AtOnce.times(16, number -> write(number % 2 == 0 ? user : other));
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(seqs(mine)).isEqualTo(numbers(1, 8));
            assertThat(seqs(others)).isEqualTo(numbers(1, 8));
        });
        assertThat(mine.getItems()).allMatch(event -> event.userId() == user.id());
        assertThat(others.getItems()).allMatch(event -> event.userId() == other.id());
        mine.cancel();
        others.cancel();
    }

    @Test
    void the_next_page_waits_for_an_event_and_may_be_given_up() {
        Throwable givenUp = catchThrowable(() -> tail.next(user.id(), 0).await().atMost(Duration.ofMillis(200)));
        assertThat(givenUp).isInstanceOf(io.smallrye.mutiny.TimeoutException.class);
        write(user);
        List<FeedEvent> page = tail.next(user.id(), 0).await().atMost(SOON);
        assertThat(page).extracting(FeedEvent::seq).containsExactly(1L);
        assertThat(tail.newest(user.id()).await().atMost(SOON)).isEqualTo(1);
    }

    @Test
    void who_asks_for_what_is_not_kept_any_more_is_told_so() {
        for (int i = 0; i < 3; i++) {
            write(user);
        }
        Database.run("delete from events where user_id = $1 and seq < 3", user.id());
        Throwable failure = catchThrowable(() -> tail.next(user.id(), 0).await().atMost(SOON));
        assertThat(failure)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(410));
        assertThat(tail.next(user.id(), 2).await().atMost(SOON)).hasSize(1);
    }

    @Test
    void who_asks_for_a_feed_of_which_nothing_is_kept_is_told_so_at_once() {
        for (int i = 0; i < 3; i++) {
            write(user);
        }
        Database.run("delete from events where user_id = $1", user.id());

        Throwable failure = catchThrowable(() -> tail.next(user.id(), 1).await().atMost(SOON));

        assertThat(failure)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(410));
    }

    @Test
    void a_page_ends_before_what_is_not_kept_any_more() {
        for (int i = 0; i < 5; i++) {
            write(user);
        }
        Database.run("delete from events where user_id = $1 and seq = 3", user.id());

        List<FeedEvent> page = tail.next(user.id(), 0).await().atMost(SOON);
        Throwable failure = catchThrowable(() -> tail.next(user.id(), 2).await().atMost(SOON));

        assertThat(page).extracting(FeedEvent::seq).containsExactly(1L, 2L);
        assertThat(failure)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(410));
    }

    @Test
    void another_replica_tells_over_redis_also_after_redis_was_gone() {
        scheduler.pause("event-tail");
        AssertSubscriber<FeedEvent> follower = follow(user, 0, Long.MAX_VALUE);
        LocalServices services = LocalServices.shared();
        try {
            write(user);
            await().atMost(SOON).untilAsserted(() -> {
                anotherReplicaTells();
                assertThat(seqs(follower)).isEqualTo(numbers(1, 1));
            });
            services.killRedis();
            services.startRedis();
            write(user);
            await().atMost(SOON).untilAsserted(() -> {
                anotherReplicaTells();
                assertThat(seqs(follower)).isEqualTo(numbers(1, 2));
            });
        } finally {
            scheduler.resume("event-tail");
            follower.cancel();
        }
    }

    private void anotherReplicaTells() {
        redis.publish("rollcall:events", new JsonObject().put("user_id", user.id()))
                .onFailure()
                .recoverWithItem(0)
                .await()
                .atMost(SOON);
    }

    private AssertSubscriber<FeedEvent> follow(User whom, long from, long demand) {
        return tail.subscribe(whom.id(), from).subscribe().withSubscriber(AssertSubscriber.create(demand));
    }

    private static List<Long> seqs(AssertSubscriber<FeedEvent> follower) {
        return follower.getItems().stream().map(FeedEvent::seq).toList();
    }

    private static List<Long> numbers(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }
}
