package dev.rollcall.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bot makes of BOT_CONFIG, good and bad. */
class BotSettingsTest {

    @RegisterExtension
    static final BotStage stage = new BotStage();

    @Test
    void onlyThreeKeysAreNeeded() {
        BotSettings settings = BotSettings.parse("""
                {"meeting_id": 7, "connectionId": "c", "meetingApiCallbackUrl": "http://host:1/callback/exited"}
                """);

        assertThat(settings.heartbeatInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.waitingRoomTimeout()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.containerName()).isEmpty();
        assertThat(settings.redis()).isEmpty();
        assertThat(settings.simulation())
                .isEqualTo(new Simulation(
                        Scenario.NORMAL, Duration.ofSeconds(1), Duration.ofSeconds(5), BotSettings.FOREVER));
    }

    @Test
    void theCallbacksAreSiblingsOfTheGivenOneAndKeepItsQuery() {
        CallbackUrl url = CallbackUrl.parse("https://host/a/exited/callback/exited?token=a%2Bb&x=/exited");

        assertThat(url.sibling("heartbeat"))
                .hasToString("https://host/a/exited/callback/heartbeat?token=a%2Bb&x=/exited");
    }

    @Test
    void printedSettingsShowNoSecret() {
        String printed = BotSettings.parse(stage.config().json()).toString();

        assertThat(printed)
                .contains("abc-defg-hij")
                .doesNotContain(
                        BotStage.TOKEN, BotStage.INTERNAL_SECRET, BotStage.PASSCODE, RedisForTests.PASSWORD, "word");
    }

    @ParameterizedTest
    @CsvSource({
        "redis://host, 6379, , , 0, false",
        "rediss://host:7000/4, 7000, , , 4, true",
        "redis://:p%3Aw@host, 6379, , p:w, 0, false",
        "redis://u:p%2B+@host/, 6379, u, p++, 0, false"
    })
    void aRedisUrlIsRead(String url, int port, String user, String password, int database, boolean tls) {
        RedisAddress address = RedisAddress.parse(url);

        assertThat(address.host()).isEqualTo("host");
        assertThat(address.port()).isEqualTo(port);
        assertThat(address.user().orElse(null)).isEqualTo(user);
        assertThat(address.password().orElse(null)).isEqualTo(password);
        assertThat(address.database()).isEqualTo(database);
        assertThat(address.tls()).isEqualTo(tls);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://host", "redis://", "not a url secret", "redis://host/secret"})
    void aBrokenRedisUrlIsRefusedWithoutBeingQuoted(String url) {
        assertThatThrownBy(() -> RedisAddress.parse(url))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "connectionId          | ''        | connectionId",
                "meetingApiCallbackUrl | nonsense  | callback URL",
                "meetingApiCallbackUrl | http://h/callback/lifecycle?token=secret | /exited",
                "meetingApiCallbackUrl | ftp://h/exited | http",
                "redisUrl              | http://h  | redisUrl",
                "heartbeatIntervalMs   | secret    | heartbeatIntervalMs",
                "meeting_id            | secret    | meeting_id"
            })
    void whatTheBotCannotWorkWithIsNamedInOneSentence(String key, String value, String named) {
        String botConfig = stage.config().with(key, value).json();

        assertThatThrownBy(() -> BotSettings.parse(botConfig))
                .isInstanceOfSatisfying(
                        InvalidSettings.class,
                        invalid -> assertThat(invalid.exitCode()).isEqualTo(1))
                .hasMessageContaining(named)
                .hasMessageEndingWith(".")
                .hasMessageNotContaining("secret");
    }

    @Test
    void anUnknownScenarioIsRefusedWithTheKnownOnes() {
        String botConfig = stage.config().scenario("dance").json();

        assertThatThrownBy(() -> BotSettings.parse(botConfig))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContaining(
                        "normal, lobby, rejected, lobby_timeout, crash, silent, deaf, slow_start, early_exit");
    }

    @Test
    void aBotWithoutConfigurationSaysSoAndExits() {
        BotProcess bot = stage.startRaw(null);

        assertThat(bot.awaitExit()).isEqualTo(1);
        assertThat(bot.stderr()).isEqualToIgnoringNewLines("The environment variable BOT_CONFIG is missing.");
    }

    @Test
    void aBotWithABrokenConfigurationSaysWhereAndExits() {
        BotProcess bot = stage.startRaw("{\"meeting_id\": 7, \"internalSecret\": " + BotStage.INTERNAL_SECRET);

        assertThat(bot.awaitExit()).isEqualTo(1);
        assertThat(bot.stderr())
                .startsWith("BOT_CONFIG is not valid JSON (column")
                .hasLineCount(1);
    }

    @Test
    void aBotWithoutMeetingIdHasAnExitCodeOfItsOwn() {
        BotProcess bot = stage.start(stage.config().without("meeting_id"));

        assertThat(bot.awaitExit()).isEqualTo(2);
        assertThat(bot.stderr()).isEqualToIgnoringNewLines("BOT_CONFIG has no meeting_id.");
        assertThat(stage.controlPlane().received()).isEmpty();
    }
}
