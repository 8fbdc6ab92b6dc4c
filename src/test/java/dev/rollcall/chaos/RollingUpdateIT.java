package dev.rollcall.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.PackagedService;
import dev.rollcall.stage.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A rolling update as deployment/base asks for it: a new replica is ready before an old one is asked to end, and the balancer
 * learns of the end late, by failing readiness alone. Bots that never try anything again lose nothing.
 */
class RollingUpdateIT {

    private static final int PLAYERS = 8;

    /** What every player does in the time before, between and after. */
    private static final int STEADY = 30;

    /** As deployment/base sets it; this balancer needs a second and a half, on a busy machine twice that. */
    private static final Map<String, String> SETTINGS = Map.of(
            "rollcall.runtime",
            "none",
            "rollcall.shutdown.delay",
            "6s",
            // A machine out of breath holds locks for longer than a second, which has nothing to do with replicas.
            "quarkus.datasource.reactive.additional-properties.lock_timeout",
            "4s");

    /** The stream is steady, not a flood: a new replica has to get its turn of the machine. */
    private static final long BREATH_MILLIS = 30;

    private static final Duration PROBE_EVERY = Duration.ofMillis(500);

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger lives = new AtomicInteger();

    @Test
    void everyRequestIsAnsweredAtOnceWhileEachReplicaIsReplaced() throws Exception {
        try (Arena arena = Arena.open(2, SETTINGS)) {
            List<Tenant> tenants = IntStream.range(0, PLAYERS)
                    .mapToObj(i -> arena.tenant(1_000))
                    .toList();
            arena.caller().takeAnswers();
            ExecutorService threads = Executors.newFixedThreadPool(PLAYERS);
            List<Future<?>> players = IntStream.range(0, PLAYERS)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> player(arena, tenants.get(i))))
                    .toList();
            awaitSteady();

            for (PackagedService old : List.copyOf(arena.replicas())) {
                replace(arena, old);
                awaitSteady();
            }

            over.set(true);
            for (Future<?> player : players) {
                player.get();
            }
            threads.shutdown();
            Map<Integer, Long> answers = arena.caller().takeAnswers();
            arena.settle();
            arena.assertSound("rolling-update lives=%d answers=%s".formatted(lives.get(), answers));
            assertThat(answers.keySet()).containsExactlyInAnyOrder(200, 201);
        }
    }

    private void awaitSteady() {
        int target = lives.get() + STEADY;
        await().atMost(Duration.ofSeconds(60)).until(() -> lives.get() >= target);
    }

    private static void replace(Arena arena, PackagedService old) {
        List<PackagedService> serving = new ArrayList<>(arena.replicas().stream()
                .filter(replica -> replica.process().isAlive())
                .toList());
        serving.add(arena.add(SETTINGS));
        balance(arena, serving);

        old.process().destroy();

        await().pollInterval(PROBE_EVERY).during(PROBE_EVERY.multipliedBy(2)).until(() -> !old.isReady());
        serving.remove(old);
        balance(arena, serving);
        assertThat(old.awaitExit()).isIn(0, 143);
    }

    private static void balance(Arena arena, List<PackagedService> serving) {
        arena.balancer().to(serving.stream().map(PackagedService::port).toList());
    }

    /** One bot after the other lives a short life; whatever is refused is counted by the caller. */
    private void player(Arena arena, Tenant tenant) {
        while (!over.get()) {
            Caller.Answer answer = tenant.send(User.newMeet(), "");
            if (answer.status() == 201) {
                PlayedBot bot = PlayedBot.of(arena, answer.json().get("id").asLong());
                bot.inMeeting();
                Arena.pause(BREATH_MILLIS);
                bot.heartbeat();
                Arena.pause(BREATH_MILLIS);
                bot.report("completed", ", \"exit_code\": 0, \"completion_reason\": \"left_alone\"");
                lives.incrementAndGet();
            }
        }
    }
}
