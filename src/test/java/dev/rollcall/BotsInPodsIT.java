package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.bot.ReferenceBot;
import dev.rollcall.local.LocalServices;
import dev.rollcall.runtime.kubernetes.Cluster;
import dev.rollcall.stage.User;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Whole lives of reference bots in pods, driven through the API of the packaged service, by its Role alone. */
@EnabledIf(
        value = "dev.rollcall.runtime.kubernetes.Cluster#canBeReal",
        disabledReason = "KUBEBUILDER_ASSETS is not set")
class BotsInPodsIT {

    private static final LocalServices LOCAL = LocalServices.shared();

    private static Cluster cluster;
    private static PackagedService service;

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.start();
        Map<String, String> environment = new HashMap<>(ShortLimits.environment(LOCAL));
        environment.put("KUBECONFIG", cluster.kubeconfig().toString());
        environment.put("BOT_IMAGE_NAME", "registry.example/bot:1");
        Map<String, String> settings = ShortLimits.settings(LOCAL);
        settings.put("rollcall.runtime", "kubernetes");
        settings.put(
                "rollcall.kubernetes.pod-template", cluster.template(command()).toString());
        // Its own reports are slower than the sweep; what is watched must not wait for it.
        settings.put("rollcall.sweep.every", "60s");
        service = PackagedService.launch(environment, settings).awaitReady().asTarget();
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        cluster.close();
    }

    @Test
    void a_bot_joins_is_admitted_and_leaves_when_it_is_stopped() {
        SentBot bot = SentBot.inMeeting(User.withLimit(1), LOCAL);

        bot.stop().then().statusCode(202);

        bot.await("completed");
        assertThat(bot.meeting().getString("completion_reason")).isEqualTo("stopped");
        assertThat(bot.meeting().getString("bot_container_id")).isEqualTo(bot.handle());
        bot.awaitThat(gone -> assertThat(gone.evidence()).containsEntry("exit_code", 0));
        bot.awaitThat(gone -> assertThat(cluster.leftOf(gone.handle())).isEmpty());
    }

    @Test
    void a_bot_whose_pod_is_deleted_by_others_ends_its_meeting_with_evidence() {
        SentBot bot = SentBot.inMeeting(User.withLimit(1), LOCAL);

        cluster.deletePod(bot.handle());

        bot.await("completed", "failed");
        bot.awaitThat(ended -> assertThat(ended.evidence()).containsKey("exit_code"));
        bot.awaitThat(gone -> assertThat(cluster.leftOf(gone.handle())).isEmpty());
    }

    @Test
    void a_bot_that_ran_out_of_memory_fails_its_meeting_within_seconds() {
        SentBot bot = SentBot.inMeeting(User.withLimit(1), LOCAL);

        cluster.outOfMemory(bot.handle());

        bot.await("failed");
        assertThat(bot.evidence()).containsEntry("exit_code", 137).containsEntry("reason", "OOMKilled");
        bot.awaitThat(gone -> assertThat(cluster.leftOf(gone.handle())).isEmpty());
    }

    private static List<String> command() throws Exception {
        String classPath = "";
        for (String type : List.of(
                ReferenceBot.class.getName(),
                "com.fasterxml.jackson.core.JsonFactory",
                "com.fasterxml.jackson.databind.ObjectMapper",
                "com.fasterxml.jackson.annotation.JsonProperty")) {
            classPath += java.nio.file.Path.of(Class.forName(type)
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    + ":";
        }
        return List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                ReferenceBot.class.getName());
    }
}
