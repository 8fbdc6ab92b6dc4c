package dev.rollcall.runtime.docker;

import static dev.rollcall.runtime.docker.StagedEngine.error;
import static dev.rollcall.runtime.docker.StagedEngine.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.LaunchOutcome.Ambiguous;
import dev.rollcall.runtime.LaunchOutcome.Busy;
import dev.rollcall.runtime.LaunchOutcome.Launched;
import dev.rollcall.runtime.LaunchOutcome.Refused;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Gone;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Observation.Unknown;
import dev.rollcall.runtime.Observed;
import dev.rollcall.runtime.Workload;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real engine says rarely, or never on command. */
class DockerRuntimeTest {

    private static final Workload WORKLOAD =
            new Workload("rollcall-bot-7-1", 7, 1, 1, "zoom", Map.of("BOT_CONFIG", "{\"internalSecret\":\"s3cret\"}"));
    private static final String HANDLE = WORKLOAD.handle();

    @TempDir
    Path folder;

    private StagedEngine engine;
    private DockerRuntime runtime;

    @BeforeEach
    void start() {
        engine = new StagedEngine(folder)
                .says("POST /containers/create", json(201, "{\"Id\": \"c0ffee\"}"))
                .says("POST /containers/c0ffee/start", "HTTP/1.1 204 No Content\r\n\r\n")
                .says("DELETE /containers/c0ffee", "HTTP/1.1 204 No Content\r\n\r\n");
        runtime = new DockerRuntime(settings(), Clock.systemUTC());
    }

    private DockerSettings settings() {
        return DockerSettings.of(engine.host(), "bot:1", "here").withTimeout(Duration.ofMillis(500));
    }

    @AfterEach
    void stop() throws IOException {
        runtime.close();
        engine.close();
    }

    private static <T> T run(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(10));
    }

    private LaunchOutcome launched() {
        return run(runtime.launch(WORKLOAD));
    }

    private Observation observed() {
        return run(runtime.observe(HANDLE));
    }

    private static String container(String state) {
        return json(200, """
                {"Id": "c0ffee", "Created": "2999-01-01T00:00:00.123456789Z", "State": %s, "Config": {"Labels":
                {"managed-by": "rollcall", "rollcall.installation": "here", "rollcall.meeting": "7",
                "rollcall.attempt": "1"}}}""".formatted(state));
    }

    @Test
    void a_container_is_made_and_started() {
        assertThat(launched()).isEqualTo(new Launched());

        assertThat(engine.requests())
                .containsExactly(
                        "GET /version",
                        "POST /v1.41/containers/create?name=rollcall-bot-7-1",
                        "POST /v1.41/containers/c0ffee/start");
    }

    @Test
    void an_engine_that_has_dropped_old_versions_is_spoken_to_in_its_oldest() {
        engine.says("GET /version", json(200, "{\"ApiVersion\": \"1.52\", \"MinAPIVersion\": \"1.44\"}"));

        assertThat(launched()).isEqualTo(new Launched());

        assertThat(engine.requests()).contains("POST /v1.44/containers/c0ffee/start");
    }

    @Test
    void an_engine_in_trouble_is_busy() {
        engine.says("POST /containers/create", error(500, "no space left on device"));

        assertThat(launched()).isEqualTo(new Busy("no space left on device"));
    }

    @Test
    void what_the_engine_cannot_make_is_refused_in_its_words() {
        engine.says("POST /containers/create", error(400, "Range of CPUs is from 0.01 to 2.00"));

        assertThat(launched()).isEqualTo(new Refused("Range of CPUs is from 0.01 to 2.00"));
    }

    @Test
    void a_connection_that_breaks_is_ambiguous() {
        engine.says("POST /containers/create", StagedEngine.HANG_UP);

        assertThat(launched()).isInstanceOf(Ambiguous.class);
    }

    @Test
    void an_answer_that_does_not_come_is_ambiguous() {
        engine.says("POST /containers/c0ffee/start", StagedEngine.SILENCE);

        assertThat(launched())
                .isInstanceOfSatisfying(
                        Ambiguous.class,
                        ambiguous -> assertThat(ambiguous.reason()).contains("500 ms"));
    }

    @Test
    void an_engine_that_does_not_even_tell_its_version_was_sent_nothing() {
        engine.says("GET /version", StagedEngine.HANG_UP);

        assertThat(launched()).isInstanceOf(Busy.class);
    }

    @Test
    void what_could_not_be_started_is_removed_before_another_attempt() {
        engine.says("POST /containers/c0ffee/start", error(500, "cannot allocate memory"));

        assertThat(launched()).isEqualTo(new Busy("cannot allocate memory"));

        assertThat(engine.requests()).last().asString().startsWith("DELETE /v1.41/containers/c0ffee?force=true");
    }

    @Test
    void what_could_be_neither_started_nor_removed_is_looked_for_again() {
        engine.says("POST /containers/c0ffee/start", error(500, "cannot allocate memory"))
                .says("DELETE /containers/c0ffee", error(500, "driver failed"));

        assertThat(launched()).isInstanceOf(Ambiguous.class);
    }

    @Test
    void a_stop_that_came_between_create_and_start_is_not_undone() {
        engine.says("POST /containers/c0ffee/start", error(404, "No such container: c0ffee"));

        assertThat(launched()).isInstanceOf(Ambiguous.class);
    }

    @Test
    void a_name_that_is_still_being_removed_is_busy() {
        engine.says("POST /containers/create", error(409, "Conflict. The name is already in use"))
                .says("GET /containers/" + HANDLE, container("{\"Status\": \"removing\"}"));

        assertThat(launched()).isInstanceOf(Busy.class);
    }

    @Test
    void a_variable_that_no_container_can_carry_is_refused_without_its_value() {
        Workload odd = new Workload(HANDLE, 7, 1, 1, "zoom", Map.of("A=B", "s3cret"));

        assertThat(run(runtime.launch(odd)))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).contains("A=B").doesNotContain("s3cret"));
    }

    @Test
    void killed_for_memory_is_said_so() {
        engine.says(
                        "GET /containers/" + HANDLE,
                        container("{\"Status\": \"exited\", \"ExitCode\": 137, \"OOMKilled\": true}"))
                .says("GET /containers/c0ffee/logs", json(200, "\1\0\0\0\0\0\0\3bye"));

        assertThat(observed()).isEqualTo(new Ended(137, "OOMKilled", "bye"));
    }

    @Test
    void a_bot_that_lost_a_child_for_memory_and_ended_well_has_ended_well() {
        engine.says(
                        "GET /containers/" + HANDLE,
                        container("{\"Status\": \"exited\", \"ExitCode\": 0, \"OOMKilled\": true}"))
                .says("GET /containers/c0ffee/logs", json(200, ""));

        assertThat(observed()).isEqualTo(new Ended(0, "Exited", null));
    }

    @Test
    void what_could_not_be_started_says_why() {
        engine.says(
                "GET /containers/" + HANDLE,
                container("{\"Status\": \"created\", \"ExitCode\": 127, \"Error\": \"no such file\"}"));

        assertThat(observed()).isEqualTo(new Ended(127, "NotStarted", "no such file"));
    }

    @Test
    void paused_is_running_dead_is_over_and_removing_is_neither() {
        engine.says("GET /containers/c0ffee/logs", json(200, ""));

        engine.says("GET /containers/" + HANDLE, container("{\"Status\": \"paused\"}"));
        assertThat(observed()).isEqualTo(new Running());
        engine.says("GET /containers/" + HANDLE, container("{\"Status\": \"dead\", \"ExitCode\": 1}"));
        assertThat(observed()).isEqualTo(new Ended(1, "Exited", null));
        engine.says("GET /containers/" + HANDLE, container("{\"Status\": \"removing\"}"));
        assertThat(observed()).isInstanceOf(Unknown.class);
    }

    @Test
    void only_the_engines_own_word_is_gone() {
        engine.says("GET /containers/" + HANDLE, error(404, "No such container: rollcall-bot-7-1"));
        assertThat(observed()).isEqualTo(new Gone());
        engine.says("GET /containers/" + HANDLE, error(404, "page not found"));
        assertThat(observed()).isInstanceOf(Unknown.class);
        engine.says("GET /containers/" + HANDLE, error(500, "driver failed"));
        assertThat(observed()).isInstanceOf(Unknown.class);
        engine.says("GET /containers/" + HANDLE, StagedEngine.HANG_UP);
        assertThat(observed()).isInstanceOf(Unknown.class);
        engine.says("GET /containers/" + HANDLE, StagedEngine.SILENCE);
        assertThat(observed()).isInstanceOf(Unknown.class);
    }

    /** The end is known, but its evidence would be lost if the container were deleted now. */
    @Test
    void an_end_whose_output_cannot_be_had_yet_is_unknown() {
        engine.says("GET /containers/" + HANDLE, container("{\"Status\": \"exited\", \"ExitCode\": 1}"))
                .says("GET /containers/c0ffee/logs", StagedEngine.HANG_UP);

        assertThat(observed()).isInstanceOf(Unknown.class);
    }

    @Test
    void a_log_driver_that_cannot_be_read_does_not_hide_the_end() {
        engine.says("GET /containers/" + HANDLE, container("{\"Status\": \"exited\", \"ExitCode\": 1}"))
                .says("GET /containers/c0ffee/logs", error(501, "configured logging driver does not support reading"));

        assertThat(observed()).isEqualTo(new Ended(1, "Exited", null));
    }

    @Test
    void a_stop_is_made_when_the_engine_has_taken_it() {
        engine.says("GET /containers/" + HANDLE, container("{\"Status\": \"running\"}"))
                .says("POST /containers/c0ffee/stop", StagedEngine.SILENCE);

        run(runtime.terminate(HANDLE, Duration.ofMillis(59_001)));

        assertThat(engine.requests()).last().isEqualTo("POST /v1.41/containers/c0ffee/stop?t=60");
    }

    @Test
    void a_bot_that_has_just_started_is_told_again_since_it_may_not_have_listened() {
        engine.says(
                        "GET /containers/" + HANDLE,
                        container("{\"Status\": \"running\", \"StartedAt\": \"%s\"}".formatted(Instant.now())))
                .says("POST /containers/c0ffee/stop", StagedEngine.SILENCE)
                .says("POST /containers/c0ffee/kill", error(409, "container c0ffee is not running"));

        run(runtime.terminate(HANDLE, Duration.ofMinutes(1)));

        await().untilAsserted(() ->
                assertThat(engine.requests()).last().isEqualTo("POST /v1.41/containers/c0ffee/kill?signal=SIGTERM"));
    }

    @Test
    void a_bot_that_has_run_for_a_while_is_told_once() {
        engine.says(
                        "GET /containers/" + HANDLE,
                        container("{\"Status\": \"running\", \"StartedAt\": \"%s\"}"
                                .formatted(Instant.now().minusSeconds(30))))
                .says("POST /containers/c0ffee/stop", StagedEngine.SILENCE)
                .says("POST /containers/c0ffee/kill", "HTTP/1.1 204 No Content\r\n\r\n");

        run(runtime.terminate(HANDLE, Duration.ofMinutes(1)));

        await().during(Duration.ofMillis(1500))
                .untilAsserted(() -> assertThat(engine.requests()).noneMatch(request -> request.contains("/kill")));
    }

    @Test
    void a_stop_that_the_engine_refuses_is_a_failure() {
        engine.says("GET /containers/" + HANDLE, container("{\"Status\": \"running\"}"))
                .says("POST /containers/c0ffee/stop", error(500, "cannot kill container"));

        assertThatThrownBy(() -> run(runtime.terminate(HANDLE, Duration.ZERO)))
                .hasMessageContaining("cannot kill container");
    }

    @Test
    void a_removal_that_is_under_way_is_success() {
        engine.says("GET /containers/" + HANDLE, container("{\"Status\": \"exited\"}"))
                .says("DELETE /containers/c0ffee", error(409, "removal of container c0ffee is already in progress"));

        run(runtime.delete(HANDLE));

        assertThat(engine.requests()).last().asString().startsWith("DELETE ");
    }

    @Test
    void a_stream_of_events_that_breaks_is_begun_anew_and_the_list_tells_what_was_missed() {
        engine.says("GET /_ping", json(200, "OK"))
                .says("GET /events", StagedEngine.HANG_UP)
                .says("GET /containers/json", json(200, "[]"));
        List<Observed> seen = new CopyOnWriteArrayList<>();
        var watching = runtime.watch().subscribe().with(seen::add);
        await().until(() -> engine.requests().stream()
                        .filter(request -> request.contains("/events?since=1795255199&"))
                        .count()
                > 2);

        engine.says("GET /containers/json", json(200, "[{\"Names\": [\"/" + HANDLE + "\"], \"State\": \"exited\"}]"))
                .says("GET /containers/" + HANDLE, container("{\"Status\": \"exited\", \"ExitCode\": 3}"))
                .says("GET /containers/c0ffee/logs", json(200, ""))
                .says("GET /events", "HTTP/1.1 200 OK\r\n\r\n");

        await().untilAsserted(
                        () -> assertThat(seen).contains(new Observed(HANDLE, 7, 1, new Ended(3, "Exited", null))));
        watching.cancel();
    }

    @Test
    void an_event_is_looked_into() {
        engine.says("GET /_ping", json(200, "OK"))
                .says("GET /containers/json", json(200, "[]"))
                .says("GET /containers/" + HANDLE, error(404, "No such container"))
                .says("GET /events", json(200, """
                        {"time": 1795255200, "Actor": {"Attributes": {"name": "rollcall-bot-7-1"}}}
                        {"time": 1795255260, "Actor": {"Attributes": {"name": "somebody-elses"}}}
                        """));
        List<Observed> seen = new CopyOnWriteArrayList<>();

        var watching = runtime.watch().subscribe().with(seen::add);

        await().untilAsserted(() -> assertThat(seen).contains(new Observed(HANDLE, 7, 1, new Gone())));
        await().until(() -> engine.requests().stream().anyMatch(request -> request.contains("since=1795255260")));
        watching.cancel();
    }

    @Test
    void without_an_image_the_start_ends_with_one_sentence() {
        assertThatThrownBy(() -> new DockerRuntime(settings().withImage(null), Clock.systemUTC()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("The runtime 'docker' needs the image of a bot: set rollcall.docker.image or the"
                        + " environment variable BOT_IMAGE_NAME.");
    }

    @Test
    void where_tls_is_asked_for_the_start_ends_with_one_sentence() {
        assertThatThrownBy(() -> new DockerRuntime(settings().withTls("tcp://docker.example:2376"), Clock.systemUTC()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("does not speak TLS");
    }
}
