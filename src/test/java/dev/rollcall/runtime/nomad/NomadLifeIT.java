package dev.rollcall.runtime.nomad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.PackagedService;
import dev.rollcall.ShortLimits;
import dev.rollcall.bot.ReferenceBot;
import dev.rollcall.local.LocalServices;
import dev.rollcall.stage.User;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service with reference bots that Nomad runs. */
class NomadLifeIT {

    private static final LocalServices LOCAL = LocalServices.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    Path directory;

    private PlayedNomad nomad;
    private PackagedService service;

    @BeforeEach
    void start() throws IOException {
        nomad = new PlayedNomad(directory);
        nomad.cluster.script = "exec '" + Path.of(System.getProperty("java.home"), "bin", "java")
                + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '" + classPath() + "' "
                + ReferenceBot.class.getName();
        Map<String, String> settings = new HashMap<>(ShortLimits.settings(LOCAL));
        settings.put("rollcall.runtime", "nomad");
        settings.put("rollcall.nomad.address", nomad.address().toString());
        service = PackagedService.launch(ShortLimits.environment(LOCAL), settings)
                .awaitReady()
                .asTarget();
    }

    private static String classPath() {
        return Stream.of(ReferenceBot.class, JsonFactory.class, ObjectMapper.class, JsonProperty.class)
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .distinct()
                .collect(Collectors.joining(":"));
    }

    @AfterEach
    void stop() {
        service.close();
        nomad.close();
    }

    @Test
    void a_bot_outlives_a_restart_of_the_service_and_leaves_nothing_behind_when_it_is_stopped() {
        User user = User.withLimit(1);
        String nativeId = User.newMeet();
        long meeting = user.request()
                .body("{\"platform\": \"google_meet\", \"native_meeting_id\": \"" + nativeId
                        + "\", \"simulate\": {\"scenario\": \"normal\", \"step_ms\": 200}}")
                .post("/bots")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getLong("id");
        await().atMost(PATIENCE).until(() -> user.status(meeting).equals("active"));

        service.kill();
        service.start().awaitReady();
        user.stop(nativeId).then().statusCode(202);

        await().atMost(PATIENCE).until(() -> user.status(meeting).equals("completed"));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(nomad.cluster.stubs("default", "", false)).isEmpty());
    }

    @Test
    void a_job_that_is_missing_fails_the_meeting_with_a_sentence() {
        nomad.cluster.unregister();
        User user = User.withLimit(1);

        long meeting = user.sent();

        await().atMost(PATIENCE).until(() -> user.status(meeting).equals("failed"));
        assertThat(user.meeting(meeting).asString()).contains("bot.nomad.hcl");
    }
}
