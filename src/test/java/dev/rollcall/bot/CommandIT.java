package dev.rollcall.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.bot.ControlPlane.Received;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a bot does with commands, whichever way they come. */
class CommandIT {

    @RegisterExtension
    static final BotStage stage = new BotStage();

    @Test
    void leaveOnTheChannelOfTheMeetingIsObeyedAndAcknowledgedBeforeTheEndIsReported() {
        BotConfig config = stage.config();
        BotProcess bot = stage.startActive(config);

        stage.redis.publish(config.meetingChannel(), config.command("leave", "leave-1"));

        assertThat(bot.awaitExit()).isZero();
        assertThat(stage.controlPlane().received().stream()
                        .filter(one -> one.acknowledged().contains("leave-1")
                                || one.status().equals("completed"))
                        .map(Received::kind))
                .startsWith("ack")
                .endsWith("status_change");
    }

    @Test
    void leaveOfAnOldControlPlaneWithoutIdsIsObeyed() {
        BotConfig config = stage.config();
        BotProcess bot = stage.startActive(config);

        stage.redis.publish(config.connectionChannel(), Json.object().put("action", "leave"));

        assertThat(bot.awaitExit()).isZero();
        assertThat(stage.controlPlane().statuses()).endsWith("completed");
    }

    @Test
    void leaveInAHeartbeatAnswerIsObeyedWithoutRedis() {
        BotConfig config = stage.config().without("redisUrl");
        BotProcess bot = stage.start(config);
        stage.controlPlane().awaitStatus("active");

        stage.controlPlane().command(config.command("leave", "leave-1"));

        assertThat(bot.awaitExit()).isZero();
        assertThat(stage.controlPlane().statuses()).endsWith("active", "completed");
        assertThat(stage.controlPlane().acknowledgements("leave-1")).isPositive();
    }

    @Test
    void leaveIsObeyedInTheLobby() {
        BotConfig config = stage.config().scenario("lobby");
        BotProcess bot = stage.start(config);
        stage.controlPlane().awaitStatus("awaiting_admission");
        stage.redis.awaitSubscribers(config.meetingChannel(), 1);

        stage.redis.publish(config.meetingChannel(), config.command("leave", "leave-1"));

        assertThat(bot.awaitExit()).isZero();
        assertThat(stage.controlPlane().statuses()).containsExactly("joining", "awaiting_admission", "completed");
    }

    @Test
    void leaveIsObeyedWhileJoining() {
        BotConfig config = stage.config().simulate("step_ms", 60_000);
        BotProcess bot = stage.start(config);
        stage.controlPlane().awaitStatus("joining");
        stage.redis.awaitSubscribers(config.meetingChannel(), 1);

        stage.redis.publish(config.meetingChannel(), config.command("leave", "leave-1"));

        assertThat(bot.awaitExit()).isZero();
        assertThat(stage.controlPlane().statuses()).containsExactly("joining", "completed");
    }

    @Test
    void reconfigureIsCarriedOutAndAcknowledgedAtOnce() {
        BotConfig config = stage.config().with("heartbeatIntervalMs", 60_000);
        stage.controlPlane().nextHeartbeat(Duration.ofMinutes(1));
        BotProcess bot = stage.startActive(config);

        stage.redis.publish(
                config.connectionChannel(),
                config.command("reconfigure", "change-1").put("language", "de").put("task", "translate"));

        stage.controlPlane().awaitAcknowledged("change-1");
        Received acknowledgement = stage.controlPlane().last("ack");
        assertThat(acknowledgement.acknowledged()).containsExactly("change-1");
        assertThat(acknowledgement.body().path("connection_id").asText()).isEqualTo(config.connectionId);
        assertThat(bot.stdout()).contains("step=reconfigured language=de task=translate");
    }

    @Test
    void aCommandThatComesOnAllWaysIsCarriedOutOnceAndAcknowledgedAgain() {
        BotConfig config = stage.config();
        BotProcess bot = stage.startActive(config);
        var command = config.command("reconfigure", "change-1").put("language", "de");

        stage.redis.publish(config.connectionChannel(), command);
        stage.redis.publish(config.meetingChannel(), command);
        stage.controlPlane().awaitAcknowledged("change-1");
        stage.controlPlane().command(command);

        await().until(() -> stage.controlPlane().acknowledgements("change-1") >= 2);
        await().until(() -> "de"
                .equals(stage.controlPlane()
                        .last("heartbeat")
                        .body()
                        .at("/progress/language")
                        .asText()));
        assertThat(bot.stdout()).containsOnlyOnce("step=reconfigured").contains("step=command_repeated");
        assertThat(stage.controlPlane().received("ack")).hasSize(1);
    }

    @Test
    void anAcknowledgementThatFailsRidesInTheNextHeartbeat() {
        BotConfig config = stage.config();
        stage.startActive(config);
        stage.controlPlane().failNext("ack", ControlPlane.status(503));

        stage.redis.publish(config.connectionChannel(), config.command("reconfigure", "change-1"));

        await().until(() -> stage.controlPlane().received("heartbeat").stream()
                .anyMatch(one -> one.acknowledged().contains("change-1")));
    }

    @Test
    void aCommandForAnotherMeetingIsIgnored() {
        BotConfig config = stage.config();
        BotProcess bot = stage.startActive(config);

        stage.redis.publish(
                config.connectionChannel(),
                config.command("leave", "not-mine").put("meeting_id", config.meetingId + 1));
        stage.redis.publish(config.connectionChannel(), config.command("reconfigure", "mine"));

        stage.controlPlane().awaitAcknowledged("mine");
        assertThat(bot.isAlive()).isTrue();
        assertThat(bot.stdout()).contains("step=command_ignored");
        assertThat(stage.controlPlane().statuses()).doesNotContain("completed");
        assertThat(stage.controlPlane().acknowledgements("not-mine")).isZero();
    }

    @Test
    void anUnknownCommandIsAcknowledgedSoThatItDoesNotComeAgain() {
        BotConfig config = stage.config();
        BotProcess bot = stage.startActive(config);

        stage.redis.publish(config.meetingChannel(), config.command("dance", "dance-1"));

        stage.controlPlane().awaitAcknowledged("dance-1");
        assertThat(bot.stdout()).contains("step=command_unknown action=dance");
    }

    @Test
    void whatAUserLetsItDoInTheMeetingIsSaidToBeDone() {
        BotConfig config = stage.config();
        BotProcess bot = stage.startActive(config);

        stage.redis.publish(
                config.meetingChannel(), config.command("chat_send", "chat-1").put("text", "hello"));

        stage.controlPlane().awaitAcknowledged("chat-1");
        assertThat(bot.stdout()).contains("step=performed action=chat_send");
    }

    @Test
    void aMessageThatIsNoCommandDoesNotStopTheListening() {
        BotConfig config = stage.config();
        BotProcess bot = stage.startActive(config);

        stage.redis.publish(config.meetingChannel(), "{\"action\":");
        stage.redis.publish(config.meetingChannel(), "[1,null,\"leave\"]");
        stage.redis.publish(config.meetingChannel(), "");
        stage.redis.publish(config.meetingChannel(), config.command("reconfigure", "mine"));

        stage.controlPlane().awaitAcknowledged("mine");
        assertThat(bot.stdout()).containsOnlyOnce("step=redis_subscribed");
    }

    @Test
    void theBotObeysAgainAfterARestartOfRedis() throws Exception {
        BotConfig config = stage.config();
        BotProcess bot = stage.startActive(config);
        stage.redis.stop();
        await().until(() -> bot.stdout().contains("step=redis_lost"));
        stage.redis.start();
        stage.redis.awaitSubscribers(config.meetingChannel(), 1);

        stage.redis.publish(config.meetingChannel(), config.command("leave", "leave-1"));

        assertThat(bot.awaitExit()).isZero();
        assertThat(stage.controlPlane().statuses())
                .containsExactly("joining", "awaiting_admission", "active", "completed");
    }

    @Test
    void aRedisThatComesLateIsFound() throws Exception {
        BotConfig config = stage.config();
        stage.redis.stop();
        BotProcess bot = stage.start(config);
        stage.controlPlane().awaitStatus("active");
        stage.redis.start();
        stage.redis.awaitSubscribers(config.meetingChannel(), 1);

        stage.redis.publish(config.meetingChannel(), config.command("leave", "leave-1"));

        assertThat(bot.awaitExit()).isZero();
    }

    @Test
    void whatWasPublishedBeforeTheBotListenedIsFetchedByAHeartbeatAtOnce() {
        BotConfig config = stage.config().with("heartbeatIntervalMs", 60_000).simulate("step_ms", 60_000);
        stage.controlPlane().nextHeartbeat(Duration.ofMinutes(1));
        stage.controlPlane().command(config.command("leave", "leave-1"));

        BotProcess bot = stage.start(config);

        assertThat(bot.awaitExit()).isZero();
        assertThat(stage.controlPlane().statuses()).containsExactly("joining", "completed");
    }
}
