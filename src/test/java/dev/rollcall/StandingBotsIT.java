package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.User;
import dev.rollcall.standing.Service;
import dev.rollcall.standing.Standings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two services share the standing bots; one is killed, sleeps, or ends in order. */
class StandingBotsIT {

    private static final int BOTS = 6;
    private static final Duration LEASE = Duration.ofSeconds(6);

    /** Within a lease, and what a busy machine needs besides. */
    private static final Duration REPLACED_WITHIN = LEASE.plusSeconds(15);

    private static final LocalServices LOCAL = LocalServices.another();

    private static List<PackagedService> replicas;

    private Service service;
    private Standings standings;
    private List<Long> bots;

    @BeforeAll
    static void start() {
        Map<String, String> settings = Map.of(
                "rollcall.runtime", "none",
                "rollcall.standing.allow-http", "true",
                "rollcall.standing.allow-private-hosts", "true",
                "rollcall.standing.lease", LEASE.toSeconds() + "s",
                "rollcall.standing.interval", "2s",
                "rollcall.standing.backoff", "200ms",
                "rollcall.standing.longest-backoff", "1s");
        replicas = Stream.generate(() -> ShortLimits.launch(LOCAL, settings))
                .limit(2)
                .toList();
        replicas.forEach(PackagedService::awaitReady);
    }

    @AfterAll
    static void stop() {
        replicas.forEach(PackagedService::close);
        LOCAL.close();
    }

    @BeforeEach
    void botsThatAreAllConnected() {
        replicas.get(1).asTarget();
        service = Service.start();
        standings = new Standings();
        bots = IntStream.range(0, BOTS)
                .mapToObj(number ->
                        standings.create(Standings.withHeader(Standings.body(service.socket()), "Bearer " + number)))
                .toList();
        awaitAll(() -> service.openNow() == BOTS);
    }

    @AfterEach
    void close() {
        standings.close();
        service.close();
    }

    private void awaitAll(BooleanSupplier connected) {
        await().atMost(REPLACED_WITHIN.plusSeconds(20))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> connected.getAsBoolean()
                        && bots.stream().allMatch(id -> Standings.bot(id).getInteger("status") == 1));
    }

    /** By its log: it has written how these are connected. */
    private List<Long> keptBy(PackagedService replica) {
        String log = replica.log();
        return bots.stream()
                .filter(id -> log.contains("standing=changed bot=" + id + " "))
                .toList();
    }

    /** The one that keeps most of them. */
    private PackagedService keeper() {
        return replicas.stream()
                .max(Comparator.comparing(replica -> keptBy(replica).size()))
                .orElseThrow();
    }

    @Test
    void aKilledOwnerIsReplacedWithinALeaseAndNobodyIsConnectedTwice() {
        PackagedService keeper = keeper();
        PackagedService other = other(keeper);
        List<Long> lost = keptBy(keeper);
        int before = service.opened().size();

        keeper.kill();

        other.asTarget();
        await().atMost(REPLACED_WITHIN).until(() -> service.opened().size() == before + lost.size());
        awaitAll(() -> service.openNow() == BOTS);
        assertThat(service.mostOfOneAtOnce()).isEqualTo(1);
        assertThat(lost)
                .isNotEmpty()
                .allSatisfy(id -> assertThat(Standings.bot(id).getLong("flap_count"))
                        .as("our own death is no flap")
                        .isZero());
        keeper.start().awaitReady();
    }

    @Test
    void anOwnerThatSleptThroughItsLeaseClosesWhatItHasAndWritesNothing() throws Exception {
        PackagedService keeper = keeper();
        PackagedService other = other(keeper);
        List<Long> lost = keptBy(keeper);
        other.asTarget();
        int before = service.opened().size();

        signal(keeper, "STOP");
        await().atMost(REPLACED_WITHIN).until(() -> service.opened().size() == before + lost.size());
        awaitAll(() -> true);
        List<String> owners = owners();
        service.shaking(500); // whatever the sleeper tries now fails, and it must not say so
        signal(keeper, "CONT");

        // its sockets stood while it slept, since nobody can close them for it; now it closes them by itself
        await().atMost(REPLACED_WITHIN).until(() -> service.openNow() == BOTS);
        await().atMost(REPLACED_WITHIN)
                .until(() -> keeper.log().contains("standing=lease-over")
                        || keeper.log().contains("standing=taken-away"));
        assertThat(bots)
                .allSatisfy(
                        id -> assertThat(Standings.bot(id).getInteger("status")).isEqualTo(1));
        assertThat(owners()).isEqualTo(owners);
        service.shaking(101);
    }

    @Test
    void anOrderlyEndGivesTheBotsBackAtOnce() {
        PackagedService keeper = keeper();
        PackagedService other = other(keeper);
        int before = service.opened().size();
        int kept = keptBy(keeper).size();

        keeper.stop();

        other.asTarget();
        await().atMost(LEASE).until(() -> service.opened().size() == before + kept);
        awaitAll(() -> service.openNow() == BOTS);
        assertThat(service.mostOfOneAtOnce()).isEqualTo(1);
        keeper.start().awaitReady();
    }

    @Test
    void whatAnyReplicaIsToldTheOwnerDoesAtOnce() {
        PackagedService keeper = keeper();
        long id = keptBy(keeper).get(0);

        other(keeper).asTarget();
        User.admin()
                .body(new JsonObject()
                        .put("action", "send")
                        .put("data", new JsonObject().put("text", "from the other one"))
                        .encode())
                .post("/standing-bots/" + id + "/actions")
                .then()
                .statusCode(200);
        Standings.order(id, "check").then().statusCode(200);
        Standings.order(id, "stop").then().statusCode(200);

        await().atMost(Duration.ofSeconds(5)).until(() -> service.openNow() == BOTS - 1);
        assertThat(service.heard()).contains("from the other one");
    }

    private List<String> owners() {
        return bots.stream().map(id -> Standings.bot(id).getString("owner")).toList();
    }

    private static PackagedService other(PackagedService one) {
        return replicas.get(1 - replicas.indexOf(one));
    }

    private static void signal(PackagedService replica, String signal) throws IOException, InterruptedException {
        new ProcessBuilder(
                        "kill", "-" + signal, String.valueOf(replica.process().pid()))
                .start()
                .waitFor();
    }
}
