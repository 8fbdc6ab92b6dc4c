package dev.rollcall.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.bot.ControlPlane.Received;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How callbacks are sent, and what happens when they do not get through. */
class CallbackIT {

    @RegisterExtension
    static final BotStage stage = new BotStage();

    @Test
    void everyCallbackCarriesTheTokenInItsQueryAndTheSecretInItsHeader() {
        BotConfig config = stage.config();
        BotProcess bot = stage.startActive(config);

        stage.redis.publish(config.connectionChannel(), config.command("leave", "leave-1"));

        assertThat(bot.awaitExit()).isZero();
        assertThat(stage.controlPlane().received())
                .extracting(Received::kind)
                .contains("status_change", "heartbeat", "ack");
        assertThat(stage.controlPlane().received()).allSatisfy(one -> {
            assertThat(one.query()).isEqualTo("token=" + BotStage.TOKEN);
            assertThat(one.secretHeader()).isEqualTo(BotStage.INTERNAL_SECRET);
        });
    }

    @Test
    void theOlderNameOfTheCallbackUrlIsUnderstood() {
        stage.start(stage.config().without("meetingApiCallbackUrl"));

        stage.controlPlane().awaitStatus("joining");
    }

    @Test
    void aStatusIsSentAgainAfterA503AndAfterA200OfSomethingElse() {
        stage.controlPlane().failNext("status_change", ControlPlane.status(503), ControlPlane.strange200());

        stage.start(stage.config());

        stage.controlPlane().awaitStatus("active");
        assertThat(stage.controlPlane().statuses())
                .containsExactly("joining", "joining", "joining", "awaiting_admission", "active");
    }

    @Test
    void aStatusIsSentAgainWhenTheControlPlaneHangs() {
        stage.controlPlane().failNext("status_change", ControlPlane.hang());

        stage.start(stage.config());

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(stage.controlPlane().statuses())
                        .containsExactly("joining", "joining", "awaiting_admission", "active"));
    }

    @Test
    void aStatusThatIsRefusedIsNotSentAgainAndTheBotGoesOn() {
        stage.controlPlane().failNext("status_change", ControlPlane.status(404), ControlPlane.status(401));

        stage.start(stage.config());

        stage.controlPlane().awaitStatus("active");
        assertThat(stage.controlPlane().statuses()).containsExactly("joining", "awaiting_admission", "active");
    }

    @Test
    void theExitWaitsUntilTheEndIsReported() {
        stage.controlPlane()
                .failNext(
                        "status_change",
                        ControlPlane.none(),
                        ControlPlane.none(),
                        ControlPlane.status(503),
                        ControlPlane.status(500));

        BotProcess bot = stage.start(stage.config().scenario("rejected"));

        assertThat(bot.awaitExit()).isEqualTo(1);
        assertThat(stage.controlPlane().statuses())
                .containsExactly("joining", "awaiting_admission", "failed", "failed", "failed");
    }

    @Test
    void heartbeatsComeFromTheFirstCallbackOnAndSayHowFarTheBotIs() {
        stage.start(stage.config().scenario("lobby"));

        await().until(() -> stage.controlPlane().received("heartbeat").stream()
                .anyMatch(one -> one.body().at("/progress/status").asText().equals("awaiting_admission")));
        assertThat(stage.controlPlane().received().get(0).kind()).isEqualTo("status_change");
    }

    @Test
    void theAnswerToAHeartbeatSetsTheTimeOfTheNext() {
        stage.controlPlane().nextHeartbeat(Duration.ofMillis(60));

        stage.start(stage.config().with("heartbeatIntervalMs", 60_000).without("redisUrl"));

        await().until(() -> stage.controlPlane().received("heartbeat").size() >= 4);
    }

    @Test
    void heartbeatsGoOnAfterOnesThatFailed() {
        stage.controlPlane().failNext("heartbeat", ControlPlane.status(503), ControlPlane.status(404));

        stage.start(stage.config());

        await().until(() -> stage.controlPlane().received("heartbeat").size() >= 4);
    }

    @Test
    void whatTheControlPlaneHasForgottenIsSaidAgain() {
        stage.controlPlane().believes("active");
        stage.start(stage.config());
        stage.controlPlane().awaitStatus("active");
        assertThat(stage.controlPlane().statuses()).containsExactly("joining", "awaiting_admission", "active");

        stage.controlPlane().believes("joining"); // as after its database was restored

        await().atMost(Duration.ofSeconds(10))
                .until(() -> stage.controlPlane().statuses().size() > 3);
        stage.controlPlane().believes("active");
        assertThat(stage.controlPlane()
                        .statuses()
                        .subList(3, stage.controlPlane().statuses().size()))
                .containsOnly("active");
    }
}
