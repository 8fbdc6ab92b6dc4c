package dev.rollcall.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.PackagedService;
import dev.rollcall.chaos.Caller.Answer;
import dev.rollcall.stage.User;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Replicas die by kill -9 in the middle of reservations, callbacks and stops, and nothing is lost or done twice. */
class KillIT {

    private static final int PLAYERS = 100;
    private static final int TENANTS = 5;
    private static final int LIMIT = 12;

    private final long seed = new Random().nextLong();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void twoKillsUnderLoadLoseNothing() throws Exception {
        play(2);
    }

    @Test
    @Tag("chaos")
    void fiftyKillsUnderLoadLoseNothing() throws Exception {
        play(50);
    }

    private void play(int kills) throws Exception {
        try (Arena arena = Arena.open(2, Arena.BOTS_ARE_PLAYED)) {
            List<Tenant> tenants = IntStream.range(0, TENANTS)
                    .mapToObj(i -> arena.tenant(LIMIT))
                    .toList();
            ExecutorService threads = Executors.newFixedThreadPool(PLAYERS);
            List<Future<?>> players = IntStream.range(0, PLAYERS)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> player(arena, tenants, new Random(seed + i))))
                    .toList();
            int deaths = kill(arena.replicas(), kills, new Random(seed));
            over.set(true);
            for (Future<?> player : players) {
                player.get();
            }
            threads.shutdown();
            Map<Integer, Long> answers = arena.caller().takeAnswers();
            arena.settle();

            arena.assertSound("chaos=kill seed=%d kills=%d answers=%s".formatted(seed, deaths, answers));
            assertThat(answers.keySet())
                    .isSubsetOf(Caller.BROKEN, 200, 201, 202, 404, 409, 429, 503)
                    .contains(200, 201, 202);
        }
    }

    /** Now and then both at once, so that nobody is there for a while. */
    private static int kill(List<PackagedService> replicas, int kills, Random random) {
        int deaths = 0;
        while (deaths < kills) {
            Arena.pause(500 + random.nextInt(2_000));
            int victim = random.nextInt(replicas.size());
            boolean all = kills - deaths > replicas.size() && random.nextInt(5) == 0;
            List<PackagedService> victims = all ? replicas : List.of(replicas.get(victim));
            victims.forEach(PackagedService::kill);
            victims.forEach(PackagedService::start);
            victims.forEach(PackagedService::awaitReady);
            deaths += victims.size();
        }
        return deaths;
    }

    private void player(Arena arena, List<Tenant> tenants, Random random) {
        while (!over.get()) {
            Tenant tenant = tenants.get(random.nextInt(tenants.size()));
            String nativeId = User.newMeet();
            Answer answer = tenant.send(nativeId, "");
            if (answer.status() == 201) {
                long id = answer.json().get("id").asLong();
                live(arena, tenant, nativeId, PlayedBot.of(arena, id), random);
            } else {
                Arena.pause(100 + random.nextInt(300));
            }
        }
    }

    /** One bot's life: it may be stopped at any moment, may end by itself, and may say everything twice. */
    private static void live(Arena arena, Tenant tenant, String nativeId, PlayedBot bot, Random random) {
        List<String> way = List.of("joining", "awaiting_admission", "active");
        int stopBefore = random.nextInt(6);
        for (int step = 0; step < way.size(); step++) {
            if (step == stopBefore) {
                stop(arena, tenant, nativeId, bot, random);
                return;
            }
            if (random.nextInt(4) > 0) {
                report(bot, way.get(step), "", random);
            }
        }
        for (int beats = random.nextInt(4); beats > 0; beats--) {
            bot.heartbeat();
            Arena.pause(random.nextInt(200));
        }
        switch (random.nextInt(4)) {
            case 0 -> report(bot, "completed", ", \"exit_code\": 0, \"completion_reason\": \"left_alone\"", random);
            case 1 -> report(bot, "failed", ", \"exit_code\": 1, \"error_details\": \"played\"", random);
            default -> stop(arena, tenant, nativeId, bot, random);
        }
    }

    private static void report(PlayedBot bot, String status, String more, Random random) {
        bot.report(status, more);
        if (random.nextInt(5) == 0) {
            bot.report(status, more);
        }
    }

    /** Half of the bots leave when they are asked; the others have to be terminated. */
    private static void stop(Arena arena, Tenant tenant, String nativeId, PlayedBot bot, Random random) {
        for (int tries = 0; tries < 50 && !arena.stop(tenant, nativeId, bot.meetingId()); tries++) {
            Arena.pause(100);
        }
        if (random.nextBoolean()) {
            report(bot, "completed", ", \"exit_code\": 0, \"completion_reason\": \"stopped\"", random);
        }
    }
}
