package dev.rollcall.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.chaos.Caller.Answer;
import dev.rollcall.stage.User;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is dead is ended at once, however many; what only seems to be is held until somebody believes it. */
class FleetDeathIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration LEASE = Duration.ofSeconds(5);

    private final ScheduledExecutorService beats = Executors.newScheduledThreadPool(4);
    private final Set<PlayedBot> heard = ConcurrentHashMap.newKeySet();

    @AfterEach
    void endBeats() {
        beats.shutdownNow();
    }

    @Test
    void halfOfTwelveDiesAndIsEndedTheOtherHalfIsSilentAndIsHeld() {
        play(12, 4, false);
    }

    @Test
    @Tag("chaos")
    void halfOfSixtyDiesAndIsEndedTheOtherHalfIsSilentAndIsHeld() {
        play(60, 10, true);
    }

    /** @param toTheEnd also waits until the silent ones are removed, which takes half a minute more */
    private void play(int bots, int breakerMinimum, boolean toTheEnd) {
        Map<String, String> settings = new HashMap<>(Arena.BOTS_ARE_PLAYED);
        settings.put("rollcall.sweep.breaker-minimum", String.valueOf(breakerMinimum));
        settings.put("rollcall.sweep.unknown-window", "2s");
        settings.put("rollcall.deadlines.lease", LEASE.toSeconds() + "s");
        try (Arena arena = Arena.open(2, settings)) {
            List<PlayedBot> fleet = fleet(arena, bots);
            List<PlayedBot> doomed = fleet.subList(0, bots / 2);
            List<PlayedBot> silent = fleet.subList(bots / 2, bots);

            Map<Long, Instant> killed = kill(arena, doomed);
            await(
                    "the dead are ended",
                    () -> assertThat(doomed).allMatch(bot -> bot.status().equals("failed")));
            List<Long> detection = detection(arena, killed);
            assertThat(held(arena)).isZero();
            assertThat(silent).allMatch(bot -> bot.status().equals("active"));

            silence(arena, silent);
            await("the silent are held", () -> assertThat(held(arena)).isEqualTo(silent.size()));
            assertAlerted(arena, silent.size());
            assertThat(silent).allMatch(bot -> bot.status().equals("active"));

            Answer release = arena.caller().admin("POST", "/admin/sweeper/release", null);
            assertThat(release.status()).isEqualTo(202);
            await(
                    "the released are ended",
                    () -> assertThat(silent).allMatch(bot -> bot.status().equals("failed")));
            await("the alert is over", () -> assertThat(held(arena)).isZero());
            if (toTheEnd) {
                readableAgain(arena, silent);
                arena.settle();
            }
            arena.assertSound(figures(arena, bots, detection), toTheEnd ? arena.processes() : List.of());
        }
    }

    private static String figures(Arena arena, int bots, List<Long> detection) {
        return "chaos=fleet-death bots=%d killed=%d held=%d answers=%s detection_ms_p50=%d p99=%d max=%d"
                .formatted(
                        bots,
                        detection.size(),
                        bots - detection.size(),
                        arena.caller().takeAnswers(),
                        percentile(detection, 50),
                        percentile(detection, 99),
                        percentile(detection, 100));
    }

    private List<PlayedBot> fleet(Arena arena, int bots) {
        Tenant tenant = arena.tenant(bots);
        List<PlayedBot> fleet = Stream.generate(() -> tenant.sent(User.newMeet(), ""))
                .limit(bots)
                .map(id -> PlayedBot.of(arena, id))
                .toList();
        fleet.forEach(bot -> {
            heard.add(bot.inMeeting());
            beats.scheduleAtFixedRate(() -> beat(bot), 0, 1, TimeUnit.SECONDS);
        });
        await("every bot has its process", () -> assertThat(processes(arena)).hasSize(bots));
        return fleet;
    }

    private void beat(PlayedBot bot) {
        if (heard.contains(bot)) {
            bot.heartbeat();
        }
    }

    private static Map<Long, ProcessHandle> processes(Arena arena) {
        Map<Long, ProcessHandle> processes = new HashMap<>();
        arena.processes().stream()
                .filter(LiveProcess::bot)
                .forEach(bot ->
                        ProcessHandle.of(bot.pid()).ifPresent(process -> processes.put(bot.meetingId(), process)));
        return processes;
    }

    /** Kills all at once, and tells when. */
    private Map<Long, Instant> kill(Arena arena, List<PlayedBot> doomed) {
        Map<Long, ProcessHandle> processes = processes(arena);
        Map<Long, Instant> killed = new HashMap<>();
        doomed.forEach(bot -> {
            heard.remove(bot);
            processes.get(bot.meetingId()).destroyForcibly();
            killed.put(bot.meetingId(), Instant.now());
        });
        return killed;
    }

    /** From the death of each bot to the end of its meeting, in ms, sorted. */
    private static List<Long> detection(Arena arena, Map<Long, Instant> killed) {
        List<Long> times = new ArrayList<>();
        killed.forEach((id, at) -> arena.row(
                        "select end_time from meetings where id = " + id, row -> row.getTimestamp(1))
                .ifPresent(
                        end -> times.add(Duration.between(at, end.toInstant()).toMillis())));
        return times.stream().sorted().toList();
    }

    private static long percentile(List<Long> sorted, int percent) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    /**
     * They live, but are not heard, and the runtime cannot read what it knows of them. All at the same moment: of those
     * that fall silent one after the other, the breaker lets the first few through.
     */
    private void silence(Arena arena, List<PlayedBot> silent) {
        heard.removeAll(Set.copyOf(silent));
        arena.execute("update heartbeats set last_heartbeat_at = now()");
        silent.forEach(bot -> change(() -> Files.createDirectory(unreadable(arena, bot))));
    }

    private static void readableAgain(Arena arena, List<PlayedBot> silent) {
        silent.forEach(bot -> change(() -> Files.deleteIfExists(unreadable(arena, bot))));
    }

    /** The file with the exit code; while it is a folder, reading it fails. */
    private static Path unreadable(Arena arena, PlayedBot bot) {
        return arena.workloads().resolve(bot.workload()).resolve("exit");
    }

    private interface FileChange {
        void make() throws IOException;
    }

    private static void change(FileChange change) {
        try {
            change.make();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int held(Arena arena) {
        return arena.caller()
                .admin("GET", "/admin/sweeper", null)
                .json()
                .get("held")
                .asInt();
    }

    private static void assertAlerted(Arena arena, int held) {
        Answer health = arena.caller().admin("GET", "/health", null);
        assertThat(health.json().get("status").asText()).isEqualTo("degraded");
        assertThat(health.json().at("/sweeper/held").asInt()).isEqualTo(held);
        assertThat(arena.replicas())
                .anyMatch(replica -> replica.log().contains("sweep=breaker state=held held=" + held));
    }

    private static void await(String what, org.awaitility.core.ThrowingRunnable assertion) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(assertion);
    }
}
