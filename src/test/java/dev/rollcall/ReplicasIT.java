package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.User;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two services on one database, behind a balancer: they share the work and do nothing twice. */
class ReplicasIT {

    private static final int BOTS = 10;
    private static final int SILENT = 3;

    private static final LocalServices LOCAL = LocalServices.shared();

    private static Balancer balancer;
    private static List<PackagedService> replicas;

    @BeforeAll
    static void start() {
        balancer = Balancer.open();
        Map<String, String> behind = Map.of("rollcall.bot.callback-base-url", balancer.url());
        replicas = Stream.generate(() -> ShortLimits.launch(LOCAL, behind))
                .limit(2)
                .toList();
        replicas.forEach(PackagedService::awaitReady);
        balancer.to(replicas.stream().map(PackagedService::port).toList());
        PackagedService.target(balancer.port());
    }

    @AfterAll
    static void stop() {
        replicas.forEach(PackagedService::close);
        balancer.close();
    }

    @Test
    void eachBotIsLaunchedAndEndedOnceAndTheSurvivorOfTwoGoesOn() {
        User user = User.withLimit(BOTS);
        List<SentBot> bots = IntStream.range(0, BOTS)
                .mapToObj(i -> SentBot.playingScenario(user, LOCAL, i < SILENT ? "silent" : "normal"))
                .toList();
        List<SentBot> silent = bots.subList(0, SILENT);
        List<SentBot> healthy = bots.subList(SILENT, BOTS);
        healthy.forEach(bot -> bot.await("active").awaitHeartbeat(Instant.EPOCH));
        silent.forEach(bot -> bot.await("failed").awaitNothingLeft());

        assertThat(bots).allSatisfy(bot -> {
            assertThat(lines("event=launch .*handle=" + bot.handle() + " .*outcome=\"Launched"))
                    .hasSize(1);
            assertThat(bot.meeting().getInt("attempt")).isEqualTo(1);
        });
        assertThat(silent).allSatisfy(bot -> {
            assertThat(lines("transition meeting=" + bot.id() + " .*to=failed source=sweeper"))
                    .hasSize(1);
            assertThat(bot.way()).containsExactly("requested", "joining", "awaiting_admission", "active", "failed");
        });
        List<ProcessHandle> processes = healthy.stream().map(SentBot::process).toList();

        replicas.get(0).kill();

        Instant killed = Instant.now();
        healthy.forEach(bot -> bot.awaitHeartbeat(killed.plus(ShortLimits.LEASE).plusSeconds(1)));
        assertThat(healthy.stream().map(SentBot::process)).isEqualTo(processes);
        assertThat(healthy).allSatisfy(bot -> assertThat(bot.status()).isEqualTo("active"));
        SentBot next = SentBot.inMeeting(user, LOCAL);
        Stream<SentBot> living = Stream.concat(healthy.stream(), Stream.of(next));
        living.toList().forEach(bot -> bot.stop().then().statusCode(202));
        healthy.forEach(bot -> bot.await("completed").awaitNothingLeft());
        next.await("completed").awaitNothingLeft();
    }

    /** Lines of both logs that hold this. */
    private static List<String> lines(String pattern) {
        return replicas.stream()
                .flatMap(replica -> replica.log().lines())
                .filter(line -> line.matches(".*" + pattern + ".*"))
                .toList();
    }
}
