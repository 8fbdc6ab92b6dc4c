package dev.rollcall.runtime.nomad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.BotRuntimeConformance;
import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.LaunchOutcome.Ambiguous;
import dev.rollcall.runtime.LaunchOutcome.Busy;
import dev.rollcall.runtime.LaunchOutcome.Launched;
import dev.rollcall.runtime.LaunchOutcome.Quota;
import dev.rollcall.runtime.LaunchOutcome.Refused;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Gone;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Observation.Unknown;
import dev.rollcall.runtime.Observed;
import dev.rollcall.runtime.Workload;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conformance suite against Nomad's API as published, and what is true of Nomad only. */
class NomadRuntimeIT extends BotRuntimeConformance {

    private static final String SECRET = "s3cret-0123456789";
    private static final Set<String> ALL_RIGHTS =
            Set.of("list-jobs", "read-job", "dispatch-job", "submit-job", "read-logs", "alloc-lifecycle");
    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    Path directory;

    private PlayedNomad nomad;
    private final List<NomadRuntime> made = new CopyOnWriteArrayList<>();

    @BeforeEach
    void startNomad() throws IOException {
        nomad = new PlayedNomad(directory);
    }

    /** Before the suite deletes what it has launched. */
    private void repairNomad() {
        nomad.outage = null;
        nomad.silent = false;
        nomad.trouble.clear();
        nomad.tokens.clear();
        nomad.leader = true;
    }

    @AfterEach
    @Override
    protected void leaveNothingBehind() {
        super.leaveNothingBehind();
        made.forEach(NomadRuntime::close);
        nomad.close();
    }

    @AfterAll
    static void close() {
        VERTX.closeAndAwait();
    }

    @Override
    protected BotRuntime runtime(String script) {
        repairNomad();
        nomad.cluster.script = script;
        return runtime(settings -> settings);
    }

    private NomadRuntime runtime(UnaryOperator<NomadSettings> change) {
        NomadRuntime runtime =
                new NomadRuntime(VERTX, change.apply(NomadSettings.of(nomad.address())), Clock.systemUTC());
        made.add(runtime);
        return runtime;
    }

    @Override
    protected void untilReady(BotRuntime runtime, Workload workload) {
        await().atMost(patience())
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(() -> Files.readString(
                                nomad.cluster.task(workload.handle()).log("stdout"))
                        .contains("ready\n"));
    }

    private Workload started(BotRuntime runtime) {
        Workload workload = workload();
        launch(runtime, workload);
        untilStarted(workload);
        return workload;
    }

    /** Returns when the cluster has been asked to tell what happens next. */
    private Cancellable watch(BotRuntime runtime, Consumer<Observed> seen) {
        Cancellable watching = runtime.watch().subscribe().with(seen);
        untilAskedToWait();
        return watching;
    }

    /** Waits until the client has started it. */
    private void untilStarted(Workload workload) {
        await().atMost(patience())
                .ignoreExceptions()
                .until(() -> nomad.cluster.task(workload.handle()).runs());
    }

    /** Nomad never starts what is stopped before it has a node, so there may be no exit code. None of it may run on. */
    @Test
    @Override
    protected void terminate_right_after_the_launch_is_not_lost() {
        BotRuntime runtime = runtime(SLEEPER);
        List<Workload> workloads =
                IntStream.range(0, 20).mapToObj(i -> workload()).toList();

        for (Workload workload : workloads) {
            launch(runtime, workload);
            run(runtime.terminate(workload.handle(), Duration.ofMinutes(5)));
        }

        assertThat(workloads).allSatisfy(workload -> {
            Ended end = ended(runtime, workload);
            assertThat(end.exitCode()).isIn(143, null);
            assertThat(end.reason()).isEqualTo(end.exitCode() == null ? "Stopped" : "Killed");
        });
    }

    @Test
    void the_id_of_a_dispatched_job_is_one_segment_of_every_path() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = started(runtime);

        observe(runtime, workload);
        run(runtime.terminate(workload.handle(), Duration.ZERO));
        ended(runtime, workload);
        run(runtime.delete(workload.handle()));

        String segment = "/v1/job/rollcall-bot%2Fdispatch-" + workload.handle() + "-";
        assertThat(nomad.asked.stream().filter(uri -> uri.contains("/v1/job/") && !uri.startsWith("POST")))
                .isNotEmpty()
                .allMatch(uri -> uri.contains(segment));
    }

    @Test
    void the_eleventh_attempt_is_not_taken_for_the_first() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload eleventh = workload();
        String first = Workload.handleOf(eleventh.meetingId(), 1);
        String handle = Workload.handleOf(eleventh.meetingId(), 11);
        launch(runtime, new Workload(handle, eleventh.meetingId(), 11, 1, "zoom", Map.of()));

        Observation observation = run(runtime.observe(first));

        assertThat(observation).isEqualTo(new Gone());
        assertThat(run(runtime.observe(handle))).isEqualTo(new Running());
        run(runtime.delete(handle));
    }

    @Test
    void people_see_in_the_meta_what_bots_of_vexa_have_there_and_no_secret() {
        BotRuntime runtime = runtime(SLEEPER);
        JsonObject config = new JsonObject()
                .put("nativeMeetingId", "abc-defg-hij")
                .put("connectionId", "c-1")
                .put("botName", "Notes")
                .put("language", null)
                .put("internalSecret", SECRET)
                .put("meetingUrl", "https://zoom.example/j/1?pwd=" + SECRET);
        Workload workload = workload(Map.of("BOT_CONFIG", config.encode()));

        launch(runtime, workload);

        JsonObject meta = nomad.cluster.job(workload.handle()).meta;
        assertThat(meta.getMap())
                .containsEntry("handle", workload.handle())
                .containsEntry("meeting_id", String.valueOf(workload.meetingId()))
                .containsEntry("attempt", "1")
                .containsEntry("user_id", "1")
                .containsEntry("platform", "google_meet")
                .containsEntry("native_meeting_id", "abc-defg-hij")
                .containsEntry("connection_id", "c-1")
                .containsEntry("bot_name", "Notes")
                .containsEntry("language", "")
                .containsEntry("task", "");
        assertThat(meta.encode()).doesNotContain(SECRET);
        assertThat(nomad.asked).noneMatch(uri -> uri.contains(SECRET));
    }

    @Test
    void a_secret_is_on_no_command_line_and_on_no_disk_of_the_node() throws IOException {
        BotRuntime runtime = runtime("echo ready; exec sleep 300");
        Workload workload = workload(Map.of("BOT_CONFIG", "{\"internalSecret\":\"" + SECRET + "\"}"));

        launch(runtime, workload);
        untilReady(runtime, workload);

        assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                .noneMatch(line -> line.contains(SECRET));
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .noneMatch(file -> file.getFileName().toString().endsWith(".gz"))
                    .allSatisfy(file -> assertThat(file).content().doesNotContain(SECRET));
        }
    }

    @Test
    void what_is_too_big_for_a_payload_is_refused() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        StringBuilder noise = new StringBuilder();
        new Random(seed).ints(40_000, 33, 126).forEach(noise::appendCodePoint);
        BotRuntime runtime = runtime(SLEEPER);

        LaunchOutcome outcome = launch(runtime, workload(Map.of("BIG", noise.toString())));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).contains("Payload exceeds maximum size"));
    }

    @Test
    void a_variable_that_a_shell_cannot_carry_is_refused_by_name() {
        BotRuntime runtime = runtime(SLEEPER);

        List<LaunchOutcome> outcomes = Stream.of("my.setting", "A B", "x=y", "1ST")
                .map(name -> launch(runtime, workload(Map.of(name, SECRET))))
                .toList();

        assertThat(outcomes)
                .allSatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Refused.class,
                                refused -> assertThat(refused.reason())
                                        .contains("environment variable")
                                        .doesNotContain(SECRET)));
    }

    @Test
    void what_nomad_says_to_a_dispatch_decides_whether_and_when_it_is_tried_again() {
        BotRuntime runtime = runtime(SLEEPER);
        Map<PlayedCluster.Problem, Class<? extends LaunchOutcome>> expected = new HashMap<>();
        expected.put(problem(500, "parameterized job not found"), Refused.class);
        expected.put(problem(500, "Specified job \"rollcall-bot\" is not a parameterized job"), Refused.class);
        expected.put(problem(500, "Specified job \"rollcall-bot\" is stopped"), Refused.class);
        expected.put(problem(500, "Dispatch request included unpermitted metadata keys: [handle]"), Refused.class);
        expected.put(problem(500, "Payload provided but forbidden by parameterized job"), Refused.class);
        expected.put(problem(400, "Job ID does not match"), Refused.class);
        expected.put(problem(403, "Permission denied"), Refused.class);
        expected.put(problem(404, "job not found"), Refused.class);
        expected.put(
                problem(403, "Job registration, dispatch, and scale are disabled by the scheduler configuration"),
                Busy.class);
        expected.put(problem(429, "Rate limit reached"), Busy.class);
        expected.put(problem(500, "No cluster leader"), Busy.class);
        expected.put(problem(503, ""), Busy.class);
        expected.put(problem(500, "quota limit exceeded"), Quota.class);
        expected.put(problem(500, "eval create failed"), Ambiguous.class);
        expected.put(problem(502, "Bad Gateway"), Ambiguous.class);

        expected.forEach((problem, kind) -> {
            nomad.trouble.add(problem);
            LaunchOutcome outcome = launch(runtime, workload());
            assertThat(outcome).as(problem.getMessage()).isInstanceOf(kind);
            assertThat(outcome.reason()).isNotBlank();
        });
    }

    @Test
    void a_nomad_that_cannot_be_reached_is_busy_since_nothing_was_sent() {
        runtime(SLEEPER);
        NomadRuntime nowhere =
                new NomadRuntime(VERTX, NomadSettings.of(URI.create("http://127.0.0.1:1")), Clock.systemUTC());
        made.add(nowhere);

        LaunchOutcome outcome = launch(nowhere, workload());

        assertThat(outcome).isInstanceOf(Busy.class);
    }

    @Test
    void a_dispatch_whose_answer_was_lost_finds_itself_again() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = workload();
        nomad.losesNextAnswer = true;
        LaunchOutcome lost = launch(runtime, workload);

        LaunchOutcome again = launch(runtime, workload);

        assertThat(lost).isInstanceOf(Ambiguous.class);
        assertThat(again).isEqualTo(new Launched());
        assertThat(listed(runtime, workload)).hasSize(1);
    }

    @Test
    void a_nomad_too_old_to_put_the_handle_into_the_id_is_refused() {
        BotRuntime runtime = runtime(SLEEPER);
        nomad.withoutPrefixes = true;

        LaunchOutcome outcome = launch(runtime, workload());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).contains("1.4.1"));
        assertThat(nomad.cluster.stubs("default", "", false)).isEmpty();
    }

    @Test
    void a_wrong_token_is_told_to_the_operator_and_says_nothing_about_bots() {
        BotRuntime right = runtime(SLEEPER);
        Workload running = workload();
        launch(right, running);
        nomad.tokens.put("right", ALL_RIGHTS);
        NomadRuntime wrong = runtime(settings -> settings.withToken("wrong-" + SECRET));

        LaunchOutcome outcome = launch(wrong, workload());
        Observation observation = observe(wrong, running);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains("NOMAD_TOKEN")
                                .doesNotContain(SECRET));
        assertThat(observation).isInstanceOf(Unknown.class);
        assertThatThrownBy(() -> run(wrong.list())).hasMessageContaining("ACL token not found");
    }

    @Test
    void the_rights_of_the_shipped_policy_are_enough() throws IOException {
        String policy = Files.readString(Path.of("deployment/nomad/policy.hcl"));
        assertThat(ALL_RIGHTS).allSatisfy(right -> assertThat(policy).contains('"' + right + '"'));
        nomad.cluster.script = STUBBORN;
        nomad.tokens.put("right", ALL_RIGHTS);
        NomadRuntime runtime = runtime(settings -> settings.withToken("right"));
        Workload workload = workload();
        launch(runtime, workload);
        untilReady(runtime, workload);

        run(runtime.terminate(workload.handle(), Duration.ZERO));

        assertThat(ended(runtime, workload).exitCode()).isEqualTo(137);
        run(runtime.delete(workload.handle()));
        untilGone(runtime, workload);
    }

    @Test
    void without_the_right_to_signal_the_kill_timeout_ends_a_stubborn_bot() {
        nomad.cluster.script = STUBBORN;
        nomad.cluster.killTimeout = Duration.ofSeconds(1);
        nomad.tokens.put("few", Set.of("list-jobs", "read-job", "dispatch-job", "submit-job", "read-logs"));
        NomadRuntime runtime = runtime(settings -> settings.withToken("few"));
        Workload workload = workload();
        launch(runtime, workload);
        untilReady(runtime, workload);

        run(runtime.terminate(workload.handle(), Duration.ZERO));

        assertThat(ended(runtime, workload).exitCode()).isEqualTo(137);
    }

    @Test
    void every_call_names_the_namespace_and_the_region() {
        nomad.cluster.script = SLEEPER;
        nomad.cluster.register("bots");
        NomadRuntime runtime = runtime(settings -> settings.in("bots", "global"));
        Workload workload = workload();

        launch(runtime, workload);
        untilStarted(workload);
        assertThat(observe(runtime, workload)).isEqualTo(new Running());
        run(runtime.delete(workload.handle()));

        assertThat(nomad.asked)
                .isNotEmpty()
                .allMatch(uri -> uri.contains("namespace=bots") && uri.contains("region=global"));
    }

    @Test
    void another_namespace_or_region_says_nothing_about_bots() {
        BotRuntime right = runtime(SLEEPER);
        Workload running = workload();
        launch(right, running);

        Observation namespace = observe(runtime(settings -> settings.in("empty", null)), running);
        Observation region = observe(runtime(settings -> settings.in(null, "mars")), running);

        assertThat(namespace)
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.why()).contains("namespace"));
        assertThat(region).isInstanceOf(Unknown.class);
    }

    @Test
    void an_outage_is_unknown_and_never_gone() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload never = workload();
        NomadRuntime impatient = runtime(settings -> settings.withTimeout(Duration.ofMillis(300)));

        List<Observation> seen = Stream.<Runnable>of(
                        () -> nomad.outage = problem(500, "No cluster leader"),
                        () -> nomad.outage = problem(404, ""),
                        () -> nomad.outage = problem(200, "<html>maintenance</html>"),
                        () -> nomad.leader = false,
                        () -> nomad.silent = true)
                .map(outage -> {
                    outage.run();
                    Observation observation = observe(impatient, never);
                    repairNomad();
                    return observation;
                })
                .toList();

        assertThat(seen).hasSize(5).hasOnlyElementsOfType(Unknown.class);
        assertThat(observe(runtime, never)).isEqualTo(new Gone());
    }

    @Test
    void a_cluster_that_has_lost_the_job_is_another_cluster() {
        BotRuntime runtime = runtime(SLEEPER);
        nomad.cluster.unregister();

        Observation observation = observe(runtime, workload());

        assertThat(observation).isInstanceOf(Unknown.class);
        nomad.cluster.register("default");
    }

    @Test
    void a_bot_that_ran_out_of_memory_says_so() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = started(runtime);

        PlayedTask task = nomad.cluster.task(workload.handle());
        task.outOfMemory = true;
        task.kill();

        Ended end = ended(runtime, workload);
        assertThat(end.exitCode()).isEqualTo(137);
        assertThat(end.reason()).isEqualTo("OOMKilled");
        assertThat(end.evidence()).contains("up");
    }

    @Test
    void both_streams_are_evidence() {
        BotRuntime runtime = runtime("echo to standard output; echo to standard error >&2; exit 1");
        Workload workload = workload();

        launch(runtime, workload);

        assertThat(ended(runtime, workload).evidence()).contains("to standard output", "to standard error");
    }

    @Test
    void a_bot_on_a_lost_node_is_unknown() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = started(runtime);

        nomad.cluster.task(workload.handle()).clientStatus = "lost";

        assertThat(observe(runtime, workload)).isInstanceOf(Unknown.class);
    }

    @Test
    void a_stopped_bot_runs_until_it_has_ended_although_its_job_is_dead_for_nomad() {
        BotRuntime runtime = runtime(STUBBORN);
        Workload workload = workload();
        launch(runtime, workload);
        untilReady(runtime, workload);

        run(runtime.terminate(workload.handle(), Duration.ofMinutes(5)));

        assertThat(nomad.cluster.job(workload.handle()).status()).isEqualTo("dead");
        assertThat(observe(runtime, workload)).isEqualTo(new Running());
        assertThat(listed(runtime, workload)).extracting(Observed::observation).containsExactly(new Running());
    }

    @Test
    void a_bot_without_a_node_waits_for_a_time_and_then_has_ended() {
        runtime(SLEEPER);
        nomad.cluster.noNode = true;
        NomadRuntime patient = runtime(settings -> settings);
        NomadRuntime impatient = runtime(settings -> settings.withPendingBound(Duration.ZERO));
        Workload workload = workload();

        launch(patient, workload);

        assertThat(observe(patient, workload)).isEqualTo(new Running());
        Ended end = ended(impatient, workload);
        assertThat(end.reason()).isEqualTo("Unschedulable");
        assertThat(end.evidence()).contains("memory");
        assertThat(listed(impatient, workload).get(0).observation()).isEqualTo(end);
    }

    @Test
    void a_bot_without_a_node_can_be_stopped() {
        BotRuntime runtime = runtime(SLEEPER);
        nomad.cluster.noNode = true;
        Workload workload = workload();
        launch(runtime, workload);

        run(runtime.terminate(workload.handle(), Duration.ofMinutes(5)));

        Ended end = ended(runtime, workload);
        assertThat(end.exitCode()).isNull();
        assertThat(end.reason()).isEqualTo("Stopped");
    }

    @Test
    void an_image_that_never_comes_ends_the_wait_with_nomads_words() {
        runtime(SLEEPER);
        nomad.cluster.heldByClient = true;
        NomadRuntime runtime = runtime(settings -> settings.withPendingBound(Duration.ZERO));
        Workload workload = workload();

        launch(runtime, workload);

        Ended end = ended(runtime, workload);
        assertThat(end.reason()).isEqualTo("NotStarted");
        assertThat(end.evidence()).isEqualTo("Task received by client");
    }

    @Test
    void a_driver_that_cannot_start_the_bot_is_an_end_with_its_reason() {
        BotRuntime runtime = runtime(SLEEPER);
        nomad.cluster.heldByClient = true;
        Workload workload = workload();
        launch(runtime, workload);
        await().atMost(patience()).ignoreExceptions().until(() -> nomad.cluster.task(workload.handle()) != null);

        PlayedTask task = nomad.cluster.task(workload.handle());
        task.event("Driver Failure", Map.of(), "Failed to pull `bot:9`: manifest unknown");
        task.clientStatus = "failed";

        assertThat(observe(runtime, workload))
                .isEqualTo(new Ended(null, "DriverFailure", "Failed to pull `bot:9`: manifest unknown"));
    }

    @Test
    void a_list_of_several_pages_is_whole() {
        runtime(SLEEPER);
        NomadRuntime runtime = runtime(settings -> settings.withPages(3));
        List<Workload> workloads =
                IntStream.range(0, 10).mapToObj(i -> workload()).toList();
        run(Uni.join().all(workloads.stream().map(runtime::launch).toList()).andCollectFailures());

        List<Observed> listed = run(runtime.list());

        assertThat(listed)
                .extracting(Observed::handle)
                .containsExactlyInAnyOrderElementsOf(
                        workloads.stream().map(Workload::handle).toList());
        assertThat(nomad.asked.stream().filter(uri -> uri.contains("next_token")))
                .hasSize(3);
    }

    @Test
    void a_job_that_somebody_dispatched_by_hand_is_none_of_ours() {
        BotRuntime runtime = runtime(SLEEPER);
        JsonObject meta = new JsonObject();
        nomad.cluster.file.required().forEach(key -> meta.put(key, "x"));
        nomad.cluster.dispatch(
                "default", "rollcall-bot", new JsonObject().put("Meta", meta).put("Payload", "eA=="), null);

        List<Observed> listed = run(runtime.list());

        assertThat(listed).isEmpty();
    }

    @Test
    void an_end_is_reported_although_the_index_went_back() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = started(runtime);
        List<Observed> seen = new CopyOnWriteArrayList<>();
        Cancellable watching = watch(runtime, seen::add);

        nomad.cluster.goBackTo(2);
        nomad.cluster.task(workload.handle()).kill();

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(seen).extracting(Observed::handle).containsExactly(workload.handle()));
        watching.cancel();
    }

    @Test
    void an_end_during_an_outage_is_reported_after_it() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = started(runtime);
        List<Observed> seen = new CopyOnWriteArrayList<>();
        Cancellable watching = watch(runtime, seen::add);

        nomad.outage = problem(500, "No cluster leader");
        nomad.cluster.task(workload.handle()).kill();
        await().atMost(patience())
                .until(() -> nomad.asked.stream()
                                .filter(uri -> uri.contains("wait="))
                                .count()
                        >= 3);
        nomad.outage = null;

        await().atMost(patience())
                .untilAsserted(
                        () -> assertThat(seen).extracting(Observed::handle).containsExactly(workload.handle()));
        watching.cancel();
    }

    @Test
    void a_job_that_somebody_purged_is_reported_gone() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = started(runtime);
        List<Observed> seen = new CopyOnWriteArrayList<>();
        Cancellable watching = watch(runtime, seen::add);

        nomad.cluster.deregister("default", nomad.cluster.job(workload.handle()).id, true);

        await().atMost(patience())
                .untilAsserted(() -> assertThat(seen)
                        .containsExactly(new Observed(workload.handle(), workload.meetingId(), 1, new Gone())));
        watching.cancel();
    }

    @Test
    void a_watch_waits_at_nomad_and_does_not_ask_again_and_again() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = started(runtime);
        Cancellable watching = watch(runtime, observed -> {});
        int before = nomad.asked.size();

        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);

        assertThat(nomad.asked).hasSizeLessThanOrEqualTo(before + 1);
        watching.cancel();
    }

    /** The watch has its first list and waits for a change. */
    private void untilAskedToWait() {
        await().atMost(patience())
                .until(() -> nomad.asked.stream().anyMatch(uri -> uri.contains("wait=") && !uri.contains("index=0")));
    }

    private static PlayedCluster.Problem problem(int status, String text) {
        return new PlayedCluster.Problem(status, text);
    }
}
