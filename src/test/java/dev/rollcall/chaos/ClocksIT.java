package dev.rollcall.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.rollcall.PackagedService;
import dev.rollcall.stage.User;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas with clocks five minutes apart, neither of them right: deadlines are the database's alone. */
class ClocksIT {

    private static final Duration APART = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Longer than a busy machine's hiccups: no live bot must look dead. */
    private static final Duration LEASE = Duration.ofSeconds(8);

    /** One sweep is a second; the rest is for a machine out of breath. */
    private static final Duration LATE = Duration.ofSeconds(8);

    private static final Map<String, String> SETTINGS =
            Map.of("rollcall.sweep.breaker-minimum", "1000", "rollcall.deadlines.lease", LEASE.toSeconds() + "s");

    @TempDir
    private Path folder;

    @BeforeEach
    void aJavaWithAgents() {
        assumeFalse(PackagedService.isNative(), "a native binary takes no agent");
    }

    @Test
    void noLiveBotIsEndedAndNoDeadOneIsKept() {
        play(3, 2, Duration.ofSeconds(2));
    }

    @Test
    @Tag("chaos")
    void noLiveBotOfTwentyIsEndedAndNoDeadOneIsKept() {
        play(20, 10, Duration.ofSeconds(60));
    }

    /** @param longer how long the live ones are watched once the silent ones are ended */
    private void play(int live, int silent, Duration longer) {
        Duration half = APART.dividedBy(2);
        List<Map<String, String>> environments = List.of(
                Map.of("JAVA_TOOL_OPTIONS", ShiftedClock.options(folder, half)),
                Map.of("JAVA_TOOL_OPTIONS", ShiftedClock.options(folder, half.negated())));
        try (Arena arena = Arena.openEach(environments, SETTINGS)) {
            assertApart(arena);
            Tenant tenant = arena.tenant(live + silent);
            List<Long> healthy = send(tenant, live, "normal");
            List<Long> mute = send(tenant, silent, "silent");

            Awaitility.await("the silent are ended")
                    .atMost(PATIENCE)
                    .until(() -> statuses(arena, mute).stream().allMatch("failed"::equals));
            List<Duration> silences = silences(arena, mute);
            awaitHeartbeats(arena, healthy, Instant.now().plus(LEASE).plus(longer));

            assertThat(silences).allSatisfy(silence -> assertThat(silence).isBetween(LEASE, LEASE.plus(LATE)));
            assertThat(statuses(arena, healthy)).containsOnly("active");
            arena.settle();
            arena.assertSound("chaos=clocks apart=%s live=%d silent=%d ended_after=%s answers=%s"
                    .formatted(APART, live, silent, silences, arena.caller().takeAnswers()));
        }
    }

    /** Each replica writes the time of a new user by its own clock. */
    private static void assertApart(Arena arena) {
        List<Instant> times = arena.replicas().stream()
                .map(replica -> new Caller(replica.baseUrl().toString())
                        .admin("POST", "/admin/users", "{\"email\": \"%s@example.org\"}".formatted(UUID.randomUUID()))
                        .json()
                        .get("created_at")
                        .asText())
                .map(Instant::parse)
                .toList();
        assertThat(Duration.between(times.get(1), times.get(0))).isCloseTo(APART, Duration.ofSeconds(20));
    }

    private static List<Long> send(Tenant tenant, int bots, String scenario) {
        return IntStream.range(0, bots)
                .mapToLong(i -> tenant.sent(
                        User.newMeet(), ", \"simulate\": {\"scenario\": \"%s\", \"step_ms\": 100}".formatted(scenario)))
                .boxed()
                .toList();
    }

    private static List<String> statuses(Arena arena, List<Long> meetings) {
        return arena.rows("select status from meetings where id in " + list(meetings), row -> row.getString(1));
    }

    /** From the last heartbeat to the end. */
    private static List<Duration> silences(Arena arena, List<Long> meetings) {
        return arena.rows(
                "select last_heartbeat_at, end_time from meetings where id in " + list(meetings),
                row -> Duration.between(
                        row.getTimestamp(1).toInstant(), row.getTimestamp(2).toInstant()));
    }

    private static void awaitHeartbeats(Arena arena, List<Long> meetings, Instant after) {
        String heard = "select count(*) from heartbeats where last_heartbeat_at > '%s' and meeting_id in %s"
                .formatted(after, list(meetings));
        Awaitility.await("the live ones are heard")
                .atMost(PATIENCE.multipliedBy(2))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> arena.row(heard, row -> row.getInt(1)).orElseThrow() == meetings.size());
    }

    private static String list(List<Long> ids) {
        return ids.toString().replace('[', '(').replace(']', ')');
    }
}
