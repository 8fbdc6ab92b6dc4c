package dev.rollcall.standing.racetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.standing.ActionOutcome;
import dev.rollcall.standing.ActionOutcome.Done;
import dev.rollcall.standing.ActionOutcome.Invalid;
import dev.rollcall.standing.ActionOutcome.NotDone;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a bot does in a room is done once, or it is told that it was not. */
class RacetimeActionsTest extends RacetimeStage {

    private static final String ROOM = "lucky-link-1234";

    private PlayedRoom room;

    private PlayedBot inTheRoom(Pacing pacing) {
        room = server.race(ROOM);
        PlayedBot bot = bot(pacing);
        bot.awaitConnected(1);
        return bot;
    }

    private PlayedBot inTheRoom() {
        return inTheRoom(PlayedBot.FAST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "make_invitational | {}",
                "begin | {}",
                "cancel | {}",
                "invite | {\"user\": \"x1Y2\"}",
                "accept_request | {\"user\": \"x1Y2\"}",
                "force_unready | {\"user\": \"x1Y2\"}",
                "remove_entrant | {\"user\": \"x1Y2\"}",
                "add_monitor | {\"user\": \"x1Y2\"}",
                "remove_monitor | {\"user\": \"x1Y2\"}",
                "override_stream | {\"user\": \"x1Y2\"}",
                "setinfo | {\"info_bot\": \"seed 12\"}",
                "setmeta | {\"seed\": {\"id\": 12}}",
                "message | {\"message\": \"hello\", \"pinned\": true}",
            })
    void an_action_reaches_the_room_as_it_was_given(String action, String data) {
        PlayedBot bot = inTheRoom();

        ActionOutcome outcome = bot.act(PlayedRacetime.CATEGORY + "/" + ROOM, action, new JsonObject(data));

        assertThat(outcome).isInstanceOf(Done.class);
        JsonObject sent = room.actions.stream()
                .filter(each -> each.getString("action").equals(action))
                .findFirst()
                .orElseThrow();
        assertThat(sent.getJsonObject("data").getMap()).containsAllEntriesOf(new JsonObject(data).getMap());
    }

    @Test
    void a_message_is_pinned_and_unpinned() {
        PlayedBot bot = inTheRoom();
        bot.say(ROOM, "read this");
        JsonObject message =
                new JsonObject().put("message", room.messages.get(0).getString("id"));

        assertThat(bot.act(ROOM, "pin_message", message)).isInstanceOf(Done.class);
        assertThat(bot.act(ROOM, "unpin_message", message)).isInstanceOf(Done.class);
        assertThat(bot.act(ROOM, "pin_message", new JsonObject().put("message", "nosuch")))
                .isEqualTo(new NotDone(409, "racetime.gg refuses it: Could not find a message with that ID."));
    }

    @Test
    void a_question_is_answered() {
        PlayedBot bot = inTheRoom();
        room.says("anna", "hello");

        assertThat(((Done) bot.act(ROOM, "getrace", null))
                        .result()
                        .getJsonObject("race")
                        .getString("slug"))
                .isEqualTo(ROOM);
        assertThat(((Done) bot.act(ROOM, "gethistory", null)).result().getJsonArray("messages"))
                .hasSize(1);
        assertThat(bot.act(ROOM, "ping", null)).isInstanceOf(Done.class);
    }

    @Test
    void what_the_room_refuses_is_told_in_its_words_and_is_no_trouble() {
        PlayedBot bot = inTheRoom();
        room.chatClosed = true;

        assertThat(bot.say(ROOM, "hello"))
                .isEqualTo(new NotDone(409, "racetime.gg refuses it: This race chat is now closed."));

        assertThat(bot.isConnected(1)).isTrue();
        room.chatClosed = false;
        assertThat(bot.say(ROOM, "hello")).isInstanceOf(Done.class);
    }

    @Test
    void a_room_that_the_bot_is_not_in_is_not_found() {
        assertThat(inTheRoom().say("another-room-1", "hello"))
                .isEqualTo(new NotDone(404, "The bot is in no room of this name."));
    }

    @Test
    void what_is_wrong_is_told_at_once_and_nothing_is_sent() {
        PlayedBot bot = inTheRoom();

        ActionOutcome outcome =
                bot.act("", "message", new JsonObject().put("guid", "ABC").put("colour", "red"));

        assertThat(((Invalid) outcome).errors().stream().map(error -> error.field()))
                .containsExactlyInAnyOrder("room", "data.message", "data.guid", "data.colour");
        assertThat(room.actions).noneMatch(each -> each.getString("action").equals("message"));
    }

    @Test
    void a_message_whose_connection_breaks_is_sent_again_under_its_guid_and_stands_there_once() {
        PlayedBot bot = inTheRoom();
        room.cutsAfter = "message";

        assertThat(bot.say(ROOM, "only once")).isInstanceOf(Done.class);

        List<String> guids = room.actions.stream()
                .filter(each -> each.getString("action").equals("message"))
                .map(each -> each.getJsonObject("data").getString("guid"))
                .toList();
        assertThat(guids).hasSize(2);
        assertThat(guids.get(0)).isEqualTo(guids.get(1));
        assertThat(room.messages).hasSize(1);
    }

    @Test
    void another_action_whose_connection_breaks_is_not_repeated() {
        PlayedBot bot = inTheRoom();
        room.cutsAfter = "setinfo";

        NotDone outcome = (NotDone) bot.act(ROOM, "setinfo", new JsonObject().put("info_user", "x"));

        assertThat(outcome.status()).isEqualTo(504);
        bot.awaitConnected(1);
        assertThat(bot.say(ROOM, "and on it goes")).isInstanceOf(Done.class);
        assertThat(room.actions.stream().filter(each -> each.getString("action").equals("setinfo")))
                .hasSize(1);
    }

    @Test
    void an_action_that_makes_the_server_fail_is_not_repeated() {
        PlayedBot bot = inTheRoom();
        room.poison = "setmeta";

        NotDone outcome = (NotDone) bot.act(ROOM, "setmeta", new JsonObject().put("a", 1));

        assertThat(outcome.status()).isEqualTo(502);
        await().atMost(PlayedBot.SOON).until(() -> room.lines.size() == 2);
        assertThat(bot.say(ROOM, "and on it goes")).isInstanceOf(Done.class);
        assertThat(room.actions.stream().filter(each -> each.getString("action").equals("setmeta")))
                .hasSize(1);
    }

    @Test
    void while_the_room_cannot_be_reached_an_action_waits_and_then_says_that_nothing_was_sent() {
        PlayedBot bot = inTheRoom(PlayedBot.fast(
                PlayedBot.FAST.request(),
                PlayedBot.FAST.handshake(),
                Duration.ofMillis(600),
                PlayedBot.FAST.freshToken(),
                PlayedBot.FAST.routineAge()));
        room.handshakes.next(PlayedFaults.FOR_EVER, PlayedFaults.html(502));
        room.cut();
        await().atMost(PlayedBot.SOON).until(() -> room.open() == 0);
        bot.awaitReport(
                report -> report.facts().roomsOpen() != null && report.facts().roomsOpen() == 0);

        NotDone outcome = (NotDone) bot.say(ROOM, "hello");

        assertThat(outcome).isEqualTo(new NotDone(503, "The room is not connected at present; nothing was sent."));
    }

    @Test
    void a_room_that_does_not_answer_is_said_to_be_uncertain() {
        PlayedBot bot = inTheRoom(PlayedBot.fast(
                PlayedBot.FAST.request(),
                PlayedBot.FAST.handshake(),
                Duration.ofMillis(600),
                PlayedBot.FAST.freshToken(),
                PlayedBot.FAST.routineAge()));
        room.mute = true;

        assertThat(((NotDone) bot.say(ROOM, "hello")).status()).isEqualTo(504);
    }

    @Test
    void actions_are_done_in_their_order_and_what_waits_at_the_end_is_told() {
        PlayedBot bot = inTheRoom();
        for (int i = 0; i < 20; i++) {
            bot.begin(ROOM, "message", new JsonObject().put("message", "m" + i));
        }
        await().atMost(PlayedBot.SOON).until(() -> room.messages.size() == 20);
        assertThat(room.messages.stream().map(each -> each.getString("message")))
                .containsExactly(java.util.stream.IntStream.range(0, 20)
                        .mapToObj(i -> "m" + i)
                        .toArray(String[]::new));
        room.mute = true;
        CompletableFuture<ActionOutcome> sent = bot.begin(ROOM, "message", new JsonObject().put("message", "sent"));
        CompletableFuture<ActionOutcome> waiting =
                bot.begin(ROOM, "message", new JsonObject().put("message", "waiting"));

        bot.close();

        assertThat(((NotDone) sent.join()).sentence()).contains("may or may not");
        assertThat(((NotDone) waiting.join()).sentence()).contains("nothing was sent");
    }
}
