package dev.rollcall.runtime.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.BotRuntimeConformance;
import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.LaunchOutcome.Launched;
import dev.rollcall.runtime.LaunchOutcome.Quota;
import dev.rollcall.runtime.LaunchOutcome.Refused;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Gone;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Observation.Unknown;
import dev.rollcall.runtime.Observed;
import dev.rollcall.runtime.Workload;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The conformance suite with pods, by the rights of the service's own Role; and what is true of pods only. */
class KubernetesRuntimeIT extends BotRuntimeConformance {

    private static final String SECRET = "s3cret-0123456789";

    private static final String REAL = "dev.rollcall.runtime.kubernetes.Cluster#canBeReal";

    private static Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    protected BotRuntime runtime(String script) {
        return runtime(cluster.settings(script));
    }

    private KubernetesRuntime runtime(KubernetesSettings settings) {
        return new KubernetesRuntime(settings, cluster.service(), Clock.systemUTC());
    }

    /** A bot that its node treats so. */
    private KubernetesRuntime runtimeWith(String course) {
        return runtime(cluster.settings(
                SLEEPER,
                pod -> pod.editMetadata()
                        .addToAnnotations(PlayedKubelet.COURSE, course)
                        .endMetadata()));
    }

    @Override
    protected void untilReady(BotRuntime runtime, Workload workload) {
        untilSaid("ready", workload);
    }

    @Override
    protected void untilUp(Workload workload) {
        untilSaid("up", workload);
    }

    private void untilSaid(String word, Workload workload) {
        await().atMost(patience())
                .until(() -> cluster.kubelet().output(workload.handle()).contains(word));
    }

    @Override
    protected Duration patience() {
        return Duration.ofSeconds(40);
    }

    /** Null: deleted before it had a node. */
    @Override
    protected List<Integer> exitCodesOfAnEarlyEnd() {
        return new ArrayList<>(Arrays.asList(143, null));
    }

    @Test
    void a_bot_that_ran_out_of_memory_says_so() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = workload();
        launch(runtime, workload);
        untilUp(workload);

        cluster.kubelet().with(workload.handle(), PlayedPod::oomKill);

        Ended end = ended(runtime, workload);
        assertThat(end.reason()).isEqualTo("OOMKilled");
        assertThat(end.exitCode()).isEqualTo(137);
        assertThat(end.evidence()).contains("up");
    }

    @Test
    void an_evicted_bot_says_why() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = workload();
        launch(runtime, workload);
        untilUp(workload);

        cluster.kubelet().with(workload.handle(), PlayedPod::evict);

        Ended end = ended(runtime, workload);
        assertThat(end.reason()).isEqualTo("Evicted");
        assertThat(end.evidence()).contains("low on resource: memory").contains("up");
    }

    @Test
    void a_bot_on_a_lost_node_is_unknown_and_can_be_forgotten_by_force() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = workload();
        launch(runtime, workload);
        untilUp(workload);

        cluster.kubelet().with(workload.handle(), PlayedPod::loseNode);

        await().atMost(patience()).until(() -> observe(runtime, workload), Unknown.class::isInstance);
        run(runtime.terminate(workload.handle(), Duration.ZERO));
        assertThat(observe(runtime, workload)).isInstanceOf(Unknown.class);
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10));
        run(new KubernetesRuntime(cluster.settings(SLEEPER), cluster.service(), later).delete(workload.handle()));
        assertThat(observe(runtime, workload)).isEqualTo(new Gone());
    }

    @Test
    void an_image_that_is_never_pulled_is_an_end_after_a_bound() {
        BotRuntime runtime = runtimeWith("never-pulled");
        Workload workload = workload();

        launch(runtime, workload);

        assertThat(observe(runtime, workload)).isEqualTo(new Running());
        Ended end = ended(runtime, workload);
        assertThat(end.reason()).isEqualTo("ImagePullBackOff");
        assertThat(end.exitCode()).isNull();
        assertThat(end.evidence()).contains("registry.example/bot:1");
    }

    @Test
    void a_pod_without_a_node_is_an_end_after_a_bound() {
        BotRuntime runtime = runtimeWith("unschedulable");
        Workload workload = workload();

        launch(runtime, workload);

        assertThat(observe(runtime, workload)).isEqualTo(new Running());
        Ended end = ended(runtime, workload);
        assertThat(end.reason()).isEqualTo("Unschedulable");
        assertThat(end.evidence()).contains("Insufficient memory");
    }

    @Test
    void a_bot_that_is_told_to_end_while_its_container_is_created_ends() {
        BotRuntime runtime = runtimeWith("creating");
        Workload workload = workload();
        launch(runtime, workload);
        await().atMost(patience()).until(() -> pod(workload).getSpec().getNodeName() != null);

        run(runtime.terminate(workload.handle(), Duration.ofMinutes(5)));

        assertThat(ended(runtime, workload)).isEqualTo(new Ended(null, "Deleted", null));
    }

    @Test
    void whom_somebody_else_deletes_keeps_its_evidence() {
        BotRuntime runtime = runtime("trap 'echo drained; exit 9' TERM; echo ready; while :; do sleep 0.1; done");
        Workload workload = workload();
        launch(runtime, workload);
        untilReady(runtime, workload);

        pods().withName(workload.handle()).delete();

        Ended end = ended(runtime, workload);
        assertThat(end.exitCode()).isEqualTo(9);
        assertThat(end.evidence()).contains("drained");
        run(runtime.delete(workload.handle()));
        assertThat(pods().withName(workload.handle()).get()).isNull();
    }

    @Test
    void a_pod_that_vanishes_is_gone_and_whoever_watches_is_told() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = workload();
        List<Observed> seen = new CopyOnWriteArrayList<>();
        var watching = runtime.watch().subscribe().with(seen::add);
        launch(runtime, workload);
        untilUp(workload);
        untilItWatches(seen);
        Observed gone = new Observed(workload.handle(), workload.meetingId(), 1, new Gone());

        patch(workload, "{\"metadata\":{\"finalizers\":null}}"); // the way out of docs/runtimes.md
        pods().withName(workload.handle()).withGracePeriod(0).delete();

        await().atMost(patience()).until(() -> seen.contains(gone));
        assertThat(observe(runtime, workload)).isEqualTo(new Gone());
        watching.cancel();
    }

    /** A watch cannot miss whom it never met: it has met all that are there when it tells of the end of one of them. */
    private void untilItWatches(List<Observed> seen) {
        Workload ending = workload();
        launch(runtime("exit 0"), ending);
        await().atMost(patience())
                .until(() -> seen.stream().anyMatch(end -> end.handle().equals(ending.handle())));
    }

    @Test
    void each_end_is_told_once() {
        BotRuntime runtime = runtime("echo ready; read -r never </dev/null; exit 3");
        Workload workload = workload();
        List<Observed> seen = new CopyOnWriteArrayList<>();
        var watching = runtime.watch().subscribe().with(seen::add);
        launch(runtime, workload);
        await().atMost(patience())
                .until(() -> seen.stream().anyMatch(end -> end.handle().equals(workload.handle())));

        patch(workload, "{\"metadata\":{\"annotations\":{\"touched\":\"yes\"}}}");
        run(runtime.delete(workload.handle()));
        Workload next = workload();
        launch(runtime, next);
        await().atMost(patience())
                .until(() -> seen.stream().anyMatch(end -> end.handle().equals(next.handle())));

        assertThat(seen)
                .filteredOn(end -> end.handle().equals(workload.handle()))
                .singleElement()
                .satisfies(end ->
                        assertThat(((Ended) end.observation()).exitCode()).isEqualTo(3));
        watching.cancel();
    }

    @Test
    void the_environment_lies_in_a_secret_that_the_pod_owns_and_nowhere_else() {
        BotRuntime runtime = runtime(SLEEPER);
        Workload workload = workload(Map.of("BOT_CONFIG", "{\"token\":\"" + SECRET + "\"}"));

        LaunchOutcome outcome = launch(runtime, workload);

        Secret secret = secret(workload).orElseThrow();
        assertThat(secret.getMetadata().getOwnerReferences())
                .extracting(OwnerReference::getUid)
                .containsExactly(pod(workload).getMetadata().getUid());
        assertThat(secret.getMetadata().getLabels()).doesNotContainKey(BotSecret.UNOWNED);
        assertThat(cluster.admin().getKubernetesSerialization().asYaml(pod(workload)))
                .doesNotContain(SECRET)
                .doesNotContain("BOT_CONFIG");
        assertThat(outcome.toString()).doesNotContain(SECRET);
        run(runtime.delete(workload.handle()));
        assertThat(secret(workload)).isEmpty();
    }

    @Test
    void a_secret_that_a_died_launch_left_is_used_by_the_next_try_or_swept() {
        KubernetesRuntime runtime = runtime(cluster.settings(SLEEPER).withStraySecretAge(Duration.ZERO));
        KubernetesSettings settings = cluster.settings(SLEEPER);
        Workload retried = workload();
        Workload given = workload();
        cluster.service()
                .secrets()
                .inNamespace(Cluster.NAMESPACE)
                .resource(BotSecret.of(retried, settings))
                .create();
        cluster.service()
                .secrets()
                .inNamespace(Cluster.NAMESPACE)
                .resource(BotSecret.of(given, settings))
                .create();

        assertThat(launch(runtime, retried)).isEqualTo(new Launched());
        await().atMost(patience()).until(() -> {
            run(runtime.sweepStrays()); // of this second, so the first sweep may find it too young
            return secret(given).isEmpty();
        });

        assertThat(secret(retried).orElseThrow().getMetadata().getOwnerReferences())
                .hasSize(1);
    }

    @Test
    void a_secret_that_was_not_given_to_its_pod_is_given_by_the_sweep() {
        KubernetesRuntime runtime = runtime(cluster.settings(SLEEPER).withStraySecretAge(Duration.ZERO));
        Workload workload = workload();
        launch(runtime, workload);
        cluster.admin()
                .secrets()
                .inNamespace(Cluster.NAMESPACE)
                .withName(workload.handle())
                .delete();
        cluster.admin()
                .secrets()
                .inNamespace(Cluster.NAMESPACE)
                .resource(BotSecret.of(workload, cluster.settings(SLEEPER)))
                .create();

        await().atMost(patience()).until(() -> {
            run(runtime.sweepStrays());
            return !secret(workload)
                    .orElseThrow()
                    .getMetadata()
                    .getOwnerReferences()
                    .isEmpty();
        });

        assertThat(secret(workload).orElseThrow().getMetadata().getLabels()).doesNotContainKey(BotSecret.UNOWNED);
    }

    /** However young it is: here a sweep takes everything that it finds without a pod. */
    @Test
    @EnabledIf(REAL)
    void a_sweep_takes_no_secret_from_a_launch_under_way() {
        KubernetesRuntime runtime = runtime(cluster.settings(SLEEPER).withStraySecretAge(Duration.ZERO));
        List<Workload> workloads =
                IntStream.range(0, 30).mapToObj(i -> workload()).toList();
        AtomicBoolean launching = new AtomicBoolean(true);
        Thread sweeps = new Thread(() -> {
            while (launching.get()) {
                run(runtime.sweepStrays());
            }
        });
        sweeps.start();

        workloads.forEach(workload -> launch(runtime, workload));

        launching.set(false);
        await().atMost(patience()).until(() -> !sweeps.isAlive());
        workloads.forEach(this::untilUp);
        assertThat(workloads)
                .allSatisfy(workload -> assertThat(secret(workload)).isPresent());
    }

    @Test
    @EnabledIf(REAL)
    void a_used_up_quota_is_said_and_leaves_no_secret() {
        cluster.quota("used-up", 1);
        KubernetesRuntime runtime = runtimeOfPriority("used-up");
        Workload first = workload();
        Workload second = workload();
        await().atMost(patience()).until(() -> launch(runtime, first), Launched.class::isInstance);

        LaunchOutcome outcome = launch(runtime, second);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Quota.class, quota -> assertThat(quota.reason()).contains("exceeded quota: used-up"));
        assertThat(observe(runtime, second)).isEqualTo(new Gone());
        assertThat(secret(second)).isEmpty();
    }

    @Test
    @EnabledIf(REAL)
    void a_quota_that_the_bot_itself_has_used_up_does_not_hide_it() {
        cluster.quota("by-itself", 1);
        KubernetesRuntime runtime = runtimeOfPriority("by-itself");
        Workload workload = workload();
        await().atMost(patience()).until(() -> launch(runtime, workload), Launched.class::isInstance);

        LaunchOutcome outcome = launch(runtime, workload);

        assertThat(outcome).isEqualTo(new Launched());
        assertThat(secret(workload)).isPresent();
    }

    private KubernetesRuntime runtimeOfPriority(String name) {
        return runtime(cluster.settings(
                SLEEPER, pod -> pod.editSpec().withPriorityClassName(name).endSpec()));
    }

    @Test
    @EnabledIf(REAL)
    void a_template_that_the_api_server_refuses_is_refused_in_its_words() {
        KubernetesRuntime runtime = runtime(cluster.settings(
                SLEEPER,
                pod -> pod.editSpec()
                        .editContainer(0)
                        .withImagePullPolicy("Sometimes")
                        .endContainer()
                        .endSpec()));
        Workload workload = workload(Map.of("TOKEN", SECRET));

        LaunchOutcome outcome = launch(runtime, workload);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains("imagePullPolicy")
                                .doesNotContain(SECRET));
        assertThat(secret(workload)).isEmpty();
    }

    @Test
    void an_environment_that_cannot_travel_is_refused() {
        BotRuntime runtime = runtime(SLEEPER);

        LaunchOutcome badName = launch(runtime, workload(Map.of("1=x", SECRET)));
        LaunchOutcome tooBig = launch(runtime, workload(Map.of("BIG", SECRET.repeat(100_000))));

        assertThat(List.of(badName, tooBig))
                .allSatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Refused.class,
                                refused -> assertThat(refused.reason()).doesNotContain(SECRET)));
    }

    @Test
    @EnabledIf(REAL)
    void where_the_role_does_not_reach_a_launch_is_refused_and_nothing_is_known() {
        cluster.namespace("elsewhere");
        KubernetesRuntime runtime = runtime(cluster.settings(SLEEPER).withNamespace("elsewhere"));
        Workload workload = workload();

        LaunchOutcome outcome = launch(runtime, workload);

        assertThat(outcome).isInstanceOf(Refused.class);
        assertThat(observe(runtime, workload)).isInstanceOf(Unknown.class);
        assertThatThrownBy(() -> run(runtime.list())).hasMessageContaining("forbidden");
    }

    @Test
    @EnabledIf(REAL)
    void the_role_holds_what_is_used_and_nothing_else() throws Exception {
        KubernetesRuntime runtime = runtime(cluster.settings(SLEEPER));
        Workload workload = workload();
        var watching = runtime.watch().subscribe().with(end -> {});
        launch(runtime, workload);
        launch(runtime, workload);
        untilUp(workload);
        run(runtime.terminate(workload.handle(), Duration.ofMinutes(1)));
        ended(runtime, workload);
        run(runtime.sweepStrays());
        run(runtime.list());
        run(runtime.delete(workload.handle()));
        watching.cancel();

        await().atMost(patience())
                .untilAsserted(() -> assertThat(cluster.usedRights()).isEqualTo(cluster.grantedRights()));
    }

    @Test
    @EnabledIf(REAL)
    void the_service_may_do_nothing_else() {
        KubernetesClient service = cluster.service();

        assertForbidden(() -> service.secrets().inNamespace("kube-system").list());
        assertForbidden(() -> service.secrets().inAnyNamespace().list());
        assertForbidden(() ->
                service.secrets().inNamespace(Cluster.NAMESPACE).withName("x").get());
        assertForbidden(() -> service.pods().inNamespace("default").list());
        assertForbidden(
                () -> service.configMaps().inNamespace(Cluster.NAMESPACE).list());
        assertForbidden(() -> service.nodes().list());
        assertForbidden(() ->
                service.pods().inNamespace(Cluster.NAMESPACE).withName("x").get());
    }

    private static void assertForbidden(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        trouble -> assertThat(trouble.getCode()).isEqualTo(403));
    }

    @Test
    void a_bot_of_another_installation_is_left_alone() {
        BotRuntime theirs = runtime(cluster.settings(SLEEPER).withInstance("other"));
        BotRuntime ours = runtime(SLEEPER);
        Workload workload = workload();
        launch(theirs, workload);

        LaunchOutcome outcome = launch(ours, workload);

        assertThat(outcome).isInstanceOf(Refused.class);
        assertThat(observe(ours, workload)).isInstanceOf(Unknown.class);
        assertThat(listed(ours, workload)).isEmpty();
        assertThatThrownBy(() -> run(ours.terminate(workload.handle(), Duration.ZERO)))
                .hasMessageContaining("does not carry the labels");
        assertThatThrownBy(() -> run(ours.delete(workload.handle()))).hasMessageContaining("does not carry the labels");
        assertThat(observe(theirs, workload)).isEqualTo(new Running());
        assertThat(secret(workload)).isPresent();
        run(theirs.delete(workload.handle()));
        untilGone(theirs, workload);
    }

    @Test
    @EnabledIf(REAL)
    void a_long_fleet_is_listed_page_by_page() {
        BotRuntime runtime = runtimeWith("unschedulable");
        List<Workload> workloads =
                IntStream.range(0, 7).mapToObj(i -> workload()).toList();
        workloads.forEach(workload -> launch(runtime, workload));
        List<String> names = new ArrayList<>();

        new Pods(cluster.service(), cluster.settings(SLEEPER), Cluster.NAMESPACE, 3)
                .forEachPage(page -> page.getItems()
                        .forEach(pod -> names.add(pod.getMetadata().getName())));

        assertThat(names)
                .containsAll(workloads.stream().map(Workload::handle).toList())
                .doesNotHaveDuplicates();
    }

    @Test
    void a_value_of_the_template_itself_counts() {
        KubernetesRuntime runtime = runtime(cluster.settings(
                SLEEPER,
                pod -> pod.editSpec()
                        .withNodeSelector(Map.of("for", "bots"))
                        .addNewToleration("NoSchedule", "bots", "Exists", null, null)
                        .addNewImagePullSecret("registry")
                        .endSpec()));
        Workload workload = workload();

        launch(runtime, workload);

        assertThat(pod(workload).getSpec().getNodeSelector()).containsEntry("for", "bots");
        assertThat(pod(workload).getSpec().getTolerations())
                .anySatisfy(toleration -> assertThat(toleration.getKey()).isEqualTo("bots"));
        assertThat(pod(workload).getSpec().getImagePullSecrets()).hasSize(1);
    }

    @Test
    void both_templates_of_the_deployment_are_taken_by_the_api_server() {
        for (String template : List.of("hardened", "chromium")) {
            Path file = Path.of("deployment/base/pod-templates", template + ".yaml");
            KubernetesRuntime runtime = runtime(KubernetesSettings.of(Cluster.NAMESPACE, file));
            Workload workload = workload();

            LaunchOutcome outcome = launch(runtime, workload);

            assertThat(outcome).as(template).isEqualTo(new Launched());
        }
    }

    private static NonNamespaceOperation<Pod, PodList, PodResource> pods() {
        return cluster.admin().pods().inNamespace(Cluster.NAMESPACE);
    }

    private static void patch(Workload workload, String patch) {
        pods().withName(workload.handle()).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private static Pod pod(Workload workload) {
        return pods().withName(workload.handle()).require();
    }

    private static Optional<Secret> secret(Workload workload) {
        return Optional.ofNullable(cluster.admin()
                .secrets()
                .inNamespace(Cluster.NAMESPACE)
                .withName(workload.handle())
                .get());
    }
}
