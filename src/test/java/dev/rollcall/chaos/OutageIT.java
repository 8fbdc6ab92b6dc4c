package dev.rollcall.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.ShortLimits;
import dev.rollcall.stage.User;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** PostgreSQL and Redis go away under load and come back: no bot pays for it, and every error is an honest 503. */
class OutageIT {

    private static final int CALLERS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONGER_THAN_THE_LEASE = ShortLimits.LEASE.plusSeconds(2);

    private final long seed = new Random().nextLong();

    /** What is taken away, for how long, and how. */
    private record Fault(String name, Duration length, Runnable begin, Runnable end) {}

    /** A bot that was sent; the process is the reference bot's. */
    private record Sent(long meetingId, String nativeId) {}

    @Test
    void fiveBotsOutliveAPostgresThatIsAwayForLongerThanTheLease() throws Exception {
        play(5, arena -> List.of(postgres(arena, LONGER_THAN_THE_LEASE)));
    }

    @Test
    void fiveBotsOutliveARedisThatStopsAndForgets() throws Exception {
        play(5, arena -> List.of(redis(arena, Duration.ofSeconds(3)), flushed(arena)));
    }

    @Test
    @Tag("chaos")
    void fiveBotsOutliveEveryOutage() throws Exception {
        play(5, OutageIT::everyOutage);
    }

    @Test
    @Tag("chaos")
    void fiftyBotsOutliveEveryOutage() throws Exception {
        play(50, OutageIT::everyOutage);
    }

    private static List<Fault> everyOutage(Arena arena) {
        return List.of(
                postgres(arena, Duration.ofSeconds(20)),
                postgres(arena, LONGER_THAN_THE_LEASE),
                redis(arena, Duration.ofSeconds(60)),
                redis(arena, Duration.ZERO),
                flushed(arena));
    }

    private static Fault postgres(Arena arena, Duration length) {
        return new Fault("postgres", length, arena.local()::stopPostgres, arena.local()::startPostgres);
    }

    private static Fault redis(Arena arena, Duration length) {
        return new Fault("redis", length, arena.local()::killRedis, arena.local()::startRedis);
    }

    private static Fault flushed(Arena arena) {
        return new Fault("flushall", Duration.ZERO, () -> flush(arena), () -> {});
    }

    private static void flush(Arena arena) {
        URI redis = URI.create(arena.local().redisUrl());
        try (Socket socket = new Socket(redis.getHost(), redis.getPort())) {
            socket.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(3), StandardCharsets.US_ASCII))
                    .isEqualTo("+OK");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Faults {
        List<Fault> in(Arena arena);
    }

    private void play(int bots, Faults faults) throws Exception {
        try (Arena arena = Arena.open(2, Map.of())) {
            Tenant tenant = arena.tenant(bots);
            List<Sent> fleet = fleet(arena, tenant, bots);
            Set<Long> processes = botProcesses(arena);
            arena.caller().takeAnswers();
            List<String> figures = new ArrayList<>();
            for (Fault fault : faults.in(arena)) {
                Map<Integer, Long> answers = underLoad(arena, tenant, fleet, fault);
                figures.add("%s/%ds%s".formatted(fault.name(), fault.length().toSeconds(), answers));
                assertThat(answers.keySet()).as(fault.name()).isSubsetOf(200, 202, 409, 429, 503);
                assertThat(answers.containsKey(503) || !fault.name().equals("postgres"))
                        .isTrue();
                assertNobodyPaid(arena, bots, processes);
            }
            arena.settle();
            arena.assertSound("chaos=outage seed=%d bots=%d faults=%s".formatted(seed, bots, figures));
        }
    }

    private static List<Sent> fleet(Arena arena, Tenant tenant, int bots) {
        List<Sent> fleet = Stream.generate(User::newMeet)
                .limit(bots)
                .map(meet -> send(tenant, meet))
                .toList();
        awaitHeartbeats(arena, bots, Instant.EPOCH);
        return fleet;
    }

    private static Sent send(Tenant tenant, String meet) {
        return new Sent(tenant.sent(meet, ", \"simulate\": {\"scenario\": \"normal\", \"step_ms\": 100}"), meet);
    }

    private static Set<Long> botProcesses(Arena arena) {
        return arena.processes().stream()
                .filter(LiveProcess::bot)
                .map(LiveProcess::pid)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Callers ask for everything while the fault begins, lasts and ends. */
    private Map<Integer, Long> underLoad(Arena arena, Tenant tenant, List<Sent> fleet, Fault fault) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                Random random = new Random(seed + i);
                callers.add(threads.submit(() -> ask(arena, tenant, fleet, random, over)));
            }
            Arena.pause(500);
            fault.begin().run();
            Arena.pause(fault.length().toMillis());
            fault.end().run();
            Arena.pause(1_000);
            over.set(true);
            for (Future<?> caller : callers) {
                caller.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return arena.caller().takeAnswers();
    }

    private static void ask(Arena arena, Tenant tenant, List<Sent> fleet, Random random, AtomicBoolean over) {
        while (!over.get()) {
            Sent sent = fleet.get(random.nextInt(fleet.size()));
            switch (random.nextInt(7)) {
                case 0 -> tenant.call("GET", "/bots/status", null);
                case 1 -> tenant.call("GET", "/meetings/" + sent.meetingId() + "/history", null);
                case 2 -> tenant.call("GET", "/meetings?limit=10", null);
                case 3 ->
                    tenant.call("PUT", "/bots/google_meet/" + sent.nativeId() + "/config", "{\"language\": \"de\"}");
                case 4 -> tenant.send(sent.nativeId(), ""); // a duplicate
                case 5 -> tenant.send(User.newMeet(), ""); // one too many
                default -> arena.caller().admin("GET", "/admin/users?limit=5", null);
            }
            Arena.pause(random.nextInt(100));
        }
    }

    /** Heard again for longer than the lease, in the meeting all the time, the same processes as before. */
    private static void assertNobodyPaid(Arena arena, int bots, Set<Long> processes) {
        awaitHeartbeats(arena, bots, Instant.now().plus(LONGER_THAN_THE_LEASE));
        assertThat(arena.rows(
                        "select status from meetings where status <> 'active' or attempt <> 1",
                        row -> row.getString(1)))
                .isEmpty();
        assertThat(botProcesses(arena)).isEqualTo(processes);
    }

    private static void awaitHeartbeats(Arena arena, int bots, Instant after) {
        String heard = """
                select count(*)
                from meetings m
                join heartbeats h on h.meeting_id = m.id
                where m.status = 'active' and h.last_heartbeat_at > '%s'
                """.formatted(after);
        String ended = "select count(*) from meetings where status in ('completed', 'failed')";
        Awaitility.await("all bots are heard")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .failFast("a bot was ended", () -> number(arena, ended) > 0)
                .until(() -> number(arena, heard) == bots);
    }

    private static long number(Arena arena, String sql) {
        return arena.row(sql, row -> row.getLong(1)).orElseThrow();
    }
}
