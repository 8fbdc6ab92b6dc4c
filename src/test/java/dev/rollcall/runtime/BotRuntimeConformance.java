package dev.rollcall.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Gone;
import dev.rollcall.runtime.Observation.Running;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link BotRuntime} must do, against its real platform. Bots are small shell scripts, so that one suite fits
 * a process, a container and a pod alike.
 */
public abstract class BotRuntimeConformance {

    /** Runs until it is told to end, and obeys at once. */
    protected static final String SLEEPER = "echo up; exec sleep 300";

    /** Ignores SIGTERM: only force ends it. */
    protected static final String STUBBORN = "trap 'echo asked to end' TERM; echo ready; while :; do sleep 0.2; done";

    private static final AtomicLong MEETINGS = new AtomicLong(System.currentTimeMillis() % 1_000_000 * 1_000);

    private final List<String> launched = new CopyOnWriteArrayList<>();

    /**
     * A runtime over the one platform of this test, whose bots run {@code sh -c script}. Each call makes a new one, as a
     * restart of the service does: it knows nothing but what the platform tells it.
     */
    protected abstract BotRuntime runtime(String script);

    /** How long the platform may take for one step: milliseconds for a process, more for a pod. */
    protected Duration patience() {
        return Duration.ofSeconds(20);
    }

    /** How many bots the platform of the test can start at once. */
    protected int manyBots() {
        return 200;
    }

    /** How a bot ends that is told so right after its launch: by SIGTERM; null where it may not even have begun. */
    protected List<Integer> exitCodesOfAnEarlyEnd() {
        return List.of(143);
    }

    @AfterEach
    protected void leaveNothingBehind() {
        BotRuntime runtime = runtime(SLEEPER);
        if (!launched.isEmpty()) {
            run(Uni.join().all(launched.stream().map(runtime::delete).toList()).andCollectFailures());
        }
    }

    @Test
    void a_launched_bot_is_observed_running() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = workload();

        LaunchOutcome outcome = launch(runtime, workload);

        assertThat(outcome).isEqualTo(new LaunchOutcome.Launched());
        assertThat(observe(runtime, workload)).isEqualTo(new Running());
    }

    @Test
    void the_environment_arrives_as_it_was_given() {
        BotRuntime runtime = runtime("printf '[%s]' \"$QUOTES\" \"$LINES\" \"$UNICODE\" \"$EMPTY\" \"$JSON\"");
        Workload workload = workload(Map.of(
                "QUOTES", "it's \"quoted\" `x` $HOME ${y} $(z) \\ \\n !! %s * ~ # ; & |",
                "LINES", "first\nsecond\n\n\ttabbed\rreturned",
                "UNICODE", "Grüße, 会议, 🤖, e\u0301",
                "EMPTY", "",
                "JSON", "{\"name\":\"O'Brien\",\"url\":\"http://h/x?a=1&b=2\"}"));

        launch(runtime, workload);

        String output = ended(runtime, workload).evidence();
        workload.environment().values().forEach(value -> assertThat(output).contains("[" + value + "]"));
    }

    @Test
    void a_value_of_100_kilobytes_arrives_whole() {
        String big = "0123456789abcdef".repeat(100 * 64);
        BotRuntime runtime =
                runtime("printf '[%s] [%s]' \"${#BIG}\" \"${BIG##*9abcdef0}\"; printf %s \"$BIG\" | cksum");
        Workload workload = workload(Map.of("BIG", big + "end"));

        launch(runtime, workload);

        assertThat(ended(runtime, workload).evidence())
                .startsWith("[102403] [123456789abcdefend]" + PosixChecksum.of(big + "end"));
    }

    @Test
    void the_exit_code_is_kept() {
        BotRuntime runtime = runtime("echo last words; exit 42");
        Workload workload = workload();

        launch(runtime, workload);

        Ended end = ended(runtime, workload);
        assertThat(end.exitCode()).isEqualTo(42);
        assertThat(end.reason()).isEqualTo("Exited");
        assertThat(end.evidence()).contains("last words");
    }

    @Test
    void exit_code_0_is_kept_too() {
        BotRuntime runtime = runtime("exit 0");
        Workload workload = workload();

        launch(runtime, workload);

        assertThat(ended(runtime, workload).exitCode()).isZero();
    }

    @Test
    void death_by_a_signal_is_128_and_the_signal() {
        BotRuntime runtime = runtime("kill -9 $$");
        Workload workload = workload();

        launch(runtime, workload);

        assertThat(ended(runtime, workload).exitCode()).isEqualTo(137);
    }

    @Test
    void the_evidence_is_the_end_of_the_output_and_at_most_8_kilobytes() {
        BotRuntime runtime = runtime("i=0; while [ $i -lt 2000 ]; do echo \"line $i\"; i=$((i+1)); done");
        Workload workload = workload();

        launch(runtime, workload);

        String evidence = ended(runtime, workload).evidence();
        assertThat(evidence).endsWith("line 1999\n").startsWith("line ").hasSizeBetween(4_000, 8 * 1024);
    }

    @Test
    void terminate_lets_the_bot_end_by_itself() {
        BotRuntime runtime = runtime("trap 'echo leaving; exit 7' TERM; echo ready; while :; do sleep 0.1; done");
        Workload workload = workload();
        launch(runtime, workload);
        untilReady(runtime, workload);

        run(runtime.terminate(workload.handle(), Duration.ofMinutes(5)));

        Ended end = ended(runtime, workload);
        assertThat(end.exitCode()).isEqualTo(7);
        assertThat(end.evidence()).contains("leaving");
    }

    @Test
    void terminate_kills_a_stubborn_bot_when_the_grace_is_over() {
        BotRuntime runtime = runtime(STUBBORN);
        Workload workload = workload();
        launch(runtime, workload);
        untilReady(runtime, workload);

        run(runtime.terminate(workload.handle(), Duration.ofSeconds(1)));

        Ended end = ended(runtime, workload);
        assertThat(end.exitCode()).isEqualTo(137);
        assertThat(end.evidence()).contains("asked to end");
    }

    @Test
    void terminate_can_be_repeated_and_the_earliest_end_counts() {
        BotRuntime runtime = runtime(STUBBORN);
        Workload workload = workload();
        launch(runtime, workload);
        untilReady(runtime, workload);

        run(runtime.terminate(workload.handle(), Duration.ofSeconds(1)));
        run(runtime.terminate(workload.handle(), Duration.ofMinutes(5)));

        assertThat(ended(runtime, workload).exitCode()).isEqualTo(137);
    }

    @Test
    protected void terminate_right_after_the_launch_is_not_lost() {
        BotRuntime runtime = runtime(SLEEPER);
        List<Workload> workloads =
                IntStream.range(0, 20).mapToObj(i -> workload()).toList();

        for (Workload workload : workloads) {
            launch(runtime, workload);
            run(runtime.terminate(workload.handle(), Duration.ofMinutes(5)));
        }

        workloads.forEach(
                workload -> assertThat(ended(runtime, workload).exitCode()).isIn(exitCodesOfAnEarlyEnd()));
    }

    @Test
    void what_has_ended_can_be_terminated_again() {
        BotRuntime runtime = runtime("exit 3");
        Workload workload = workload();
        launch(runtime, workload);
        ended(runtime, workload);

        run(runtime.terminate(workload.handle(), Duration.ofSeconds(1)));

        assertThat(ended(runtime, workload).exitCode()).isEqualTo(3);
    }

    @Test
    void delete_ends_a_running_bot_and_forgets_it() {
        BotRuntime runtime = runtime(STUBBORN);
        Workload workload = workload();
        launch(runtime, workload);

        run(runtime.delete(workload.handle()));

        untilGone(runtime, workload);
        assertThat(listed(runtime, workload)).isEmpty();
    }

    @Test
    void delete_forgets_a_bot_that_has_ended() {
        BotRuntime runtime = runtime("exit 0");
        Workload workload = workload();
        launch(runtime, workload);
        ended(runtime, workload);

        run(runtime.delete(workload.handle()));

        untilGone(runtime, workload);
    }

    @Test
    void what_never_was_is_gone() {
        BotRuntime runtime = runtime(SLEEPER);

        Observation observation = observe(runtime, workload());

        assertThat(observation).isEqualTo(new Gone());
    }

    @Test
    void to_terminate_or_delete_what_is_gone_is_success() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload never = workload();

        run(runtime.terminate(never.handle(), Duration.ofSeconds(1)));
        run(runtime.delete(never.handle()));

        assertThat(observe(runtime, never)).isEqualTo(new Gone());
    }

    @Test
    void a_second_launch_under_the_same_handle_finds_the_first() {
        BotRuntime runtime = runtime("echo \"I am $WHO\"; echo ready; exec sleep 300");
        Workload first = workload(Map.of("WHO", "first"));
        Workload second = new Workload(first.handle(), first.meetingId(), 1, 1, "zoom", Map.of("WHO", "second"));
        launch(runtime, first);
        untilReady(runtime, first);

        LaunchOutcome outcome = launch(runtime, second);

        assertThat(outcome).isEqualTo(new LaunchOutcome.Launched());
        assertThat(listed(runtime, first)).hasSize(1);
        run(runtime.terminate(first.handle(), Duration.ofSeconds(10)));
        assertThat(ended(runtime, first).evidence()).contains("I am first").doesNotContain("I am second");
    }

    @Test
    void a_launch_under_the_handle_of_an_ended_bot_starts_nothing() {
        BotRuntime runtime = runtime("exit 5");
        Workload workload = workload();
        launch(runtime, workload);
        ended(runtime, workload);

        LaunchOutcome outcome = launch(runtime, workload);

        assertThat(outcome).isEqualTo(new LaunchOutcome.Launched());
        assertThat(ended(runtime, workload).exitCode()).isEqualTo(5);
    }

    @Test
    void the_list_names_meeting_and_attempt() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = workload();
        launch(runtime, workload);

        List<Observed> listed = listed(runtime, workload);

        assertThat(listed).containsExactly(new Observed(workload.handle(), workload.meetingId(), 1, new Running()));
    }

    @Test
    void a_restarted_service_finds_the_fleet_and_can_end_it() {
        BotRuntime before = runtime(SLEEPER);
        Workload running = workload();
        launch(before, running);

        BotRuntime after = runtime(SLEEPER);

        assertThat(listed(after, running)).hasSize(1);
        assertThat(observe(after, running)).isEqualTo(new Running());
        untilUp(running);
        run(after.terminate(running.handle(), Duration.ofMinutes(5)));
        assertThat(ended(after, running).exitCode()).isEqualTo(143);
    }

    @Test
    void a_restarted_service_learns_how_a_bot_ended_meanwhile() {
        Workload workload = workload();
        BotRuntime before = runtime("echo done; exit 9");
        launch(before, workload);
        ended(before, workload);

        BotRuntime after = runtime(SLEEPER);

        assertThat(listed(after, workload)).singleElement().satisfies(observed -> {
            assertThat(((Ended) observed.observation()).exitCode()).isEqualTo(9);
            assertThat(((Ended) observed.observation()).evidence()).contains("done");
        });
    }

    @Test
    void an_end_is_reported_to_whoever_watches() {
        BotRuntime runtime = runtime("read -r never </dev/null; sleep 0.5; exit 11");
        Workload workload = workload();
        List<Observed> seen = new CopyOnWriteArrayList<>();
        var watching = runtime.watch().subscribe().with(seen::add);

        launch(runtime, workload);

        await().atMost(patience())
                .untilAsserted(() -> assertThat(seen).anySatisfy(observed -> {
                    assertThat(observed.handle()).isEqualTo(workload.handle());
                    assertThat(((Ended) observed.observation()).exitCode()).isEqualTo(11);
                }));
        watching.cancel();
    }

    @Test
    void the_end_of_an_adopted_bot_is_reported_too() {
        Workload workload = workload();
        launch(runtime(SLEEPER), workload);
        BotRuntime after = runtime(SLEEPER);
        List<String> seen = new CopyOnWriteArrayList<>();
        var watching = after.watch().subscribe().with(observed -> seen.add(observed.handle()));
        run(after.list());

        run(after.terminate(workload.handle(), Duration.ofMinutes(5)));

        await().atMost(patience()).until(() -> seen.contains(workload.handle()));
        watching.cancel();
    }

    @Test
    void many_bots_start_at_once() {
        BotRuntime runtime = runtime(SLEEPER);
        List<Workload> workloads =
                IntStream.range(0, manyBots()).mapToObj(i -> workload()).toList();

        List<LaunchOutcome> outcomes = run(
                Uni.join().all(workloads.stream().map(runtime::launch).toList()).andCollectFailures());

        assertThat(outcomes).hasSize(manyBots()).containsOnly(new LaunchOutcome.Launched());
        assertThat(run(runtime.list()).stream().map(Observed::handle))
                .containsAll(workloads.stream().map(Workload::handle).toList());
        assertThat(workloads)
                .allSatisfy(workload -> assertThat(observe(runtime, workload)).isEqualTo(new Running()));
    }

    protected Workload workload() {
        return workload(Map.of());
    }

    protected Workload workload(Map<String, String> environment) {
        long meeting = MEETINGS.incrementAndGet();
        String handle = Workload.handleOf(meeting, 1);
        launched.add(handle);
        return new Workload(handle, meeting, 1, 1, "google_meet", new HashMap<>(environment));
    }

    protected LaunchOutcome launch(BotRuntime runtime, Workload workload) {
        return run(runtime.launch(workload));
    }

    protected Observation observe(BotRuntime runtime, Workload workload) {
        return run(runtime.observe(workload.handle()));
    }

    /** Waits for the end of the bot. */
    protected Ended ended(BotRuntime runtime, Workload workload) {
        return (Ended) await().atMost(patience())
                .pollInterval(Duration.ofMillis(20))
                .until(() -> observe(runtime, workload), Ended.class::isInstance);
    }

    protected void untilGone(BotRuntime runtime, Workload workload) {
        await().atMost(patience()).until(() -> observe(runtime, workload), Gone.class::isInstance);
    }

    /** Waits until the script has said "ready": only from then on does it treat signals as its test wants. */
    protected abstract void untilReady(BotRuntime runtime, Workload workload);

    /** Waits until a sleeper has said "up", where a bot that is observed running may still be about to begin. */
    protected void untilUp(Workload workload) {}

    protected List<Observed> listed(BotRuntime runtime, Workload workload) {
        return run(runtime.list()).stream()
                .filter(observed -> observed.handle().equals(workload.handle()))
                .toList();
    }

    protected <T> T run(Uni<T> uni) {
        return uni.await().atMost(patience().multipliedBy(2));
    }
}
