package dev.rollcall.standing.racetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.platform.OutboundUrl;
import dev.rollcall.standing.Action;
import dev.rollcall.standing.ActionOutcome;
import dev.rollcall.standing.Assignment;
import dev.rollcall.standing.Connection;
import dev.rollcall.standing.ConnectionBackoff;
import dev.rollcall.standing.ConnectionSettings;
import dev.rollcall.standing.Report;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The connector at work for one bot, much faster than in production, but as patient, since test machines are slow, and all that it reports. */
final class PlayedBot implements AutoCloseable {

    static final String CLIENT_ID = "client-of-the-bot";
    static final String CLIENT_SECRET = "S3cr3t-of-the-bot";
    static final Duration SOON = Duration.ofSeconds(20);

    static final Pacing FAST = new Pacing(
            Duration.ofMillis(200),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofMillis(200),
            Duration.ofSeconds(3),
            Duration.ofSeconds(15),
            Duration.ofSeconds(1),
            Duration.ofMillis(200),
            Duration.ofSeconds(15),
            Duration.ofHours(23),
            new ConnectionBackoff.Limits(Duration.ofMillis(20), Duration.ofMillis(500), Duration.ofMillis(500)),
            new ConnectionBackoff.Limits(Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofMillis(500)),
            new ConnectionBackoff.Limits(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(1)));

    static final OutboundUrl.Rules ANY_ADDRESS = new OutboundUrl.Rules(true, true);

    /** As fast as others, but for these. */
    static Pacing fast(
            Duration request, Duration handshake, Duration action, Duration freshToken, Duration routineAge) {
        return new Pacing(
                FAST.scan(),
                FAST.longestScan(),
                request,
                handshake,
                FAST.ping(),
                FAST.pong(),
                action,
                FAST.farewell(),
                FAST.spread(),
                freshToken,
                routineAge,
                FAST.room(),
                FAST.api(),
                FAST.token());
    }

    static Pacing withRoom(ConnectionBackoff.Limits room) {
        return new Pacing(
                FAST.scan(),
                FAST.longestScan(),
                FAST.request(),
                FAST.handshake(),
                FAST.ping(),
                FAST.pong(),
                FAST.action(),
                FAST.farewell(),
                FAST.spread(),
                FAST.freshToken(),
                FAST.routineAge(),
                room,
                FAST.api(),
                FAST.token());
    }

    final List<Report> reports = new CopyOnWriteArrayList<>();
    final List<RoomMessage> heard = new CopyOnWriteArrayList<>();
    private final Connection connection;

    PlayedBot(Vertx vertx, String url, Pacing pacing, int maxRooms) {
        this(vertx, url, pacing, maxRooms, PlayedRacetime.CATEGORY, new Random());
    }

    PlayedBot(Vertx vertx, String url, Pacing pacing, int maxRooms, String category, Random random) {
        RacetimeConnector connector = new RacetimeConnector(
                new Surroundings(vertx, Clock.systemUTC(), random, pacing), () -> maxRooms, ANY_ADDRESS, heard::add);
        JsonObject credentials = new JsonObject().put("client_id", CLIENT_ID).put("client_secret", CLIENT_SECRET);
        ConnectionSettings settings = new ConnectionSettings(category, "A bot", url, credentials, new JsonObject());
        connection = connector
                .open(new Assignment(7, 1, settings, Duration.ofSeconds(1)), reports::add)
                .await()
                .atMost(SOON);
    }

    Report awaitReport(Predicate<Report> wanted) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> reports.stream().anyMatch(wanted));
        return reports.stream().filter(wanted).findFirst().orElseThrow();
    }

    /** With this many rooms open, and no more known. */
    void awaitConnected(int rooms) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(
                        () -> assertThat(isConnected(rooms)).as("%s", reports).isTrue());
    }

    boolean isConnected(int rooms) {
        return !reports.isEmpty()
                && last() instanceof Report.Proven proven
                && proven.facts().roomsOpen() == rooms
                && proven.facts().roomsKnown() == rooms;
    }

    Report last() {
        return reports.get(reports.size() - 1);
    }

    Report check() {
        return connection.check().await().atMost(SOON);
    }

    ActionOutcome act(String room, String action, JsonObject data) {
        return connection.act(new Action(room, action, data)).await().atMost(SOON);
    }

    CompletableFuture<ActionOutcome> begin(String room, String action, JsonObject data) {
        return connection
                .act(new Action(room, action, data))
                .subscribeAsCompletionStage()
                .orTimeout(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    ActionOutcome say(String room, String text) {
        return act(room, "message", new JsonObject().put("message", text));
    }

    @Override
    public void close() {
        connection.close().await().atMost(SOON);
    }
}
