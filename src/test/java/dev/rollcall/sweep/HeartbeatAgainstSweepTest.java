package dev.rollcall.sweep;

import static dev.rollcall.sweep.Stage.bean;
import static dev.rollcall.sweep.Stage.done;
import static dev.rollcall.sweep.Stage.silent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.stage.Bot;
import dev.rollcall.stage.Database;
import dev.rollcall.stage.User;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Heartbeats against passes: five bots whose lease has run out send a heartbeat at the moment of a pass, forty times or
 * as often as it takes for {@code -Drollcall.chaos.races}. Which of the two comes first is left to chance; that no
 * heartbeat is lost is not.
 */
@QuarkusTest
class HeartbeatAgainstSweepTest {

    private static final int BOTS = 5;
    private static final int ROUNDS = Integer.getInteger("rollcall.chaos.races", 200) / BOTS;

    @BeforeEach
    void setTheStage() {
        Stage.set();
    }

    @AfterEach
    void leaveTheStage() {
        Stage.leave();
    }

    @Test
    void a_bot_that_was_heard_is_never_ended() throws Exception {
        long seed = System.nanoTime();
        System.out.println("HeartbeatAgainstSweepTest seed " + seed);
        Random random = new Random(seed);
        User user = User.withLimit(BOTS);
        List<Long> bots = new ArrayList<>();
        Set<Long> ended = new HashSet<>();
        int survived = 0;
        ExecutorService senders = Executors.newFixedThreadPool(BOTS);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                bots.removeIf(ended::contains);
                while (bots.size() < BOTS) {
                    bots.add(silent(user));
                }
                bots.forEach(Stage::fallsSilent);
                int early = random.nextInt(BOTS); // heard for certain before the pass
                Bot.of(bots.get(early)).heartbeat().then().statusCode(200);

                Set<Long> endedNow = race(bots, random, senders);

                assertThat(endedNow).as("answered before the pass").doesNotContain(bots.get(early));
                ended.addAll(endedNow);
                survived += BOTS - endedNow.size();
            }
        } finally {
            senders.shutdown();
            assertThat(senders.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        System.out.printf("HeartbeatAgainstSweepTest ended %d, survived %d%n", ended.size(), survived);
        assertThat(heardWithinTheLeaseBeforeTheirEnd(user)).as("seed %d", seed).isEmpty();
        assertThat(ended).as("the race went both ways; seed %d", seed).isNotEmpty();
    }

    /** The bots that the pass has ended. */
    private static Set<Long> race(List<Long> bots, Random random, ExecutorService senders) throws Exception {
        CyclicBarrier start = new CyclicBarrier(bots.size() + 1);
        Set<Long> failed = ConcurrentHashMap.newKeySet();
        List<Future<?>> sent = new ArrayList<>();
        for (long id : bots) {
            Bot bot = Bot.of(id);
            long nanos = random.nextInt(20_000_000);
            sent.add(senders.submit(() -> {
                start.await();
                spin(nanos);
                bot.heartbeat().then().statusCode(200);
                return null;
            }));
        }
        start.await();
        done(bean(Sweeper.class).sweep());
        for (Future<?> each : sent) {
            each.get(20, TimeUnit.SECONDS);
        }
        bots.stream().filter(id -> Stage.status(id).equals("failed")).forEach(failed::add);
        return failed;
    }

    /** A meeting keeps the last heartbeat that it was ended on. */
    private static List<Long> heardWithinTheLeaseBeforeTheirEnd(User user) {
        return Database.rows("""
                        select id
                        from meetings
                        where user_id = $1 and status = 'failed'
                          and (last_heartbeat_at is null or last_heartbeat_at > end_time - interval '2 minutes')
                        """, user.id()).stream()
                .map(row -> row.getLong("id"))
                .toList();
    }

    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
