package dev.rollcall.standing;

import static dev.rollcall.standing.Standings.body;
import static dev.rollcall.standing.Standings.withHeader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.stage.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A hundred connections drop, all of a service's at the same moment. */
@QuarkusTest
class FlapTest {

    private static final int BOTS = 20;
    private static final int DROPS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int[] CODES = {1000, 1001, 1011, 1012};

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final List<String> log = new ArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public synchronized void publish(LogRecord line) {
            synchronized (log) {
                log.add(line.getMessage() + " " + line.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private Service service;
    private Standings standings;
    private List<Long> bots;

    @BeforeEach
    void manyBotsOfOneService() {
        Logger.getLogger("").addHandler(listener);
        service = Service.start();
        standings = new Standings();
        bots = IntStream.range(0, BOTS)
                .mapToObj(number -> standings.create(withHeader(body(service.socket()), "Bearer S3cr3t" + number)))
                .toList();
    }

    @AfterEach
    void close() {
        standings.close();
        service.close();
        Logger.getLogger("").removeHandler(listener);
    }

    private long sum(String what) {
        return Database.number(
                "select coalesce(sum(%s), 0)::bigint from standing_bots where id = any ($1)".formatted(what),
                (Object) bots.toArray(Long[]::new));
    }

    private void awaitConnected() {
        await("seed " + seed)
                .atMost(PATIENCE)
                .until(() -> sum("(status = 1)::int") == BOTS && service.openNow() == BOTS);
    }

    @Test
    void nobody_is_connected_twice_nothing_is_lost_and_nobody_comes_back_as_a_herd() {
        Instant lastDrop = Instant.now();
        for (int drop = 1; drop <= DROPS; drop++) {
            awaitConnected();
            lastDrop = Instant.now();
            service.drop(CODES[random.nextInt(CODES.length)]);
            long flaps = (long) drop * BOTS;
            await("seed " + seed).atMost(PATIENCE).until(() -> sum("flap_count") == flaps);
        }
        awaitConnected();

        assertThat(service.mostOfOneAtOnce()).as("seed %d", seed).isEqualTo(1);
        assertThat(service.opened()).hasSize(BOTS * (DROPS + 1));
        bots.forEach(this::assertThatNoChangeIsMissing);
        assertThatNoHerdCame(lastDrop);
        synchronized (log) {
            assertThat(log).hasSizeGreaterThan(BOTS).noneMatch(line -> line.contains("S3cr3t"));
        }
    }

    private void assertThatNoChangeIsMissing(long id) {
        List<JsonObject> history = new ArrayList<>(Standings.history(id));
        java.util.Collections.reverse(history);
        assertThat(history).as("seed %d", seed).hasSize(1 + 2 * DROPS);
        String before = "UNKNOWN";
        for (JsonObject change : history) {
            assertThat(change.getString("from_status_name")).isEqualTo(before);
            before = change.getString("status_name");
        }
        assertThat(before).isEqualTo("CONNECTED");
    }

    /** By then the pauses are anything below two seconds: no quarter of that time sees more than two thirds of them. */
    private void assertThatNoHerdCame(Instant lastDrop) {
        List<Long> pauses = service.opened().stream()
                .filter(lastDrop::isBefore)
                .map(at -> Duration.between(lastDrop, at).toMillis())
                .toList();
        assertThat(pauses).hasSize(BOTS);
        for (long from : pauses) {
            assertThat(pauses.stream().filter(pause -> pause >= from && pause < from + 500))
                    .as("seed %d, pauses %s", seed, pauses)
                    .hasSizeLessThanOrEqualTo(BOTS * 2 / 3 + 1);
        }
    }
}
