package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.local.LocalServices;
import dev.rollcall.runtime.docker.NeedsDocker;
import dev.rollcall.runtime.docker.RealEngine;
import dev.rollcall.stage.User;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whole lives of the reference bot in a container of a real Docker Engine, driven through the packaged service. */
@NeedsDocker
class DockerBotLifeIT {

    private static RealEngine engine;
    private static LocalServices local;
    private static PackagedService service;

    @BeforeAll
    static void start() {
        engine = RealEngine.ofEnvironment();
        BotImage.importInto(engine);
        local = LocalServices.shared();
        String installation = "life-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
        service = ShortLimits.launch(local, BotImage.settings(engine, installation))
                .awaitReady()
                .asTarget();
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
            assertThat(service.log()).doesNotContain(" ERROR ").doesNotContain("internalSecret");
        }
    }

    private static SentBot sent(String scenario) {
        return SentBot.playingScenario(User.withLimit(1), local, scenario);
    }

    @Test
    void a_bot_in_a_container_joins_is_told_things_and_leaves_when_it_is_stopped() {
        SentBot bot = sent("normal").await("active").awaitHeartbeat(Instant.EPOCH);
        String command = bot.reconfigure("de").then().statusCode(202).extract().path("command_id");
        bot.awaitThat(changed -> assertThat(
                        TestDatabase.of(local).text("select state from commands where id = '" + command + "'"))
                .isEqualTo("acknowledged"));

        bot.stop().then().statusCode(202);

        JsonPath ended = bot.await("completed").meeting();
        assertThat(ended.getString("completion_reason")).isEqualTo("stopped");
        bot.awaitThat(gone -> assertThat(gone.evidence()).containsEntry("exit_code", 0));
        assertThat((String) bot.evidence().get("last_output")).contains("step=reconfigured language=de");
        bot.awaitThat(gone -> assertThat(engine.has(bot.handle())).isFalse());
    }

    @Test
    void a_container_that_is_killed_fails_its_meeting_at_once() {
        SentBot bot = sent("normal").await("active");
        Instant killed = Instant.now();

        engine.call("POST", "/containers/" + bot.handle() + "/kill", null);

        bot.await("failed");
        assertThat(Duration.between(killed, Instant.now())).isLessThan(Duration.ofSeconds(5));
        bot.awaitThat(gone -> assertThat(gone.evidence()).containsEntry("exit_code", 137));
        bot.awaitThat(gone -> assertThat(engine.has(bot.handle())).isFalse());
    }

    @Test
    void a_bot_that_is_not_up_yet_is_ended_by_the_engine() {
        SentBot bot =
                SentBot.playing(User.withLimit(1), local, "{\"scenario\": \"slow_start\", \"start_delay_ms\": 25000}");
        bot.awaitThat(launched -> assertThat(engine.has(bot.handle())).isTrue());

        bot.stop().then().statusCode(202);

        assertThat(bot.await("completed").meeting().getString("completion_reason"))
                .isEqualTo("stopped");
        bot.awaitThat(gone -> assertThat(engine.has(bot.handle())).isFalse());
    }
}
