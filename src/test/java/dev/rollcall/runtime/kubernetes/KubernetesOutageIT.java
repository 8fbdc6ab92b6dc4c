package dev.rollcall.runtime.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.LaunchOutcome.Ambiguous;
import dev.rollcall.runtime.LaunchOutcome.Launched;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Observation.Unknown;
import dev.rollcall.runtime.Observed;
import dev.rollcall.runtime.Workload;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** When the API server is away, when the line to it breaks, and when what a watch remembers is too old. */
@EnabledIf(
        value = "dev.rollcall.runtime.kubernetes.Cluster#canBeReal",
        disabledReason = "KUBEBUILDER_ASSETS is not set")
class KubernetesOutageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SLEEPER = "echo up; exec sleep 300";
    private static final AtomicLong MEETINGS = new AtomicLong(1);

    private static Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.start();
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    private CuttableLine line;
    private KubernetesClient overTheLine;

    @BeforeEach
    void connect() throws IOException {
        line = new CuttableLine(cluster.server().port());
        overTheLine = cluster.server()
                .client(
                        "https://127.0.0.1:" + line.port(),
                        cluster.token(),
                        cluster.settings(SLEEPER).withRequestTimeout(Duration.ofSeconds(2)));
    }

    @AfterEach
    void disconnect() throws IOException {
        overTheLine.close();
        line.close();
    }

    @Test
    void without_an_api_server_nothing_is_known_and_nobody_is_gone() throws IOException {
        BotRuntime runtime = runtime(SLEEPER);
        Workload running = launched(runtime);
        Workload during = workload();

        cluster.server().stopApiServer();

        assertThat(observe(runtime, running)).isInstanceOf(Unknown.class);
        assertThat(run(runtime.launch(during))).isInstanceOf(Ambiguous.class);
        assertThatThrownBy(() -> run(runtime.list())).isNotNull();
        assertThatThrownBy(() -> run(runtime.terminate(running.handle(), Duration.ZERO)))
                .isNotNull();
        cluster.server().startApiServer();
        assertThat(observe(runtime, running)).isEqualTo(new Running());
        await().atMost(PATIENCE).until(() -> run(runtime.launch(during)), outcome -> outcome.equals(new Launched()));
    }

    @Test
    void an_end_while_the_line_was_cut_is_told_when_it_is_mended() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = launched(runtime);
        List<Observed> seen = new CopyOnWriteArrayList<>();
        var watching = runtime.watch().subscribe().with(seen::add);

        line.cut();
        cluster.kubelet().with(workload.handle(), PlayedPod::oomKill);
        await().atMost(PATIENCE).until(() -> phase(workload).equals("Failed"));
        line.mend();

        untilTold(seen, workload, "OOMKilled");
        watching.cancel();
    }

    @Test
    void an_end_while_the_api_server_was_away_is_told_when_it_is_back() throws IOException {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = launched(runtime);
        List<Observed> seen = new CopyOnWriteArrayList<>();
        var watching = runtime.watch().subscribe().with(seen::add);

        cluster.server().stopApiServer();
        cluster.kubelet().with(workload.handle(), PlayedPod::oomKill);
        cluster.server().startApiServer();

        untilTold(seen, workload, "OOMKilled");
        watching.cancel();
    }

    /** The API server keeps no history over a restart: whoever asks for older changes gets 410 and has to list anew. */
    @Test
    void a_watch_that_is_too_old_lists_anew() throws IOException {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = launched(runtime);
        List<Observed> seen = new CopyOnWriteArrayList<>();
        var watching = runtime.watch().subscribe().with(seen::add);
        await().atMost(PATIENCE).until(() -> cluster.lists() > 0);

        line.cut();
        cluster.kubelet().with(workload.handle(), PlayedPod::oomKill);
        await().atMost(PATIENCE).until(() -> phase(workload).equals("Failed"));
        cluster.server().stopApiServer();
        cluster.server().startApiServer();
        long before = cluster.lists();
        line.mend();

        untilTold(seen, workload, "OOMKilled");
        assertThat(cluster.lists()).isGreaterThan(before);
        watching.cancel();
    }

    /** Cut right behind the request: it has arrived, and its answer has not. */
    @Test
    void a_launch_whose_answer_got_lost_is_found_by_the_next_try() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = workload();
        line.cut();
        LaunchOutcome lost = run(runtime.launch(workload));
        assertThat(lost).isInstanceOf(Ambiguous.class);
        line.mend();
        run(new KubernetesRuntime(cluster.settings(SLEEPER), cluster.service(), Clock.systemUTC()).launch(workload));

        LaunchOutcome again = run(runtime.launch(workload));

        assertThat(again).isEqualTo(new Launched());
        assertThat(observe(runtime, workload)).isEqualTo(new Running());
    }

    private void untilTold(List<Observed> seen, Workload workload, String reason) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(seen)
                        .filteredOn(end -> end.handle().equals(workload.handle()))
                        .singleElement()
                        .satisfies(end ->
                                assertThat(((Ended) end.observation()).reason()).isEqualTo(reason)));
    }

    private BotRuntime runtime(String script) {
        KubernetesSettings settings = cluster.settings(script).withRequestTimeout(Duration.ofSeconds(2));
        return new KubernetesRuntime(settings, overTheLine, Clock.systemUTC());
    }

    private Workload launched(BotRuntime runtime) {
        Workload workload = workload();
        assertThat(run(runtime.launch(workload))).isEqualTo(new Launched());
        await().atMost(PATIENCE)
                .until(() -> cluster.kubelet().output(workload.handle()).contains("up"));
        await().atMost(PATIENCE).until(() -> phase(workload).equals("Running"));
        return workload;
    }

    private static String phase(Workload workload) {
        return cluster.admin()
                .pods()
                .inNamespace(Cluster.NAMESPACE)
                .withName(workload.handle())
                .require()
                .getStatus()
                .getPhase();
    }

    private static Workload workload() {
        long meeting = MEETINGS.incrementAndGet();
        return new Workload(Workload.handleOf(meeting, 1), meeting, 1, 1, "zoom", Map.of("A", "b"));
    }

    private static Observation observe(BotRuntime runtime, Workload workload) {
        return run(runtime.observe(workload.handle()));
    }

    private static <T> T run(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }
}
