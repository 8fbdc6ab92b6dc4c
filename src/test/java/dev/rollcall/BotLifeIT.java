package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.User;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whole lives of real bots, driven through the API of the packaged service, good ones and bad ones. */
class BotLifeIT {

    private static final Pattern TOKEN = Pattern.compile("\"internalSecret\":\"([^\"]+)\"");

    private static final LocalServices LOCAL = LocalServices.shared();

    /** What no log may hold: keys and tokens that were used in this class. */
    private static final Set<String> SECRETS = ConcurrentHashMap.newKeySet();

    private static PackagedService service;

    @BeforeAll
    static void start() {
        service = ShortLimits.ready(LOCAL).asTarget();
    }

    @AfterAll
    static void stopAndLookIntoTheLog() {
        service.close();
        ShortLimits.environment(LOCAL).values().stream()
                .filter(value -> value.length() > "admin".length())
                .forEach(SECRETS::add);
        SECRETS.add(LOCAL.password());
        assertThat(service.log()).doesNotContain(SECRETS).doesNotContain(" ERROR ");
    }

    /** One bot at a time: each test holds its only slot. */
    private static User user() {
        User user = User.withLimit(1);
        SECRETS.add(user.key());
        return user;
    }

    private static SentBot sent(String scenario) {
        return SentBot.playingScenario(user(), LOCAL, scenario);
    }

    @Test
    void aBotJoinsWaitsIsAdmittedAndLeavesWhenItIsStopped() {
        SentBot bot = sent("normal").await("active");
        bot.awaitHeartbeat(Instant.EPOCH);

        bot.stop().then().statusCode(202);

        JsonPath ended = bot.await("completed").meeting();
        assertThat(ended.getString("completion_reason")).isEqualTo("stopped");
        assertThat(ended.getBoolean("stop_requested")).isTrue();
        assertThat(bot.way())
                .containsExactly("requested", "joining", "awaiting_admission", "active", "stopping", "completed");
        assertThat(ended.getList("data.status_transition.to")).isEqualTo(bot.way());
        bot.awaitThat(gone -> assertThat(gone.evidence()).containsEntry("exit_code", 0));
        bot.awaitNothingLeft();
    }

    @Test
    void theSlotAndTheMeetingAreFreeForTheNextBot() {
        SentBot first = sent("normal").await("active");
        first.user().send(User.newMeet()).then().statusCode(429);
        first.stop().then().statusCode(202);
        first.await("completed");

        SentBot second = SentBot.send(first.user(), LOCAL, first.platform(), first.nativeId(), "");

        assertThat(second.id()).isGreaterThan(first.id());
        second.stop().then().statusCode(202);
        second.await("completed").awaitNothingLeft();
        first.awaitNothingLeft();
    }

    @Test
    void aChangeOfTheLanguageReachesTheBotAndIsAcknowledged() {
        SentBot bot = sent("normal").await("active");

        String command = bot.reconfigure("de").then().statusCode(202).extract().path("command_id");

        bot.awaitThat(changed -> assertThat(changed.output())
                .contains("step=command action=reconfigure command_id=" + command)
                .contains("step=reconfigured language=de"));
        bot.awaitThat(changed ->
                assertThat(changed.meeting().getBoolean("reconfiguring")).isFalse());
        assertThat(TestDatabase.of(LOCAL).text("select state from commands where id = '" + command + "'"))
                .isEqualTo("acknowledged");
        assertThat(bot.status()).isEqualTo("active");
        bot.stop().then().statusCode(202);
        bot.await("completed").awaitNothingLeft();
    }

    @Test
    void aBotInTheLobbyLeavesWhenItIsStopped() {
        SentBot bot = sent("lobby").await("awaiting_admission");

        bot.stop().then().statusCode(202);

        assertEnd(bot.await("completed"), "stopped", null);
        assertThat(bot.way()).doesNotContain("active");
        bot.awaitNothingLeft();
    }

    @Test
    void aBotThatIsNotUpYetIsEndedByItsRuntime() {
        SentBot bot = SentBot.playing(user(), LOCAL, "{\"scenario\": \"slow_start\", \"start_delay_ms\": 25000}");
        ProcessHandle process = bot.process();

        bot.stop().then().statusCode(202);

        assertEnd(bot.await("completed"), "stopped", null);
        assertThat(bot.way()).containsExactly("requested", "stopping", "completed");
        assertThat(process.isAlive()).isFalse();
        bot.awaitNothingLeft();
    }

    @Test
    void aStopRightAfterTheRequestLeavesNothingRunning() {
        SentBot bot = sent("normal");

        bot.stop().then().statusCode(202);

        assertEnd(bot.await("completed"), "stopped", null);
        bot.awaitNothingLeft();
    }

    @Test
    void aRejectedBotHasFailedInTheLobby() {
        SentBot bot = sent("rejected").await("failed");

        assertEnd(bot, "awaiting_admission_rejected", "awaiting_admission");
        assertThat(bot.way()).doesNotContain("active");
        bot.awaitNothingLeft();
    }

    @Test
    void aBotThatNobodyAdmitsHasFailedInTheLobby() {
        SentBot bot = sent("lobby_timeout").await("failed");

        assertEnd(bot, "awaiting_admission_timeout", "awaiting_admission");
        bot.awaitNothingLeft();
    }

    @Test
    void aCrashIsSeenWithinSecondsWithTheBotsLastWords() {
        SentBot bot = sent("crash").await("failed");

        assertEnd(bot, null, "active");
        assertThat(lifeInMeeting(bot)).isLessThan(Duration.ofSeconds(5));
        bot.awaitThat(gone -> assertThat(gone.evidence()).containsEntry("exit_code", 134));
        assertThat((String) bot.evidence().get("last_output")).contains("step=crash");
        bot.awaitNothingLeft();
    }

    private static Duration lifeInMeeting(SentBot bot) {
        JsonPath meeting = bot.meeting();
        return Duration.between(
                Instant.parse(meeting.getString("start_time")), Instant.parse(meeting.getString("end_time")));
    }

    @Test
    void aBotThatFallsSilentIsGivenUpAndItsProcessEnded() {
        SentBot bot = sent("silent").await("active");
        ProcessHandle process = bot.process();

        bot.await("failed");

        assertEnd(bot, null, "active");
        assertThat(bot.history())
                .anySatisfy(row -> assertThat(row)
                        .containsEntry("to", "failed")
                        .containsEntry("source", "sweeper")
                        .containsEntry("reason", "heartbeat_lost"));
        assertThat(lifeInMeeting(bot)).isGreaterThanOrEqualTo(ShortLimits.LEASE);
        bot.awaitNothingLeft();
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void aDeafBotIsTerminatedAndItsStopIsStillASuccess() {
        SentBot bot = sent("deaf").await("active");

        bot.stop().then().statusCode(202);

        assertEnd(bot.await("completed"), "stopped", null);
        assertThat(bot.history())
                .anySatisfy(row ->
                        assertThat(row).containsEntry("kind", "escalation").containsEntry("reason", "terminate"));
        bot.awaitThat(gone -> assertThat(gone.evidence()).containsEntry("exit_code", 143));
        bot.awaitNothingLeft();
    }

    @Test
    void aBotThatExitsBeforeItsFirstWordHasFailedToStart() {
        SentBot bot = sent("early_exit").await("failed");

        assertEnd(bot, "start_failed", "requested");
        bot.awaitThat(gone -> assertThat(gone.evidence()).containsEntry("exit_code", 1));
        bot.awaitNothingLeft();
    }

    @Test
    void aBotLeavesWhenItsTimeIsUp() {
        SentBot bot = SentBot.send(
                user(),
                LOCAL,
                "google_meet",
                User.newMeet(),
                ", \"automatic_leave\": {\"max_bot_time\": 2000}, \"simulate\": {\"step_ms\": 200}");

        assertEnd(bot.await("completed"), "max_bot_time_exceeded", null);
        assertThat(bot.way()).contains("active");
        assertThat(bot.meeting().getBoolean("stop_requested")).isFalse();
        bot.awaitNothingLeft();
    }

    @Test
    void aBotKnowsItsOwnSecretsAndNoneOfTheService() {
        String passcode = "pA55" + User.newMeet().replace("-", "");
        SECRETS.add(passcode);
        SentBot bot = SentBot.send(
                        user(),
                        LOCAL,
                        "zoom",
                        String.valueOf(80_000_000_000L + System.nanoTime() % 1_000_000_000),
                        ", \"passcode\": \"" + passcode + "\", \"simulate\": {\"step_ms\": 200}")
                .await("active");
        bot.reconfigure("de").then().statusCode(202);
        String environment = SentBot.read(bot.process(), "environ");
        List<String> commandLines = bot.processes();
        String output = bot.output();
        String token = token(environment);

        bot.stop().then().statusCode(202);

        bot.await("completed").awaitNothingLeft();
        assertThat(environment)
                .startsWith("BOT_CONFIG={")
                .contains(passcode, token)
                .doesNotContain("SERVICE_ONLY_SECRET", "ROLLCALL_SECRET_KEY", "DATABASE_URL", "ADMIN_API_TOKEN")
                .doesNotContain(bot.user().key(), LOCAL.password(), secretKey());
        assertThat(environment.replaceFirst("^BOT_CONFIG=\\{.*\\}", "")).isBlank();
        assertThat(String.join("\n", commandLines))
                .contains("ReferenceBot")
                .doesNotContain(bot.user().key(), token, passcode, LOCAL.password(), secretKey());
        assertThat(output).doesNotContain(bot.user().key(), token, passcode, LOCAL.password(), secretKey());
        assertThat(bot.history().toString()).doesNotContain(token, passcode);
    }

    private static String token(String environment) {
        Matcher found = TOKEN.matcher(environment);
        assertThat(found.find()).isTrue();
        SECRETS.add(found.group(1));
        return found.group(1);
    }

    private static String secretKey() {
        return LOCAL.settings().get("rollcall.secret-key");
    }

    private static void assertEnd(SentBot bot, String completionReason, String failureStage) {
        JsonPath meeting = bot.meeting();
        assertThat(meeting.getString("completion_reason")).isEqualTo(completionReason);
        assertThat(meeting.getString("failure_stage")).isEqualTo(failureStage);
        assertThat(meeting.getString("deadline_at")).isNull();
        Map<String, Object> data = meeting.getMap("data");
        assertThat(data.get("completion_reason")).isEqualTo(completionReason);
        assertThat(data.get("failure_stage")).isEqualTo(failureStage);
    }
}
