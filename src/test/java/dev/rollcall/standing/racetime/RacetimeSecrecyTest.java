package dev.rollcall.standing.racetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.standing.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Neither secrets nor tokens nor what people say is in any log, report or text, however much is logged. */
class RacetimeSecrecyTest extends RacetimeStage {

    private final Queue<LogRecord> logged = new ConcurrentLinkedQueue<>();
    private final Logger root = Logger.getLogger("");
    private final Level before = root.getLevel();
    private final Handler listener = new Handler() {

        @Override
        public void publish(LogRecord record) {
            logged.add(record); // put into words later: some classes log while they are being loaded
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** Who would print all of it. */
    private final Handler[] others = root.getHandlers();

    @BeforeEach
    void listen() {
        Arrays.stream(others).forEach(root::removeHandler);
        listener.setLevel(Level.ALL);
        root.addHandler(listener);
        root.setLevel(Level.ALL);
    }

    @AfterEach
    void stopListening() {
        root.removeHandler(listener);
        root.setLevel(before);
        Arrays.stream(others).forEach(root::addHandler);
    }

    @Test
    void nothing_secret_is_told_in_good_days_or_bad() {
        List<String> secrets = new ArrayList<>();
        server.tokens.life = Duration.ofSeconds(3);
        PlayedRoom room = server.race("lucky-link-1234");
        PlayedBot bot = bot();
        bot.awaitConnected(1);
        bot.say("lucky-link-1234", "words-of-the-room");
        secrets.addAll(server.tokens.given());
        room.cut();
        server.tokens.faults.next(1, PlayedFaults.json(500, "{}"));
        server.data.next(1, PlayedFaults.cut());
        room.handshakes.next(1, PlayedFaults.html(500));
        await().atMost(PlayedBot.SOON).until(() -> server.tokens.requests.size() >= 4);
        bot.awaitConnected(1);
        secrets.addAll(server.tokens.given());

        server.tokens.deactivate(PlayedBot.CLIENT_ID);
        bot.awaitReport(report -> report instanceof Report.Over);
        bot.close();

        secrets.add(PlayedBot.CLIENT_SECRET);
        secrets.add("words-of-the-room");
        assertThat(secrets).hasSizeGreaterThanOrEqualTo(4);
        List<String> lines = logged.stream().map(RacetimeSecrecyTest::words).toList();
        assertThat(lines).as("that anything was heard").isNotEmpty();
        for (String secret : secrets) {
            assertThat(lines).noneMatch(line -> line.contains(secret));
            assertThat(bot.reports.toString()).doesNotContain(secret);
        }
        assertThat(new AccessToken("tok-1", Instant.EPOCH, Duration.ZERO).toString())
                .doesNotContain("tok-1");
    }

    private static String words(LogRecord record) {
        return record.getMessage() + " " + Arrays.toString(record.getParameters()) + " " + record.getThrown();
    }
}
