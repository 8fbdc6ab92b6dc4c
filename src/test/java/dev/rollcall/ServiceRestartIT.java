package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.User;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The service dies and comes back; its bots must not notice. */
class ServiceRestartIT {

    private static final LocalServices LOCAL = LocalServices.shared();

    private static PackagedService service;

    @BeforeAll
    static void start() {
        service = ShortLimits.ready(LOCAL).asTarget();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void botsOutliveAKilledServiceAndAreAdoptedByTheNext() {
        User user = User.withLimit(3);
        List<SentBot> bots = Stream.generate(() -> SentBot.playingScenario(user, LOCAL, "normal"))
                .limit(3)
                .toList();
        bots.forEach(bot -> bot.await("active").awaitHeartbeat(Instant.EPOCH));
        List<ProcessHandle> processes = bots.stream().map(SentBot::process).toList();

        service.kill();
        letPass(ShortLimits.LEASE.plusSeconds(1)); // an outage of ours is not held against the bots
        Instant restarted = Instant.now();
        service.start().awaitReady();

        bots.forEach(bot -> bot.awaitHeartbeat(restarted.plus(ShortLimits.LEASE).plusSeconds(2)));
        assertThat(bots).allSatisfy(bot -> {
            assertThat(bot.way()).containsExactly("requested", "joining", "awaiting_admission", "active");
            assertThat(bot.meeting().getString("bot_container_id")).isEqualTo(bot.handle());
        });
        assertThat(bots.stream().map(SentBot::process)).isEqualTo(processes);
        bots.forEach(bot -> bot.stop().then().statusCode(202));
        bots.forEach(bot -> bot.await("completed").awaitNothingLeft());
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
    }

    /** It cannot know how long it was away; its connections to the bots and to the database are as they were. */
    @Test
    void botsOutliveAServiceThatIsFrozenForLongerThanTheLease() throws Exception {
        User user = User.withLimit(5);
        List<SentBot> bots = Stream.generate(() -> SentBot.playingScenario(user, LOCAL, "normal"))
                .limit(5)
                .toList();
        bots.forEach(bot -> bot.await("active").awaitHeartbeat(Instant.EPOCH));
        List<ProcessHandle> processes = bots.stream().map(SentBot::process).toList();

        signal("STOP");
        letPass(ShortLimits.LEASE.multipliedBy(2));
        signal("CONT");

        Instant back = Instant.now();
        bots.forEach(bot -> bot.awaitHeartbeat(back.plus(ShortLimits.LEASE).plusSeconds(1)));
        assertThat(bots)
                .allSatisfy(bot ->
                        assertThat(bot.way()).containsExactly("requested", "joining", "awaiting_admission", "active"));
        assertThat(bots.stream().map(SentBot::process)).isEqualTo(processes);
        bots.forEach(bot -> bot.stop().then().statusCode(202));
        bots.forEach(bot -> bot.await("completed").awaitNothingLeft());
    }

    private static void signal(String signal) throws Exception {
        new ProcessBuilder(
                        "kill", "-" + signal, String.valueOf(service.process().pid()))
                .start()
                .waitFor();
    }

    @Test
    void aStopOutlivesTheServiceThatAcceptedIt() {
        User user = User.withLimit(2);
        SentBot willing = SentBot.inMeeting(user, LOCAL);
        SentBot deaf = SentBot.playingScenario(user, LOCAL, "deaf").await("active");

        willing.stop().then().statusCode(202);
        deaf.stop().then().statusCode(202);
        service.kill();
        service.start().awaitReady();

        assertThat(Stream.of(willing, deaf))
                .allSatisfy(bot -> assertThat(bot.await("completed").meeting().getString("completion_reason"))
                        .isEqualTo("stopped"));
        willing.awaitNothingLeft();
        deaf.awaitNothingLeft();
    }

    @Test
    void anOrderlyStopIsQuickAndLeavesTheBotsInTheirMeetings() {
        SentBot bot = SentBot.inMeeting(User.withLimit(1), LOCAL);
        Instant asked = Instant.now();

        service.stop();

        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(10));
        assertThat(bot.process().isAlive()).isTrue();
        assertThat(service.log()).doesNotContain(" ERROR ").containsPattern("rollcall stopped in|Rollcall stopped in");
        Instant restarted = Instant.now();
        service.start().awaitReady();
        bot.awaitHeartbeat(restarted).stop().then().statusCode(202);
        bot.await("completed").awaitNothingLeft();
    }

    private static void letPass(Duration time) {
        Awaitility.await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
    }
}
