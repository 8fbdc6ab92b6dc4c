package dev.rollcall.standing.racetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.standing.ActionOutcome;
import dev.rollcall.standing.ActionOutcome.Done;
import dev.rollcall.standing.ConnectionBackoff;
import dev.rollcall.standing.Report;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Connections that break again and again, and what must come through all the same. */
class RacetimeFlapTest extends RacetimeStage {

    private static final int ROOMS = 5;
    private static final int DROPS = 100;
    private static final ConnectionBackoff.Limits QUICK =
            new ConnectionBackoff.Limits(Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofMillis(500));

    @Test
    void a_hundred_drops_lose_no_message_double_none_and_never_connect_twice() {
        long seed = System.nanoTime();
        System.out.println("seed of the drops: " + seed);
        Random random = new Random(seed);
        IntStream.range(0, ROOMS).forEach(i -> server.race("race-" + i));
        PlayedBot bot = keep(new PlayedBot(
                botLoop(), server.url(), PlayedBot.withRoom(QUICK), 100, PlayedRacetime.CATEGORY, new Random(seed)));
        bot.awaitConnected(ROOMS);

        Map<String, CompletableFuture<ActionOutcome>> sent = new ConcurrentHashMap<>();
        List<String> said = new ArrayList<>();
        for (int drop = 0; drop < DROPS; drop++) {
            for (int i = 0; i < 3; i++) {
                String room = "race-" + random.nextInt(ROOMS);
                String text = "bot " + sent.size();
                sent.put(text, bot.begin(room, "message", new JsonObject().put("message", text)));
                said.add("person " + said.size());
                server.rooms.get("race-" + random.nextInt(ROOMS)).says("anna", said.get(said.size() - 1));
            }
            drop(server.rooms.get("race-" + random.nextInt(ROOMS)), random.nextInt(4));
            Instant next = Instant.now().plusMillis(random.nextInt(60));
            await().pollInterval(Duration.ofMillis(1)).until(() -> Instant.now().isAfter(next));
        }
        CompletableFuture.allOf(sent.values().toArray(CompletableFuture[]::new)).join();
        bot.awaitConnected(ROOMS);

        List<String> posted = server.rooms.values().stream()
                .flatMap(room -> room.messages.stream())
                .filter(message -> message.getBoolean("is_bot"))
                .map(message -> message.getString("message"))
                .toList();
        List<String> accepted = sent.entrySet().stream()
                .filter(each -> each.getValue().join() instanceof Done)
                .map(Map.Entry::getKey)
                .toList();
        assertThat(posted).as("seed %d", seed).doesNotHaveDuplicates().containsAll(accepted);
        assertThat(accepted).as("seed %d", seed).hasSize(sent.size());
        await().atMost(PlayedBot.SOON).until(() -> bot.heard.size() >= said.size());
        assertThat(bot.heard.stream().map(RoomMessage::text))
                .as("seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(said);
        assertThat(server.rooms.values()).as("seed %d", seed).allMatch(room -> room.mostAtOnce == 1);
        assertThat(server.rooms.values().stream()
                        .mapToInt(room -> room.lines.size())
                        .sum())
                .as("that there were drops at all")
                .isGreaterThan(ROOMS + DROPS / 4);
        assertThat(server.tokens.requests)
                .as("drops are no reason to ask for tokens")
                .hasSize(1);
    }

    private static void drop(PlayedRoom room, int how) {
        switch (how) {
            case 0 -> room.close(1000);
            case 1 -> room.close(1001);
            default -> room.cut();
        }
    }

    @Test
    void drops_while_tokens_change_lose_nothing_either() {
        long seed = System.nanoTime();
        System.out.println("seed of the drops: " + seed);
        Random random = new Random(seed);
        server.tokens.life = Duration.ofSeconds(3);
        PlayedRoom room = server.race("race-0");
        PlayedBot bot = keep(new PlayedBot(
                botLoop(), server.url(), PlayedBot.withRoom(QUICK), 100, PlayedRacetime.CATEGORY, new Random(seed)));
        bot.awaitConnected(1);

        int count = 0;
        for (; server.tokens.requests.size() < 5; count++) {
            assertThat(bot.say("race-0", "message " + count))
                    .as("seed %d", seed)
                    .isInstanceOf(Done.class);
            if (random.nextInt(50) == 0) {
                room.cut();
            }
        }

        assertThat(room.messages.stream().map(each -> each.getString("message")))
                .as("seed %d", seed)
                .doesNotHaveDuplicates()
                .hasSize(count);
        assertThat(room.mostAtOnce).as("seed %d", seed).isLessThanOrEqualTo(2);
        assertThat(RoomLines.overlapping(room))
                .as("seed %d: two connections stand only while a token is changed", seed)
                .allMatch(pair -> !pair.get(0).token.equals(pair.get(1).token));
    }

    @Test
    void rooms_that_break_at_the_same_moment_come_back_one_after_the_other() {
        int rooms = 40;
        IntStream.range(0, rooms).forEach(i -> server.race("race-" + i));
        PlayedBot bot = bot(PlayedBot.withRoom(
                new ConnectionBackoff.Limits(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2))));
        bot.awaitConnected(rooms);

        server.rooms.values().forEach(PlayedRoom::cut);

        await().atMost(PlayedBot.SOON)
                .until(() -> server.rooms.values().stream().allMatch(room -> room.lines.size() == 2));
        List<Instant> back = server.rooms.values().stream()
                .map(room -> room.lines.get(1).opened)
                .sorted()
                .toList();
        assertThat(Duration.between(back.get(0), back.get(rooms - 1))).isGreaterThan(Duration.ofMillis(1000));
        assertThat(IntStream.range(0, rooms - rooms / 2)
                        .mapToObj(i -> Duration.between(back.get(i), back.get(i + rooms / 2 - 1))))
                .as("no half of them comes within a tenth of the time")
                .allMatch(half -> half.compareTo(Duration.ofMillis(200)) > 0);
    }

    @Test
    void a_room_that_breaks_as_soon_as_it_is_opened_is_tried_at_a_growing_distance() {
        PlayedRoom room = server.race("race-0");
        room.lifetime = Duration.ofMillis(1);
        ConnectionBackoff.Limits limits =
                new ConnectionBackoff.Limits(Duration.ofMillis(20), Duration.ofSeconds(2), Duration.ofMillis(500));

        bot(PlayedBot.withRoom(limits));

        Instant end = Instant.now().plusSeconds(3);
        await().atMost(PlayedBot.SOON).until(() -> Instant.now().isAfter(end));
        assertThat(room.lines).as("without growth there would be some hundred").hasSizeBetween(3, 25);
    }

    @Test
    void a_server_that_restarts_is_found_again() {
        PlayedRoom room = server.race("race-0");
        PlayedBot bot = bot();
        bot.awaitConnected(1);

        server.stop();
        bot.awaitReport(report -> report instanceof Report.Repairing
                && Boolean.FALSE.equals(report.facts().apiReachable()));
        server.start();

        bot.awaitConnected(1);
        assertThat(bot.say("race-0", "back again")).isInstanceOf(Done.class);
        assertThat(room.mostAtOnce).isEqualTo(1);
        assertThat(bot.reports).noneMatch(report -> report instanceof Report.Over);
    }
}
