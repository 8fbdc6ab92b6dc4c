package dev.rollcall.standing.racetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.standing.ActionOutcome;
import dev.rollcall.standing.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A bot never falls mute for want of a token, and never asks for one without measure. */
class RacetimeTokensTest extends RacetimeStage {

    @Test
    void halfway_through_its_life_a_token_is_replaced_and_the_rooms_change_over() {
        server.tokens.life = Duration.ofSeconds(3);
        PlayedRoom room = server.race("lucky-link-1234");
        PlayedBot bot = bot();
        bot.awaitConnected(1);

        int said = 0;
        for (; room.lines.size() < 4; said++) {
            assertThat(bot.say("lucky-link-1234", "message " + said)).isInstanceOf(ActionOutcome.Done.class);
            room.says("anna", "word " + said);
        }

        int all = said;
        assertThat(server.tokens.requests).hasSizeGreaterThanOrEqualTo(4);
        assertThat(room.mostAtOnce).isEqualTo(2);
        assertThat(RoomLines.overlapping(room))
                .allMatch(pair -> !pair.get(0).token.equals(pair.get(1).token));
        assertThat(room.messages.stream().filter(each -> each.getBoolean("is_bot")))
                .hasSize(all);
        await().atMost(PlayedBot.SOON).until(() -> bot.heard.size() >= all);
        assertThat(bot.heard.stream().map(RoomMessage::text))
                .doesNotHaveDuplicates()
                .hasSize(all);
        assertThat(bot.reports).allMatch(report -> report instanceof Report.Proven);
    }

    @Test
    void an_action_refused_for_its_token_is_done_with_a_new_one() {
        PlayedRoom room = server.race("lucky-link-1234");
        server.cache = Duration.ofSeconds(10); // no look at the races comes first
        PlayedBot bot = bot();
        bot.awaitConnected(1);

        server.tokens.forgetTokens();

        assertThat(bot.say("lucky-link-1234", "as if nothing had happened")).isInstanceOf(ActionOutcome.Done.class);
        assertThat(room.messages).hasSize(1);
        assertThat(room.actions.stream()
                        .filter(each -> each.getString("action").equals("message"))
                        .map(each -> each.getJsonObject("data").getString("guid")))
                .as("the refused guid is spent")
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void a_deactivated_bot_is_refused_for_good_and_asks_no_more() {
        PlayedRoom room = server.race("lucky-link-1234");
        PlayedBot bot = bot(PlayedBot.fast(
                PlayedBot.FAST.request(),
                PlayedBot.FAST.handshake(),
                PlayedBot.FAST.action(),
                Duration.ofMillis(1),
                PlayedBot.FAST.routineAge()));
        bot.awaitConnected(1);

        server.tokens.deactivate(PlayedBot.CLIENT_ID);

        Report.Over over = (Report.Over) bot.awaitReport(report -> report instanceof Report.Over);
        assertThat(over.trouble()).isEqualTo(Report.Trouble.CREDENTIALS);
        assertThat(over.code()).isEqualTo("invalid_client");
        assertThat(over.next()).isEqualTo(Report.Next.AFTER_A_CHANGE);
        await().atMost(PlayedBot.SOON).until(() -> room.open() == 0);
        int requests = server.tokens.requests.size();
        await().during(Duration.ofSeconds(1))
                .atMost(PlayedBot.SOON)
                .until(() -> server.tokens.requests.size() == requests);
        assertThat(requests).isEqualTo(2);
        assertThat(bot.last()).isSameAs(over);
    }

    @Test
    void a_bot_that_is_no_member_any_more_is_noticed_when_the_servers_cache_runs_out() {
        server.cache = Duration.ofMillis(700);
        PlayedBot bot = bot();
        bot.awaitConnected(0);

        server.member = false;

        Report.Over over = (Report.Over) bot.awaitReport(report -> report instanceof Report.Over);
        assertThat(over.code()).isEqualTo("not_active_in_category");
        assertThat(over.trouble()).isEqualTo(Report.Trouble.CREDENTIALS);
    }

    @Test
    void a_token_endpoint_that_is_down_is_asked_at_a_growing_distance_while_the_old_token_works() {
        server.tokens.life = Duration.ofSeconds(6);
        PlayedRoom room = server.race("lucky-link-1234");
        PlayedBot bot = bot();
        bot.awaitConnected(1);

        server.tokens.faults.next(4, PlayedFaults.json(503, "{}"));

        bot.awaitReport(report ->
                report instanceof Report.Repairing repairing && repairing.code().equals("server_error"));
        assertThat(bot.say("lucky-link-1234", "still works")).isInstanceOf(ActionOutcome.Done.class);
        bot.awaitConnected(1);
        await().atMost(PlayedBot.SOON).until(() -> room.lines.size() == 2);
        assertThat(bot.reports).noneMatch(report -> report instanceof Report.Over);
        assertThat(server.tokens.requests).hasSize(6);
        List<Instant> asked = server.tokens.requests;
        for (int i = 2; i < asked.size(); i++) {
            assertThat(Duration.between(asked.get(i - 1), asked.get(i))).isGreaterThanOrEqualTo(Duration.ofMillis(95));
        }
    }

    @Test
    void without_a_token_the_connection_is_over_and_is_tried_again_later() {
        server.tokens.life = Duration.ofSeconds(3);
        server.race("lucky-link-1234");
        PlayedBot bot = bot();
        bot.awaitConnected(1);

        server.tokens.faults.next(PlayedFaults.FOR_EVER, PlayedFaults.cut());

        Report.Over over = (Report.Over) bot.awaitReport(report -> report instanceof Report.Over);
        assertThat(over.code()).isEqualTo("unreachable_tcp");
        assertThat(over.next()).isEqualTo(Report.Next.LATER);
        assertThat(over.trouble()).isEqualTo(Report.Trouble.CONNECTION);
    }

    @Test
    void a_token_without_a_lifetime_is_used_for_long() {
        server.tokens.tellsLife = false;
        PlayedBot bot = bot();

        bot.awaitConnected(0);

        await().during(Duration.ofSeconds(1)).atMost(PlayedBot.SOON).until(() -> server.tokens.requests.size() == 1);
    }

    @Test
    void a_token_that_comes_after_half_of_its_life_is_used_and_soon_replaced() {
        server.tokens.life = Duration.ofSeconds(3);
        server.tokens.delay = Duration.ofMillis(1600);
        PlayedBot bot = bot();

        bot.awaitConnected(0);

        await().atMost(PlayedBot.SOON).until(() -> server.tokens.requests.size() >= 3);
        assertThat(bot.reports).allMatch(report -> report instanceof Report.Proven);
    }

    @Test
    void a_check_tells_who_asks_alone() {
        PlayedBot bot = bot();
        bot.awaitConnected(0);
        server.member = false;
        await().atMost(PlayedBot.SOON).pollInterval(Duration.ofMillis(20)).until(() -> !server.looks.isEmpty());

        Report found = bot.check();

        assertThat(found).isInstanceOfAny(Report.Proven.class, Report.Over.class);
        assertThat(bot.reports).noneMatch(report -> report == found);
    }
}
