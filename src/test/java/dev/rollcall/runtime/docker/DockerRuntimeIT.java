package dev.rollcall.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.BotRuntimeConformance;
import dev.rollcall.runtime.LaunchOutcome;
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
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The conformance suite against a real engine, and what is true of containers only. */
@NeedsDocker
class DockerRuntimeIT extends BotRuntimeConformance {

    private static final String INSTALLATION =
            "test-" + ProcessHandle.current().pid() + "-" + System.currentTimeMillis();

    /**
     * A container whose network all bots share. Engines before 23 lock up for good when many containers leave networks
     * of their own at the same moment (moby issue 46661), and two hundred bots do.
     */
    private static final String NETWORK = INSTALLATION + "-network";

    private static final ConcurrentLinkedQueue<DockerRuntime> RUNTIMES = new ConcurrentLinkedQueue<>();

    private static RealEngine engine;
    private static String image;

    @BeforeAll
    static void findTheEngine() {
        engine = RealEngine.ofEnvironment();
        image = engine.shellImage();
        engine.run(NETWORK, image);
    }

    @AfterAll
    static void close() {
        RUNTIMES.forEach(DockerRuntime::close);
        engine.remove(NETWORK);
    }

    private static DockerSettings settings(String script) {
        return DockerSettings.of(engine.host(), image, INSTALLATION, "sh", "-c", script)
                .withNetwork("container:" + NETWORK);
    }

    private static DockerRuntime runtime(DockerSettings settings) {
        return runtime(settings, Clock.systemUTC());
    }

    private static DockerRuntime runtime(DockerSettings settings, Clock clock) {
        DockerRuntime runtime = new DockerRuntime(settings, clock);
        RUNTIMES.add(runtime);
        return runtime;
    }

    @Override
    protected BotRuntime runtime(String script) {
        return runtime(settings(script));
    }

    /** An engine on two cores starts about eight containers in a second. */
    @Override
    protected Duration patience() {
        return Duration.ofSeconds(60);
    }

    @Override
    protected void untilReady(BotRuntime runtime, Workload workload) {
        await().atMost(patience()).pollInterval(Duration.ofMillis(20)).until(() -> {
            String output = engine.client().output(workload.handle());
            return output != null && output.contains("ready\n");
        });
    }

    @Test
    void an_image_that_is_not_there_is_refused_by_name() {
        BotRuntime runtime = runtime(settings(SLEEPER).withImage("no-such-bot:1.2"));
        Workload workload = workload();

        LaunchOutcome outcome = launch(runtime, workload);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).contains("'no-such-bot:1.2'", "pull it"));
        assertThat(observe(runtime, workload)).isEqualTo(new Gone());
    }

    /** What is started is docker-init, which is always there. */
    @Test
    void a_command_that_the_image_does_not_have_ends_with_its_reason() {
        BotRuntime runtime = runtime(DockerSettings.of(engine.host(), image, INSTALLATION, "/no/such/program"));
        Workload workload = workload();

        launch(runtime, workload);

        Ended end = ended(runtime, workload);
        assertThat(end.exitCode()).isEqualTo(127);
        assertThat(end.evidence()).contains("/no/such/program");
    }

    @Test
    void a_network_that_is_not_there_is_refused_and_leaves_nothing() {
        BotRuntime runtime = runtime(settings(SLEEPER).withNetwork("no-such-network"));
        Workload workload = workload();

        LaunchOutcome outcome = launch(runtime, workload);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).contains("no-such-network"));
        assertThat(observe(runtime, workload)).isEqualTo(new Gone());
        assertThat(engine.has(workload.handle())).isFalse();
    }

    @Test
    void a_container_of_somebody_else_is_refused_and_left_alone() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = workload();
        engine.run(workload.handle(), image);

        LaunchOutcome outcome = launch(runtime, workload);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).contains(workload.handle()));
        run(runtime.terminate(workload.handle(), Duration.ZERO));
        run(runtime.delete(workload.handle()));
        assertThat(observe(runtime, workload)).isEqualTo(new Gone());
        assertThat(engine.call("GET", "/containers/" + workload.handle() + "/json", null))
                .contains("\"Running\":true");
        engine.remove(workload.handle());
    }

    @Test
    void two_services_on_one_engine_do_not_see_each_others_bots() {
        BotRuntime ours = runtime(SLEEPER);
        BotRuntime theirs =
                runtime(DockerSettings.of(engine.host(), image, INSTALLATION + "-other", "sh", "-c", SLEEPER));
        Workload workload = workload();
        launch(ours, workload);

        LaunchOutcome outcome = launch(theirs, workload);

        assertThat(outcome).isInstanceOf(Refused.class);
        assertThat(run(theirs.list())).isEmpty();
        run(theirs.delete(workload.handle()));
        assertThat(observe(ours, workload)).isEqualTo(new Running());
    }

    @Test
    void a_launch_that_died_between_create_and_start_is_taken_up_by_the_next_try() throws IOException {
        DockerSettings settings = settings("exit 6");
        BotRuntime runtime = runtime(settings);
        Workload workload = workload();
        engine.client().create(workload.handle(), new ContainerOrder(settings, image).of(workload));
        assertThat(observe(runtime, workload)).isInstanceOf(Unknown.class);

        LaunchOutcome outcome = launch(runtime, workload);

        assertThat(outcome).isEqualTo(new Launched());
        assertThat(ended(runtime, workload).exitCode()).isEqualTo(6);
    }

    @Test
    void what_was_never_started_is_removed_when_it_is_asked_to_end() throws IOException {
        DockerSettings settings = settings(SLEEPER);
        BotRuntime runtime = runtime(settings);
        Workload workload = workload();
        engine.client().create(workload.handle(), new ContainerOrder(settings, image).of(workload));

        run(runtime.terminate(workload.handle(), Duration.ofMinutes(5)));

        assertThat(observe(runtime, workload)).isEqualTo(new Gone());
    }

    @Test
    void what_was_never_started_is_over_when_no_launch_can_want_it_any_more() throws IOException {
        DockerSettings settings = settings(SLEEPER);
        Workload workload = workload();
        engine.client().create(workload.handle(), new ContainerOrder(settings, image).of(workload));

        BotRuntime later = runtime(settings, Clock.fixed(Instant.now().plusSeconds(600), ZoneOffset.UTC));

        assertThat(observe(later, workload)).isEqualTo(new Ended(null, "NotStarted", null));
        assertThat(listed(later, workload)).hasSize(1);
    }

    @Test
    void a_bot_has_no_capabilities_and_a_process_1_that_is_fit_for_it() {
        BotRuntime runtime = runtime("grep -E 'CapEff|CapBnd|NoNewPrivs' /proc/self/status; cat /proc/1/cmdline;"
                + " df -k /dev/shm; cat /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max 2>/dev/null");
        Workload workload = workload();

        launch(runtime, workload);

        assertThat(ended(runtime, workload).evidence())
                .containsPattern("CapBnd:\\s+0000000000000000")
                .containsPattern("CapEff:\\s+0000000000000000")
                .containsPattern("NoNewPrivs:\\s+1")
                .contains("init")
                .containsPattern("shm\\s+16384")
                .contains("128");
    }

    /**
     * The bot survives its child by a second: an engine learns of memory and of ends in two ways, and of a bot that is
     * killed itself it may hear the end first and then never call it OOMKilled.
     */
    @Test
    void more_memory_than_it_may_have_is_an_end_by_memory() {
        String script = "dd if=/dev/zero of=/dev/null bs=200M count=1; code=$?; sleep 1; exit $code";
        BotRuntime runtime = runtime(settings(script).withMemory(16));
        Workload workload = workload();

        launch(runtime, workload);

        Ended end = ended(runtime, workload);
        assertThat(end.exitCode()).isEqualTo(137);
        assertThat(end.reason()).isEqualTo("OOMKilled");
    }

    @Test
    void both_streams_are_in_the_evidence() {
        BotRuntime runtime = runtime("echo to stdout; echo to stderr >&2; exit 1");
        Workload workload = workload();

        launch(runtime, workload);

        assertThat(ended(runtime, workload).evidence().lines()).containsExactlyInAnyOrder("to stdout", "to stderr");
    }

    @Test
    void a_kill_from_outside_is_seen_at_once() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = workload();
        List<Observed> seen = new CopyOnWriteArrayList<>();
        var watching = runtime.watch().subscribe().with(seen::add);
        launch(runtime, workload);

        engine.call("POST", "/containers/" + workload.handle() + "/kill", null);

        await().atMost(Duration.ofSeconds(5))
                .until(() ->
                        seen.stream().anyMatch(observed -> observed.handle().equals(workload.handle())));
        watching.cancel();
    }

    @Test
    void a_watch_that_begins_late_tells_what_ended_before() {
        Workload workload = workload();
        BotRuntime before = runtime("exit 12");
        launch(before, workload);
        ended(before, workload);
        List<Observed> seen = new CopyOnWriteArrayList<>();

        var watching = runtime(SLEEPER).watch().subscribe().with(seen::add);

        await().atMost(patience())
                .until(() ->
                        seen.stream().anyMatch(observed -> observed.handle().equals(workload.handle())));
        watching.cancel();
    }

    /** What the stop of a service that dies meanwhile rests on. */
    @Test
    void the_engine_carries_out_a_stop_although_nobody_waits_for_it() {
        BotRuntime runtime = runtime(STUBBORN);
        Workload workload = workload();
        launch(runtime, workload);
        untilReady(runtime, workload);

        engine.sendAndHangUp("POST", "/containers/" + workload.handle() + "/stop?t=1");

        Ended end = ended(runtime, workload);
        assertThat(end.exitCode()).isEqualTo(137);
        assertThat(end.evidence()).contains("asked to end");
    }

    @Test
    void without_an_engine_nothing_is_known_and_nothing_was_launched() {
        BotRuntime runtime =
                runtime(DockerSettings.of("unix:///no/such/docker.sock", image, INSTALLATION, "sh", "-c", "exit 0"));
        Workload workload = workload();

        LaunchOutcome outcome = launch(runtime, workload);

        assertThat(outcome).isInstanceOf(Busy.class);
        assertThat(observe(runtime, workload)).isInstanceOf(Observation.Unknown.class);
        assertThatThrownBy(() -> run(runtime.list())).hasMessageContaining("/no/such/docker.sock");
        assertThatThrownBy(() -> run(runtime.terminate(workload.handle(), Duration.ZERO)))
                .hasMessageContaining("/no/such/docker.sock");
    }

    @Test
    void the_labels_say_whose_bot_it_is() throws IOException {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = workload(Map.of("BOT_CONFIG", "{}"));

        launch(runtime, workload);

        var labels = new ObjectMapper()
                .readTree(engine.call("GET", "/containers/" + workload.handle() + "/json", null))
                .at("/Config/Labels");
        assertThat(labels.path("managed-by").asText()).isEqualTo("rollcall");
        assertThat(labels.path("rollcall.meeting").asLong()).isEqualTo(workload.meetingId());
        assertThat(labels.path("rollcall.attempt").asInt()).isEqualTo(1);
        assertThat(labels.path("rollcall.user").asLong()).isEqualTo(1);
        assertThat(labels.path("rollcall.platform").asText()).isEqualTo("google_meet");
        assertThat(labels.path("rollcall.installation").asText()).isEqualTo(INSTALLATION);
    }
}
