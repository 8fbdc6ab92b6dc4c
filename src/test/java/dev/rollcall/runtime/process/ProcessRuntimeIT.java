package dev.rollcall.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.BotRuntimeConformance;
import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Workload;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conformance suite, and what is true of local processes only. */
class ProcessRuntimeIT extends BotRuntimeConformance {

    private static final String SECRET = "s3cret-0123456789";

    @TempDir
    Path directory;

    @Override
    protected BotRuntime runtime(String script) {
        return new ProcessRuntime(ProcessSettings.script(directory, script), Clock.systemUTC());
    }

    @Override
    protected void untilReady(BotRuntime runtime, Workload workload) {
        await().atMost(patience())
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Files.readString(folder(workload).log()).contains("ready\n"));
    }

    @Test
    void the_bot_gets_its_environment_and_nothing_else() throws IOException {
        BotRuntime runtime = new ProcessRuntime(ProcessSettings.of(directory, "env"), Clock.systemUTC());
        Workload workload = workload(Map.of("BOT_CONFIG", "{}", "LOG_LEVEL", "debug"));

        launch(runtime, workload);

        assertThat(ended(runtime, workload).evidence().lines())
                .containsExactlyInAnyOrder("BOT_CONFIG={}", "LOG_LEVEL=debug");
    }

    @Test
    void a_secret_is_on_no_command_line_and_on_no_disk() throws IOException {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = workload(Map.of("BOT_CONFIG", "{\"internalSecret\":\"" + SECRET + "\"}"));

        launch(runtime, workload);

        List<String> commandLines = ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .toList();
        assertThat(commandLines)
                .anyMatch(line -> line.contains(workload.handle()))
                .noneMatch(line -> line.contains(SECRET));
        try (Stream<Path> files = Files.walk(folder(workload).path())) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file).content().doesNotContain(SECRET));
        }
    }

    @Test
    void only_the_owner_can_look_into_the_folder_of_a_bot() throws IOException {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = workload();

        launch(runtime, workload);

        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder(workload).path())))
                .isEqualTo("rwx------");
    }

    @Test
    void a_missing_command_is_refused() {
        BotRuntime runtime = new ProcessRuntime(ProcessSettings.of(directory, "no-such-bot"), Clock.systemUTC());
        Workload workload = workload();

        LaunchOutcome outcome = launch(runtime, workload);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        LaunchOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).contains("no-such-bot"));
        assertThat(observe(runtime, workload)).isEqualTo(new Observation.Gone());
    }

    @Test
    void a_variable_that_a_shell_cannot_carry_is_refused_by_name() {
        BotRuntime runtime = runtime(SLEEPER);

        List<LaunchOutcome> outcomes = Stream.of("my.setting", "PWD", "A B", "x=y")
                .map(name -> launch(runtime, workload(Map.of(name, SECRET))))
                .toList();

        assertThat(outcomes)
                .allSatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                LaunchOutcome.Refused.class,
                                refused -> assertThat(refused.reason())
                                        .contains("environment variable")
                                        .doesNotContain(SECRET)));
    }

    @Test
    void a_program_that_cannot_be_executed_after_all_ends_with_its_reason() throws IOException {
        Path broken = Files.writeString(directory.resolve("broken"), "#!/no/such/interpreter\n");
        assertThat(broken.toFile().setExecutable(true)).isTrue();
        BotRuntime runtime = new ProcessRuntime(ProcessSettings.of(directory, broken.toString()), Clock.systemUTC());
        Workload workload = workload();

        launch(runtime, workload);

        Ended end = ended(runtime, workload);
        assertThat(end.exitCode()).isIn(126, 127);
        assertThat(end.evidence()).contains("broken");
    }

    @Test
    void concurrent_launches_of_one_handle_start_one_process() throws IOException {
        Path starts = directory.resolve("starts");
        BotRuntime runtime = runtime("echo started >>\"$STARTS\"; echo ready; exec sleep 300");
        Workload workload = workload(Map.of("STARTS", starts.toString()));

        List<LaunchOutcome> outcomes = run(Uni.join()
                .all(IntStream.range(0, 20)
                        .mapToObj(i -> runtime.launch(workload))
                        .toList())
                .andCollectFailures());

        assertThat(outcomes).containsOnly(new LaunchOutcome.Launched());
        untilReady(runtime, workload);
        run(runtime.terminate(workload.handle(), Duration.ofSeconds(10)));
        ended(runtime, workload);
        assertThat(starts).content().isEqualTo("started\n");
    }

    @Test
    void a_stop_while_the_launch_is_under_way_ends_the_bot() {
        BotRuntime runtime = runtime(SLEEPER);
        List<Workload> workloads =
                IntStream.range(0, 40).mapToObj(i -> workload()).toList();

        for (Workload workload : workloads) {
            Uni<LaunchOutcome> launch = runtime.launch(workload).memoize().indefinitely();
            launch.subscribe().with(outcome -> {});
            await().atMost(patience())
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> folder(workload).exists());
            run(runtime.terminate(workload.handle(), Duration.ofMinutes(5)));
            assertThat(run(launch)).isEqualTo(new LaunchOutcome.Launched());
        }

        workloads.forEach(
                workload -> assertThat(ended(runtime, workload).exitCode()).isEqualTo(143));
    }

    @Test
    void a_deletion_while_the_launch_is_under_way_leaves_nothing() {
        BotRuntime runtime = runtime(SLEEPER);
        List<Workload> workloads =
                IntStream.range(0, 40).mapToObj(i -> workload()).toList();

        for (Workload workload : workloads) {
            Uni<LaunchOutcome> launch = runtime.launch(workload).memoize().indefinitely();
            launch.subscribe().with(outcome -> {});
            await().atMost(patience())
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> folder(workload).exists());
            run(runtime.delete(workload.handle()));
            run(launch);
        }

        workloads.forEach(workload -> assertThat(observe(runtime, workload)).isEqualTo(new Observation.Gone()));
        await().atMost(patience())
                .untilAsserted(() -> assertThat(commandLinesIn(directory)).isEmpty());
    }

    @Test
    void another_process_with_the_same_pid_is_not_taken_for_the_bot() throws IOException {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = workload();
        BotFolder folder = folder(workload);
        assertThat(folder.claim()).isTrue();
        long ourselves = ProcessHandle.current().pid();
        Files.writeString(folder.path().resolve("wrapper"), ourselves + " 1\n");
        Files.writeString(folder.path().resolve("pid"), ourselves + " 1\n");

        run(runtime.terminate(workload.handle(), Duration.ZERO));

        assertThat(observe(runtime, workload)).isEqualTo(new Ended(null, "Lost", null));
        run(runtime.delete(workload.handle())); // and this test lives on
    }

    @Test
    void a_bot_that_vanished_together_with_its_wrapper_is_lost() throws IOException {
        BotRuntime runtime = runtime("echo ready; exec sleep 300");
        Workload workload = workload();
        launch(runtime, workload);
        untilReady(runtime, workload);
        ProcessHandle bot = process(folder(workload).bot().orElseThrow());

        process(folder(workload).wrapper().orElseThrow()).destroyForcibly();
        bot.destroyForcibly();

        assertThat(ended(runtime, workload)).isEqualTo(new Ended(null, "Lost", "ready\n"));
    }

    @Test
    void a_bot_that_has_lost_its_wrapper_runs_on_and_its_end_is_reported() throws IOException {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = workload();
        List<Observation> seen = new CopyOnWriteArrayList<>();
        var watching = runtime.watch().subscribe().with(observed -> seen.add(observed.observation()));
        launch(runtime, workload);
        ProcessHandle wrapper = process(folder(workload).wrapper().orElseThrow());

        wrapper.destroyForcibly();
        await().atMost(patience()).until(() -> !wrapper.isAlive());

        assertThat(observe(runtime, workload)).isEqualTo(new Running());
        run(runtime.terminate(workload.handle(), Duration.ofMinutes(5)));
        await().atMost(patience())
                .untilAsserted(() -> assertThat(seen)
                        .singleElement()
                        .isInstanceOfSatisfying(
                                Ended.class, end -> assertThat(end.reason()).isEqualTo("Lost")));
        watching.cancel();
    }

    @Test
    void a_launch_that_died_with_the_service_is_running_at_first_and_lost_in_the_end() throws IOException {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = workload();
        assertThat(folder(workload).claim()).isTrue();
        assertThat(observe(runtime, workload)).isEqualTo(new Running());

        Files.setLastModifiedTime(
                folder(workload).path(), FileTime.from(Instant.now().minusSeconds(60)));

        assertThat(observe(runtime, workload)).isEqualTo(new Ended(null, "Lost", null));
    }

    @Test
    void a_grace_that_ran_out_while_the_service_was_away_is_carried_out() throws IOException {
        Workload workload = workload();
        BotRuntime before = runtime(STUBBORN);
        launch(before, workload);
        folder(workload).killAt(Instant.now().minusSeconds(1));

        run(runtime(STUBBORN).list());

        assertThat(ended(before, workload).exitCode()).isEqualTo(137);
    }

    @Test
    void what_a_dead_bot_leaves_running_ends_with_it() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")), "no process group of its own here");
        BotRuntime runtime = runtime("sleep 300 & echo $! >\"$CHILD\"; exit 1");
        Path child = directory.resolve("child");
        Workload workload = workload(Map.of("CHILD", child.toString()));

        launch(runtime, workload);
        ended(runtime, workload);

        long pid = Long.parseLong(Files.readString(child).strip());
        await().atMost(patience()).until(() -> ProcessHandle.of(pid).isEmpty());
    }

    @Test
    void signals_of_the_terminal_do_not_reach_the_bot() throws IOException {
        BotRuntime runtime = runtime("echo ready; exec sleep 300");
        Workload workload = workload();
        launch(runtime, workload);
        untilReady(runtime, workload);
        BotFolder folder = folder(workload);

        signal("INT", folder.wrapper().orElseThrow(), folder.bot().orElseThrow());
        signal("HUP", folder.wrapper().orElseThrow(), folder.bot().orElseThrow());
        signal("TERM", folder.wrapper().orElseThrow()); // the last: by its effect the others are known to be over

        assertThat(ended(runtime, workload).exitCode()).isEqualTo(143);
    }

    @Test
    void a_lost_disk_is_not_the_end_of_a_bot() throws IOException {
        Path mounted = directory.resolve("mounted");
        BotRuntime runtime = new ProcessRuntime(ProcessSettings.script(mounted, SLEEPER), Clock.systemUTC());
        Files.delete(mounted);

        Observation observation = observe(runtime, workload());

        assertThat(observation).isInstanceOf(Observation.Unknown.class);
    }

    @Test
    void bots_outlive_a_killed_service_and_the_next_one_adopts_them() throws IOException {
        List<Workload> workloads =
                IntStream.range(0, 3).mapToObj(i -> workload()).toList();
        Process service = ServiceThatDies.start(
                directory, SLEEPER, workloads.stream().map(Workload::handle).toList());
        assertThat(service.inputReader().readLine()).isEqualTo("launched");

        service.destroyForcibly();
        await().atMost(patience()).until(() -> !service.isAlive());

        BotRuntime next = runtime(SLEEPER);
        workloads.forEach(workload -> assertThat(observe(next, workload)).isEqualTo(new Running()));
        assertThat(run(next.list())).hasSize(3);
        workloads.forEach(workload -> run(next.terminate(workload.handle(), Duration.ofMinutes(5))));
        workloads.forEach(
                workload -> assertThat(ended(next, workload).exitCode()).isEqualTo(143));
    }

    @Test
    void bots_end_with_the_service_where_that_is_wanted() throws IOException {
        Workload workload = workload();
        Process service = ServiceThatDies.startThatEndsItsBots(directory, SLEEPER, List.of(workload.handle()));
        assertThat(service.inputReader().readLine()).isEqualTo("launched");

        service.destroy();

        assertThat(ended(runtime(SLEEPER), workload).exitCode()).isEqualTo(137);
    }

    private BotFolder folder(Workload workload) {
        return new BotFolder(directory.resolve(workload.handle()));
    }

    private static ProcessHandle process(ProcessIdentity identity) {
        return identity.running().orElseThrow();
    }

    private static List<String> commandLinesIn(Path directory) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains("/run ") && line.contains(directory.toString()))
                .toList();
    }

    private static void signal(String name, ProcessIdentity... processes) throws IOException {
        for (ProcessIdentity process : processes) {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
            assertThat(kill.onExit().join().exitValue()).isZero();
        }
    }
}
