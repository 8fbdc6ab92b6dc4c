package dev.rollcall.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.bot.ControlPlane.Received;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each scenario from start to exit: which callbacks arrive in which order, and the exit code. */
class ScenarioIT {

    @RegisterExtension
    static final BotStage stage = new BotStage();

    @Test
    void normalGoesThroughTheLobbyIntoTheMeetingAndStaysUntilItIsToldToLeave() {
        BotConfig config = stage.config();
        BotProcess bot = stage.startActive(config);

        stage.redis.publish(config.connectionChannel(), config.command("leave", "leave-1"));

        assertThat(bot.awaitExit()).isZero();
        assertThat(stage.controlPlane().statuses())
                .containsExactly("joining", "awaiting_admission", "active", "completed");
        assertThat(stage.controlPlane().received("status_change")).allSatisfy(one -> {
            assertThat(one.body().path("connection_id").asText()).isEqualTo(config.connectionId);
            assertThat(one.body().path("container_id").asText()).isEqualTo("rollcall-bot-" + config.meetingId + "-1");
            assertThat(Instant.parse(one.body().path("timestamp").asText())).isBefore(Instant.now());
        });
        Received end = stage.controlPlane().last("status_change");
        assertThat(end.body().path("reason").asText()).isEqualTo("self_initiated_leave");
        assertThat(end.body().path("completion_reason").asText()).isEqualTo("stopped");
        assertThat(end.body().path("exit_code").asInt(-1)).isZero();
        assertThat(end.body().has("failure_stage")).isFalse();
    }

    @Test
    void aMeetingThatIsOverLeavesTheBotAlone() {
        BotProcess bot = stage.start(stage.config().simulate("active_ms", 200));

        assertThat(bot.awaitExit()).isZero();
        assertThat(stage.controlPlane().statuses()).endsWith("active", "completed");
        assertThat(stage.controlPlane()
                        .last("status_change")
                        .body()
                        .path("completion_reason")
                        .asText())
                .isEqualTo("left_alone");
    }

    @Test
    void theBotLeavesWhenItsLongestTimeIsOver() {
        BotProcess bot = stage.start(stage.config().automaticLeave("maxBotTime", 200));

        assertThat(bot.awaitExit()).isZero();
        assertThat(stage.controlPlane()
                        .last("status_change")
                        .body()
                        .path("completion_reason")
                        .asText())
                .isEqualTo("max_bot_time_exceeded");
    }

    @Test
    void lobbyIsNeverAdmittedAndGivesUpAfterTheWaitingRoomTimeout() {
        BotProcess bot = stage.start(stage.config().scenario("lobby").automaticLeave("waitingRoomTimeout", 300));

        assertThat(bot.awaitExit()).isEqualTo(1);
        assertNotAdmitted("awaiting_admission_timeout");
    }

    @Test
    void lobbyTimeoutDoesNotLetThePersonWhoTriesItWait() {
        BotProcess bot = stage.start(stage.config().scenario("lobby_timeout"));

        assertThat(bot.awaitExit()).isEqualTo(1);
        assertNotAdmitted("awaiting_admission_timeout");
    }

    @Test
    void rejectedFailsFromTheLobby() {
        BotProcess bot = stage.start(stage.config().scenario("rejected"));

        assertThat(bot.awaitExit()).isEqualTo(1);
        assertNotAdmitted("awaiting_admission_rejected");
    }

    private void assertNotAdmitted(String completionReason) {
        assertThat(stage.controlPlane().statuses()).containsExactly("joining", "awaiting_admission", "failed");
        Received end = stage.controlPlane().last("status_change");
        assertThat(end.body().path("completion_reason").asText()).isEqualTo(completionReason);
        assertThat(end.body().path("failure_stage").asText()).isEqualTo("awaiting_admission");
        assertThat(end.body().path("exit_code").asInt()).isEqualTo(1);
        assertThat(end.body().path("error_details").path("error_message").asText())
                .isNotBlank();
    }

    @Test
    void crashDiesInTheMeetingAfterAHeartbeatWithoutAWord() {
        BotProcess bot = stage.start(stage.config().scenario("crash"));

        assertThat(bot.awaitExit()).isEqualTo(134);
        assertThat(stage.controlPlane().statuses()).containsExactly("joining", "awaiting_admission", "active");
        assertThat(stage.controlPlane()
                        .last("heartbeat")
                        .body()
                        .at("/progress/status")
                        .asText())
                .isEqualTo("active");
    }

    @Test
    void silentStopsItsHeartbeatsButLivesAndObeys() {
        BotConfig config = stage.config().scenario("silent");
        BotProcess bot = stage.startActive(config);
        await().until(() -> bot.stdout().contains("step=silent"));
        int heartbeats = stage.controlPlane().received("heartbeat").size();

        stage.redis.publish(config.meetingChannel(), config.command("reconfigure", "still-there"));

        stage.controlPlane().awaitAcknowledged("still-there");
        await().during(Duration.ofMillis(500))
                .until(() -> stage.controlPlane().received("heartbeat").size() == heartbeats);
        assertThat(heartbeats).isGreaterThanOrEqualTo(2);
        assertThat(bot.isAlive()).isTrue();
        stage.redis.publish(config.meetingChannel(), config.command("leave", "leave-1"));
        assertThat(bot.awaitExit()).isZero();
    }

    @Test
    void deafIgnoresLeaveOnEveryWayAndObeysTheSignal() {
        BotConfig config = stage.config().scenario("deaf");
        BotProcess bot = stage.startActive(config);

        stage.redis.publish(config.connectionChannel(), config.command("leave", "leave-1"));
        stage.redis.publish(config.meetingChannel(), config.command("leave", "leave-1"));
        stage.controlPlane().command(config.command("leave", "leave-2"));

        await().until(() ->
                bot.stdout().contains("command_id=leave-1") && bot.stdout().contains("command_id=leave-2"));
        int heartbeats = stage.controlPlane().received("heartbeat").size();
        await().until(() -> stage.controlPlane().received("heartbeat").size() > heartbeats + 2);
        assertThat(stage.controlPlane().statuses()).endsWith("active");
        assertThat(stage.controlPlane().acknowledgements("leave-1")).isZero();
        assertThat(stage.controlPlane().acknowledgements("leave-2")).isZero();
        bot.sigterm();
        assertThat(bot.awaitExit()).isEqualTo(143);
    }

    @Test
    void slowStartLetsTheControlPlaneWaitForItsFirstCallback() {
        Instant start = Instant.now();

        stage.start(stage.config().scenario("slow_start").simulate("start_delay_ms", 1200));

        stage.controlPlane().awaitStatus("active");
        assertThat(stage.controlPlane().received().get(0).at()).isAfter(start.plusMillis(1200));
    }

    @Test
    void earlyExitExitsBeforeItsFirstCallback() {
        BotProcess bot = stage.start(stage.config().scenario("early_exit"));

        assertThat(bot.awaitExit()).isEqualTo(1);
        assertThat(stage.controlPlane().received()).isEmpty();
    }

    @Test
    void sigtermIsReportedAndShownByTheExitCode() {
        BotProcess bot = stage.startActive(stage.config());

        bot.sigterm();

        assertThat(bot.awaitExit()).isEqualTo(143);
        assertThat(stage.controlPlane().statuses()).endsWith("active", "failed");
        Received end = stage.controlPlane().last("status_change");
        assertThat(end.body().path("reason").asText()).isEqualTo("signal_sigterm");
        assertThat(end.body().path("exit_code").asInt()).isEqualTo(143);
        assertThat(end.body().path("failure_stage").asText()).isEqualTo("active");
    }

    @Test
    void sigtermEndsTheBotInTimeAlsoWhenNobodyListens() {
        BotProcess bot = stage.startActive(stage.config());
        stage.controlPlane().failNext("status_change", ControlPlane.hang());
        Instant signal = Instant.now();

        bot.sigterm();

        assertThat(bot.awaitExit()).isEqualTo(143);
        assertThat(Duration.between(signal, Instant.now())).isLessThan(Duration.ofSeconds(5));
    }
}
