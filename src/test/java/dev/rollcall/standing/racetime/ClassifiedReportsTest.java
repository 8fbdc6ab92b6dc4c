package dev.rollcall.standing.racetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.standing.Report;
import dev.rollcall.standing.Report.Next;
import dev.rollcall.standing.Report.Trouble;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same rows as in {@link ClassificationTest}, seen from the wire to the report. */
class ClassifiedReportsTest extends RacetimeStage {

    private static Pacing with(Duration freshToken, Duration routineAge) {
        return PlayedBot.fast(
                PlayedBot.FAST.request(), PlayedBot.FAST.handshake(), PlayedBot.FAST.action(), freshToken, routineAge);
    }

    private static final Pacing PATIENT = with(PlayedBot.FAST.freshToken(), Duration.ofHours(23));

    /** Does not wait long for what never comes. */
    private static Pacing impatient(String answer) {
        return !answer.equals("hang")
                ? PATIENT
                : PlayedBot.fast(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        PlayedBot.FAST.action(),
                        PATIENT.freshToken(),
                        PATIENT.routineAge());
    }

    private static Handler<HttpServerRequest> fault(String name) {
        return switch (name) {
            case "hang" -> PlayedFaults.hang();
            case "cut" -> PlayedFaults.cut();
            case "html403" -> PlayedFaults.html(403);
            case "no token" -> PlayedFaults.json(200, "{\"token_type\": \"Bearer\"}");
            case "no json" -> PlayedFaults.html(200);
            default -> PlayedFaults.json(Integer.parseInt(name), "{\"error\": \"unauthorized_client\"}");
        };
    }

    private static Report.Over over(PlayedBot bot) {
        return (Report.Over) bot.awaitReport(report -> report instanceof Report.Over);
    }

    @ParameterizedTest
    @CsvSource({
        "400, CREDENTIALS, client_misconfigured, AFTER_A_CHANGE",
        "no token, CONNECTION, token_missing, LATER",
        "html403, CONNECTION, edge_block, LATER",
        "429, CONNECTION, rate_limited, LATER",
        "500, CONNECTION, server_error, LATER",
        "503, CONNECTION, server_error, LATER",
        "cut, CONNECTION, unreachable_tcp, LATER",
        "hang, CONNECTION, unreachable_timeout, LATER",
    })
    void a_token_request(String answer, Trouble trouble, String code, Next next) {
        server.tokens.faults.next(PlayedFaults.FOR_EVER, fault(answer));

        Report.Over over = over(bot(impatient(answer)));

        assertThat(over.trouble()).isEqualTo(trouble);
        assertThat(over.code()).isEqualTo(code);
        assertThat(over.next()).isEqualTo(next);
        assertThat(server.tokens.requests).hasSize(1);
    }

    @Test
    void wrong_credentials() {
        server.tokens.deactivate(PlayedBot.CLIENT_ID);

        Report.Over over = over(bot(PATIENT));

        assertThat(over.trouble()).isEqualTo(Trouble.CREDENTIALS);
        assertThat(over.code()).isEqualTo("invalid_client");
        assertThat(over.facts().credentialsOk()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "http://no-such-host.invalid, unreachable_dns",
        "http://127.0.0.1:1, unreachable_tcp",
    })
    void a_server_that_is_not_there(String url, String code) {
        Report.Over over = over(keep(new PlayedBot(botLoop(), url, PATIENT, 10)));

        assertThat(over.code()).isEqualTo(code);
        assertThat(over.trouble()).isEqualTo(Trouble.CONNECTION);
    }

    @Test
    void a_server_without_tls() {
        String url = "https://127.0.0.1:" + server.port();

        assertThat(over(keep(new PlayedBot(botLoop(), url, PATIENT, 10))).code())
                .isEqualTo("unreachable_tls");
    }

    @Test
    void a_refused_new_token_means_that_the_bot_is_not_active() {
        server.member = false;

        Report.Over over = over(bot(PATIENT));

        assertThat(over.trouble()).isEqualTo(Trouble.CREDENTIALS);
        assertThat(over.code()).isEqualTo("not_active_in_category");
        assertThat(server.tokens.requests).hasSize(1);
    }

    @Test
    void a_refused_old_token_is_replaced_once() {
        PlayedBot bot = bot(with(Duration.ofMillis(1), Duration.ofHours(23)));
        bot.awaitConnected(0);

        server.tokens.forgetTokens();

        await().atMost(PlayedBot.SOON).until(() -> server.tokens.requests.size() == 2);
        int reports = bot.reports.size();
        await().atMost(PlayedBot.SOON).until(() -> bot.reports.size() > reports + 1);
        assertThat(bot.reports).allMatch(report -> report instanceof Report.Proven);
        server.member = false;
        assertThat(over(bot).code()).isEqualTo("not_active_in_category");
        assertThat(server.tokens.requests).hasSize(3);
    }

    @Test
    void a_category_that_does_not_exist() {
        Report.Over over =
                over(keep(new PlayedBot(botLoop(), server.url(), PATIENT, 10, "no-such-category", new Random())));

        assertThat(over.trouble()).isEqualTo(Trouble.CONNECTION);
        assertThat(over.code()).isEqualTo("unknown_category");
        assertThat(over.next()).isEqualTo(Next.AFTER_A_CHANGE);
    }

    @ParameterizedTest
    @CsvSource({"500, server_error", "429, rate_limited", "no json, unreadable_data", "cut, unreachable_tcp"})
    void category_data_in_trouble_is_asked_again(String answer, String code) {
        PlayedBot bot = bot(PATIENT);
        bot.awaitConnected(0);

        server.data.next(3, fault(answer));

        bot.awaitReport(report -> report instanceof Report.Repairing repairing
                && repairing.code().equals(code)
                && Boolean.FALSE.equals(repairing.facts().apiReachable()));
        bot.awaitConnected(0);
        assertThat(server.tokens.requests).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "html403, room_gone",
        "hang, room_gone",
        "500, handshake_refused",
        "502, handshake_refused",
        "503, handshake_refused",
        "504, handshake_refused"
    })
    void a_room_that_is_not_opened_though_its_race_goes_on(String answer, String code) {
        PlayedRoom room = server.race("lucky-link-1234");
        room.handshakes.next(2, fault(answer));

        PlayedBot bot = bot(impatient(answer));

        bot.awaitReport(report ->
                report instanceof Report.Repairing repairing && repairing.code().equals(code));
        bot.awaitConnected(1);
        assertThat(bot.reports).noneMatch(report -> report instanceof Report.Over);
        assertThat(server.tokens.requests).hasSize(1);
    }

    @Test
    void a_room_that_is_not_opened_because_its_race_is_gone() {
        server.cache = Duration.ofSeconds(20);
        PlayedRoom room = server.race("lucky-link-1234");
        PlayedBot bot = bot(PATIENT);
        bot.awaitConnected(1);

        server.rooms.clear(); // the category still lists it
        room.cut();

        bot.awaitConnected(0);
        assertThat(bot.reports).noneMatch(report -> report instanceof Report.Over);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1006, 1011})
    void a_room_that_is_closed(int code) {
        PlayedRoom room = server.race("lucky-link-1234");
        PlayedBot bot = bot(PATIENT);
        bot.awaitConnected(1);

        if (code == 1006) {
            room.cut();
        } else {
            room.close(code);
        }

        Report.Repairing repairing = (Report.Repairing) bot.awaitReport(report -> report instanceof Report.Repairing);
        assertThat(repairing.code()).isEqualTo("socket_closed");
        assertThat(repairing.sentence()).contains(String.valueOf(code));
        assertThat(repairing.facts().roomsOpen()).isZero();
        assertThat(repairing.facts().roomsKnown()).isEqualTo(1);
        bot.awaitConnected(1);
    }

    @Test
    void a_room_that_is_closed_after_its_usual_lifetime_is_no_news() {
        PlayedRoom room = server.race("lucky-link-1234");
        room.lifetime = Duration.ofMillis(500);
        PlayedBot bot = bot(with(Duration.ofSeconds(5), Duration.ofMillis(50)));
        bot.awaitConnected(1);

        await().atMost(PlayedBot.SOON).until(() -> room.lines.size() >= 4);

        assertThat(bot.reports)
                .allMatch(report -> report instanceof Report.Proven)
                .filteredOn(report -> report.facts().roomsKnown() == 1)
                .allMatch(report -> report.facts().roomsOpen() == 1);
        assertThat(room.mostAtOnce).isEqualTo(1);
    }

    @Test
    void a_room_that_falls_silent() {
        PlayedRoom room = server.race("lucky-link-1234");
        PlayedBot bot = bot(PATIENT);
        bot.awaitConnected(1);

        room.mute = true;

        bot.awaitReport(report ->
                report instanceof Report.Repairing repairing && repairing.code().equals("pong_missed"));
        room.mute = false;
        bot.awaitConnected(1);
    }

    @Test
    void an_action_that_is_denied_with_a_new_token_too() {
        PlayedRoom room = server.race("lucky-link-1234");
        PlayedBot bot = bot(PATIENT);
        bot.awaitConnected(1);
        room.denies = true;

        bot.say("lucky-link-1234", "hello");

        Report.Over over = over(bot);
        assertThat(over.trouble()).isEqualTo(Trouble.CREDENTIALS);
        assertThat(over.code()).isEqualTo("permission_denied");
        assertThat(server.tokens.requests).hasSize(2);
        assertThat(room.messages).isEmpty();
    }

    @Test
    void before_anything_is_proven_nothing_is_reported() {
        server.data.next(PlayedFaults.FOR_EVER, PlayedFaults.hang());

        PlayedBot bot = bot();

        await().atMost(PlayedBot.SOON).until(() -> server.looks.size() == 1);
        assertThat(bot.reports).isEmpty();
    }
}
