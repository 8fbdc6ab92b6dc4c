package dev.rollcall.standing.racetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.standing.ActionOutcome;
import dev.rollcall.standing.Report;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bot finds the races of its category, is in their rooms while they go on, and nowhere else. */
class RacetimeRoomsTest extends RacetimeStage {

    @Test
    void a_bot_without_races_is_connected_with_no_room() {
        PlayedBot bot = bot();

        bot.awaitConnected(0);
        assertThat(bot.reports.get(0)).isInstanceOf(Report.Proven.class);
        assertThat(server.tokens.requests).hasSize(1);
    }

    @Test
    void a_race_that_begins_is_entered_with_the_token_in_the_header() {
        PlayedBot bot = bot();
        bot.awaitConnected(0);

        PlayedRoom room = server.race("lucky-link-1234");

        bot.awaitConnected(1);
        assertThat(room.lines).hasSize(1);
        assertThat(server.tokens.given()).containsExactly(room.lines.get(0).token);
        assertThat(bot.reports).allMatch(report -> report instanceof Report.Proven);
    }

    @Test
    void a_race_that_is_not_listed_is_entered_too() {
        server.race("hidden-race-0001").listed = false;

        PlayedBot bot = bot();

        bot.awaitConnected(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"finished", "cancelled", "partitioned"})
    void a_race_that_is_over_is_left_for_good(String end) throws InterruptedException {
        server.cache = Duration.ofSeconds(1); // still lists the race for a while
        PlayedRoom room = server.race("lucky-link-1234");
        PlayedBot bot = bot();
        bot.awaitConnected(1);

        room.becomes(end);

        bot.awaitConnected(0);
        await().atMost(PlayedBot.SOON).until(() -> room.open() == 0);
        int looks = server.looks.size();
        await().atMost(PlayedBot.SOON).until(() -> server.looks.size() > looks + 2);
        assertThat(room.lines).hasSize(1);
        assertThat(bot.reports).allMatch(report -> report instanceof Report.Proven);
    }

    @Test
    void a_race_that_vanishes_without_a_word_is_left() {
        PlayedRoom room = server.race("lucky-link-1234");
        PlayedBot bot = bot();
        bot.awaitConnected(1);

        server.rooms.clear();

        bot.awaitConnected(0);
        await().atMost(PlayedBot.SOON).until(() -> room.open() == 0);
    }

    @Test
    void twenty_races_are_twenty_rooms_with_one_connection_each() {
        for (int i = 0; i < 20; i++) {
            server.race("race-" + i);
        }

        PlayedBot bot = bot();

        bot.awaitConnected(20);
        assertThat(server.rooms.values()).allMatch(room -> room.lines.size() == 1);
        for (int i = 0; i < 20; i++) {
            assertThat(bot.say("race-" + i, "hello " + i)).isInstanceOf(ActionOutcome.Done.class);
        }
        assertThat(server.rooms.values()).allMatch(room -> room.messages.size() == 1);
    }

    @Test
    void more_races_than_a_bot_may_open_are_told() {
        for (int i = 0; i < 5; i++) {
            server.race("race-" + i);
        }

        PlayedBot bot = keep(new PlayedBot(botLoop(), server.url(), PlayedBot.FAST, 3));

        Report report = bot.awaitReport(
                each -> each.facts().roomsOpen() != null && each.facts().roomsOpen() == 3);
        assertThat(report.facts().roomsKnown()).isEqualTo(5);
        assertThat(((Report.Repairing) bot.last()).code()).isEqualTo("too_many_rooms");
    }

    @Test
    void an_older_version_of_a_race_does_not_bring_it_back() {
        PlayedRoom room = server.race("lucky-link-1234");
        room.version = 5;
        PlayedBot bot = bot();
        bot.awaitConnected(1);

        JsonObject old = room.full();
        old.getJsonObject("status").put("value", "cancelled");
        room.push(new JsonObject().put("type", "race.data").put("version", 4).put("race", old.put("version", 4)));

        assertThat(bot.say("lucky-link-1234", "still here")).isInstanceOf(ActionOutcome.Done.class);
        bot.awaitConnected(1);
        assertThat(room.lines).hasSize(1);
    }

    @Test
    void what_people_say_is_heard_once_and_nothing_else() {
        PlayedRoom room = server.race("lucky-link-1234");
        room.says("before", "said before the bot came");
        PlayedBot bot = bot();
        bot.awaitConnected(1);

        room.says("anna", "hello bot");
        bot.say("lucky-link-1234", "hello anna");
        bot.act("lucky-link-1234", "setinfo", new JsonObject().put("info_bot", "a system message follows"));
        room.cut();
        room.says("ben", "while the bot is away");

        await().atMost(PlayedBot.SOON).until(() -> bot.heard.size() >= 2);
        assertThat(bot.act("lucky-link-1234", "gethistory", null)).isInstanceOf(ActionOutcome.Done.class);
        assertThat(bot.heard.stream().map(RoomMessage::text).toList())
                .isEqualTo(List.of("hello bot", "while the bot is away"));
    }

    @Test
    void the_servers_pings_are_answered() {
        PlayedRoom room = server.race("lucky-link-1234");
        room.pings = Duration.ofMillis(50);
        PlayedBot bot = bot();
        bot.awaitConnected(1);

        await().atMost(PlayedBot.SOON).until(() -> room.pongs >= 3);

        assertThat(bot.isConnected(1)).isTrue();
    }

    @Test
    void a_closed_bot_leaves_all_rooms_and_says_no_more() throws InterruptedException {
        PlayedRoom room = server.race("lucky-link-1234");
        PlayedBot bot = bot();
        bot.awaitConnected(1);

        bot.close();

        await().atMost(PlayedBot.SOON).until(() -> room.open() == 0);
        int reports = bot.reports.size();
        int looks = server.looks.size();
        await().during(Duration.ofMillis(600)).atMost(PlayedBot.SOON).until(() -> server.looks.size() == looks);
        assertThat(bot.reports).hasSize(reports);
        assertThat(bot.say("lucky-link-1234", "too late")).isInstanceOf(ActionOutcome.NotDone.class);
    }
}
