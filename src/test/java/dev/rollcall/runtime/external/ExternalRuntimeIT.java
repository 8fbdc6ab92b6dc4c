package dev.rollcall.runtime.external;

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
import dev.rollcall.runtime.Progress;
import dev.rollcall.runtime.Workload;
import dev.rollcall.runtime.external.ExternalConfig.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service as the integration guide shows it: a status per bot, ids of its own, and no way to stop one. */
class ExternalRuntimeIT {

    private static final String SECRET = "s3cret-0123456789";
    private static final Vertx VERTX = Vertx.vertx();
    private static final AtomicLong MEETINGS = new AtomicLong(100);

    @TempDir
    Path directory;

    private PlayedBotService service;
    private final List<ExternalRuntime> made = new ArrayList<>();

    @BeforeEach
    void startService() throws IOException {
        service = new PlayedBotService(directory);
    }

    @AfterEach
    void stopService() {
        made.forEach(ExternalRuntime::close);
        service.close();
    }

    @AfterAll
    static void close() {
        VERTX.closeAndAwait();
    }

    private ExternalRuntime runtime() {
        return runtime(settings -> settings);
    }

    private ExternalRuntime runtime(UnaryOperator<ExternalSettings> change) {
        ExternalSettings plain = ExternalSettings.plain(service.address(), directory.resolve("records"));
        ExternalRuntime runtime = new ExternalRuntime(VERTX, change.apply(plain), Clock.systemUTC());
        made.add(runtime);
        return runtime;
    }

    @Test
    void the_service_is_told_where_to_go_and_under_which_name_and_no_secret() {
        ExternalRuntime runtime = runtime();
        Workload workload = workload();

        LaunchOutcome outcome = run(runtime.launch(workload));

        assertThat(outcome).isEqualTo(new Launched());
        JsonObject request = service.launched.get(0);
        assertThat(request.getMap())
                .containsEntry("meet_url", "https://meet.google.com/xxx-yyyy-zzz")
                .containsEntry("bot_name", "Test Bot")
                .containsEntry("user_id", "7")
                .containsEntry("external_id", workload.handle());
        assertThat(request.encode()).doesNotContain(SECRET);
    }

    @Test
    void the_token_is_sent_with_every_call() {
        ExternalRuntime runtime = runtime(settings -> settings.withToken(SECRET));
        Workload workload = workload();

        run(runtime.launch(workload));
        run(runtime.observe(workload.handle()));

        assertThat(service.authorizations).hasSizeGreaterThan(1).containsOnly("Bearer " + SECRET);
    }

    @Test
    void the_first_three_statuses_are_a_running_bot() {
        ExternalRuntime runtime = runtime();
        Workload workload = launched(runtime);

        List<Observation> seen = Stream.of("initialized", "connecting", "connected")
                .map(status -> told(runtime, workload, status, null))
                .toList();

        assertThat(seen).containsOnly(new Running());
    }

    @Test
    void done_and_error_are_ends_with_the_error_as_evidence() {
        ExternalRuntime runtime = runtime();

        Observation done = told(runtime, launched(runtime), "done", null);
        Observation error = told(runtime, launched(runtime), "error", "The host has removed the bot.");

        assertThat(done).isEqualTo(new Ended(0, "done", null));
        assertThat(error).isEqualTo(new Ended(1, "error", "The host has removed the bot."));
    }

    @Test
    void a_word_that_nobody_knows_is_unknown() {
        ExternalRuntime runtime = runtime();

        Observation seen = told(runtime, launched(runtime), "levitating", null);

        assertThat(seen)
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.why()).contains("levitating"));
    }

    @Test
    void after_a_last_status_the_service_is_never_asked_again_not_even_after_a_restart() {
        ExternalRuntime before = runtime();
        Workload workload = launched(before);
        String id = service.idOf(workload.handle());
        service.tell(id, "error", "kicked");
        List<Observed> seen = new CopyOnWriteArrayList<>();
        before.watch().subscribe().with(seen::add);
        await().until(() -> !seen.isEmpty());
        before.close();
        service.asked.clear();

        ExternalRuntime after = runtime();
        Observation remembered = run(after.observe(workload.handle()));
        List<Observed> listed = run(after.list());
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);

        assertThat(remembered).isEqualTo(new Ended(1, "error", "kicked"));
        assertThat(listed).containsExactly(new Observed(workload.handle(), workload.meetingId(), 1, remembered));
        assertThat(service.asked).isEmpty();
    }

    @Test
    void a_restarted_service_finds_its_bots_under_the_ids_of_the_other() {
        Workload workload = launched(runtime());

        ExternalRuntime after = runtime();

        assertThat(run(after.observe(workload.handle()))).isEqualTo(new Running());
        assertThat(run(after.list())).extracting(Observed::handle).containsExactly(workload.handle());
    }

    @Test
    void polling_tells_how_far_a_bot_has_come_and_how_it_ended() {
        ExternalRuntime runtime = runtime();
        List<Progress> steps = new CopyOnWriteArrayList<>();
        List<Observed> ends = new CopyOnWriteArrayList<>();
        runtime.progress().subscribe().with(steps::add);
        runtime.watch().subscribe().with(ends::add);
        Workload workload = launched(runtime);
        String id = service.idOf(workload.handle());

        service.tell(id, "connecting", null);
        await().until(() -> steps.contains(step(workload, Progress.Step.JOINING)));
        service.tell(id, "connected", null);
        await().until(() -> steps.contains(step(workload, Progress.Step.ACTIVE)));
        service.tell(id, "done", null);

        await().untilAsserted(() -> assertThat(ends)
                .containsExactly(new Observed(workload.handle(), workload.meetingId(), 1, new Ended(0, "done", null))));
    }

    @Test
    void progress_is_repeated_since_it_may_have_been_missed() {
        ExternalRuntime runtime = runtime();
        Workload workload = launched(runtime);
        service.tell(service.idOf(workload.handle()), "connected", null);
        List<Progress> steps = new CopyOnWriteArrayList<>();

        await().pollDelay(Duration.ofMillis(400)).until(() -> true);
        runtime.progress().subscribe().with(steps::add);

        await().until(() -> steps.size() >= 2);
        assertThat(steps).containsOnly(step(workload, Progress.Step.ACTIVE));
    }

    @Test
    void a_service_that_is_down_is_asked_less_and_less_and_a_bot_is_unknown_meanwhile() {
        ExternalRuntime runtime = runtime();
        Workload workload = launched(runtime);
        service.outage = 502;
        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
        service.asked.clear();

        Observation seen = run(runtime.observe(workload.handle()));
        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);

        assertThat(seen).isInstanceOf(Unknown.class);
        assertThat(service.asked).hasSizeBetween(2, 4); // ours, and one a second at most; it would have been twenty
        service.outage = 0;
        assertThat(run(runtime.observe(workload.handle()))).isEqualTo(new Running());
    }

    @Test
    void an_outage_is_unknown_and_never_gone() {
        ExternalRuntime runtime = runtime(settings -> settings.withTimeout(Duration.ofMillis(300)));
        Workload workload = launched(runtime);

        List<Observation> seen = Stream.<Runnable>of(
                        () -> service.outage = 500,
                        () -> service.outage = 401,
                        () -> {
                            service.outage = 404;
                            service.outageBody = "<html>no such host</html>";
                        },
                        () -> {
                            service.outage = 200;
                            service.outageBody = "<html>maintenance</html>";
                        },
                        () -> service.silent = true)
                .map(outage -> {
                    outage.run();
                    return run(runtime.observe(workload.handle()));
                })
                .toList();

        assertThat(seen).hasSize(5).hasOnlyElementsOfType(Unknown.class);
    }

    @Test
    void a_bot_that_the_service_has_forgotten_is_gone_and_asked_for_no_more() {
        ExternalRuntime runtime = runtime();
        Workload workload = launched(runtime);
        service.forgetAll();

        Observation seen = run(runtime.observe(workload.handle()));

        assertThat(seen).isEqualTo(new Gone());
        service.asked.clear();
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        assertThat(service.asked).isEmpty();
        assertThat(run(runtime.observe(workload.handle()))).isEqualTo(new Gone());
    }

    @Test
    void an_end_that_another_replica_learnt_first_is_told_here_too() {
        ExternalRuntime runtime = runtime();
        Workload workload = launched(runtime);
        List<Observed> ends = new CopyOnWriteArrayList<>();
        runtime.watch().subscribe().with(ends::add);
        BotRecords shared = new BotRecords(directory.resolve("records"));
        String asked = "GET /api/v1/bots/" + service.idOf(workload.handle());
        await().until(() -> service.asked.contains(asked));

        shared.write(shared.find(workload.handle()).orElseThrow().ended(new Ended(0, "done", null)));

        await().untilAsserted(() -> assertThat(ends)
                .containsExactly(new Observed(workload.handle(), workload.meetingId(), 1, new Ended(0, "done", null))));
    }

    @Test
    void without_its_record_a_bot_with_an_id_of_the_services_is_unknown_and_not_gone() {
        Workload workload = launched(runtime());
        ExternalRuntime elsewhere = runtime(settings -> settings.at(directory.resolve("another replica")));

        Observation seen = run(elsewhere.observe(workload.handle()));

        assertThat(seen).isInstanceOf(Unknown.class);
        assertThatThrownBy(() -> run(elsewhere.terminate(workload.handle(), Duration.ZERO)))
                .hasMessageContaining("no record");
    }

    @Test
    void without_its_record_a_bot_with_our_id_is_found_and_adopted() {
        service.takesIds = true;
        Workload workload = launched(runtime(settings -> settings.with(Ids.OURS)));
        ExternalRuntime elsewhere =
                runtime(settings -> settings.with(Ids.OURS).at(directory.resolve("another replica")));

        Observation seen = run(elsewhere.observe(workload.handle()));

        assertThat(seen).isEqualTo(new Running());
        assertThat(run(elsewhere.list())).extracting(Observed::handle).containsExactly(workload.handle());
    }

    @Test
    void a_service_that_does_not_take_our_ids_after_all_is_refused() {
        ExternalRuntime runtime = runtime(settings -> settings.with(Ids.OURS));

        LaunchOutcome outcome = run(runtime.launch(workload()));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).contains("rollcall.external.ids=theirs"));
    }

    @Test
    void what_the_service_says_to_a_launch_decides_whether_and_when_it_is_tried_again() {
        ExternalRuntime runtime = runtime();
        Map<Integer, Class<? extends LaunchOutcome>> expected = Map.of(
                400, Refused.class,
                401, Refused.class,
                403, Refused.class,
                404, Refused.class,
                422, Refused.class,
                429, Busy.class,
                503, Busy.class,
                500, Ambiguous.class,
                504, Ambiguous.class);

        expected.forEach((status, kind) -> {
            service.outage = status;
            assertThat(run(runtime.launch(workload()))).as("status " + status).isInstanceOf(kind);
        });
    }

    @Test
    void a_launch_without_a_link_is_refused_in_the_services_words() {
        ExternalRuntime runtime = runtime();
        Workload workload = new Workload(Workload.handleOf(5, 1), 5, 1, 7, "zoom", Map.of());

        LaunchOutcome outcome = run(runtime.launch(workload));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).contains("meet_url"));
    }

    @Test
    void a_service_that_cannot_be_reached_is_busy_since_nothing_was_sent() {
        ExternalRuntime runtime = new ExternalRuntime(
                VERTX,
                ExternalSettings.plain(URI.create("http://127.0.0.1:1"), directory.resolve("records")),
                Clock.systemUTC());
        made.add(runtime);

        LaunchOutcome outcome = run(runtime.launch(workload()));

        assertThat(outcome).isInstanceOf(Busy.class);
    }

    @Test
    void a_launch_whose_answer_was_lost_is_ambiguous() {
        ExternalRuntime runtime = runtime();
        service.losesNextAnswer = true;

        LaunchOutcome outcome = run(runtime.launch(workload()));

        assertThat(outcome).isInstanceOf(Ambiguous.class);
    }

    @Test
    void a_bot_that_cannot_be_stopped_is_said_to_be_so_and_is_not_forgotten() {
        ExternalRuntime runtime = runtime();
        Workload workload = launched(runtime);

        assertThatThrownBy(() -> run(runtime.terminate(workload.handle(), Duration.ofSeconds(60))))
                .hasMessageContaining("no way to stop a bot");
        assertThatThrownBy(() -> run(runtime.delete(workload.handle()))).hasMessageContaining("no way to stop a bot");

        assertThat(run(runtime.observe(workload.handle()))).isEqualTo(new Running());
    }

    @Test
    void a_bot_of_a_service_that_can_stop_is_stopped_and_forgotten() {
        service.stops = true;
        ExternalRuntime runtime = runtime();
        Workload workload = launched(runtime);

        run(runtime.terminate(workload.handle(), Duration.ofSeconds(60)));
        assertThat(run(runtime.observe(workload.handle()))).isEqualTo(new Ended(0, "done", null));
        run(runtime.delete(workload.handle()));

        assertThat(run(runtime.observe(workload.handle()))).isEqualTo(new Gone());
        assertThat(run(runtime.list())).isEmpty();
    }

    @Test
    void only_the_owner_can_look_into_the_folder_of_records() throws IOException {
        runtime();

        assertThat(java.nio.file.attribute.PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve("records"))))
                .isEqualTo("rwx------");
    }

    private static Workload workload() {
        long meeting = MEETINGS.incrementAndGet();
        String config = new JsonObject()
                .put("meetingUrl", "https://meet.google.com/xxx-yyyy-zzz")
                .put("botName", "Test Bot")
                .put("internalSecret", SECRET)
                .encode();
        return new Workload(Workload.handleOf(meeting, 1), meeting, 1, 7, "google_meet", Map.of("BOT_CONFIG", config));
    }

    private Workload launched(ExternalRuntime runtime) {
        Workload workload = workload();
        assertThat(run(runtime.launch(workload))).isEqualTo(new Launched());
        return workload;
    }

    private Observation told(ExternalRuntime runtime, Workload workload, String status, String error) {
        service.tell(service.idOf(workload.handle()), status, error);
        return run(runtime.observe(workload.handle()));
    }

    private static Progress step(Workload workload, Progress.Step step) {
        return new Progress(workload.handle(), workload.meetingId(), 1, step);
    }

    private static <T> T run(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }
}
