package dev.rollcall.runtime.kubernetes;

import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.LaunchOutcome.Ambiguous;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Gone;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Observation.Unknown;
import dev.rollcall.runtime.Observed;
import dev.rollcall.runtime.Workload;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.unchecked.Unchecked;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;

/**
 * Bots as pods, one for each attempt. The pod's name is the handle, and its labels tell whose it is, so nothing has to be
 * remembered here. The client blocks: all calls are made on worker threads, from this package alone.
 */
@Singleton
@Identifier("kubernetes") @RegisterForReflection(classNames = "io.fabric8.kubernetes.model.jackson.UnwrappedTypeResolverBuilder") // quarkus#54837
final class KubernetesRuntime implements BotRuntime {

    private static final Logger LOG = Logger.getLogger(KubernetesRuntime.class);

    /** SIGTERM, and SIGKILL a moment later. Zero would be "forget it": the name is free while the bot may go on. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private static final Duration STRAYS_EVERY = Duration.ofMinutes(5);

    /** Pods looked at at once: enough to hide one slow node among the ended. */
    private static final int LOOKS = 16;

    private final KubernetesConfig config;
    private final Clock clock;
    private final Pods pods;
    private final Secrets secrets;
    private final PodTemplate template;
    private final PodLaunch launch;
    private final LastWords lastWords;
    private final PodEnds ends;

    KubernetesRuntime(KubernetesConfig config, KubernetesClient client, Clock clock) {
        String namespace = config.namespace()
                .or(() -> Optional.ofNullable(client.getNamespace()))
                .orElse("default");
        this.config = config;
        this.clock = clock;
        this.pods = new Pods(client, config, namespace);
        this.secrets = new Secrets(client, config, namespace);
        this.template = new PodTemplate(config, client.getKubernetesSerialization());
        this.launch = new PodLaunch(pods, secrets, config);
        this.lastWords = new LastWords(pods);
        this.ends = new PodEnds(pods, config, clock);
        LOG.infof("event=runtime runtime=kubernetes namespace=%s instance=%s", namespace, config.instance());
    }

    @Override
    public String name() {
        return "kubernetes";
    }

    @Override
    public Uni<LaunchOutcome> launch(Workload workload) {
        return onWorker(() -> launch.launch(workload, template.pod()), calls(4))
                .onFailure()
                .recoverWithItem(trouble -> new Ambiguous("The launch did not come to an end: " + words(trouble)));
    }

    @Override
    public Uni<Void> terminate(String handle, Duration grace) {
        return onWorker(() -> terminateNow(handle, grace), calls(2)).replaceWithVoid();
    }

    @Override
    public Uni<Void> delete(String handle) {
        return onWorker(() -> deleteNow(handle), calls(4)).replaceWithVoid();
    }

    @Override
    public Uni<Observation> observe(String handle) {
        return onWorker(() -> pods.find(handle), calls(1))
                .chain(pod ->
                        pod.isPresent() ? observe(pod.get()) : Uni.createFrom().<Observation>item(new Gone()))
                .onFailure()
                .recoverWithItem(trouble -> new Unknown(words(trouble)));
    }

    @Override
    public Uni<List<Observed>> list() {
        return onWorker(this::listNow, config.requestTimeout().multipliedBy(2))
                .onItem()
                .transformToMulti(verdicts -> Multi.createFrom().iterable(verdicts))
                .onItem()
                .transformToUni(seen -> observation(seen.handle(), seen.verdict())
                        .map(observation -> observed(seen.handle(), observation)))
                .merge(LOOKS)
                .collect()
                .asList();
    }

    @Override
    public Multi<Observed> watch() {
        Multi<Observed> ended =
                ends.watch().onItem().transformToUni(this::end).merge(LOOKS).flatMap(this::emptyUnlessOver);
        return Multi.createBy().merging().streams(ended, straySweeps());
    }

    private Uni<Observed> end(String handle) {
        return observe(handle).map(observation -> observed(handle, observation));
    }

    private Multi<Observed> emptyUnlessOver(Observed seen) {
        if (seen.observation() instanceof Ended || seen.observation() instanceof Gone) {
            return Multi.createFrom().item(seen);
        }
        ends.tellAgain(seen.handle());
        return Multi.createFrom().empty();
    }

    /** Goes along with the watch, so that only who watches cleans up. */
    private Multi<Observed> straySweeps() {
        return Multi.createFrom()
                .ticks()
                .every(STRAYS_EVERY)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> sweepStrays())
                .onItem()
                .transformToMultiAndConcatenate(done -> Multi.createFrom().empty());
    }

    Uni<Void> sweepStrays() {
        return onWorker(() -> sweepStraysNow(), config.requestTimeout().multipliedBy(10))
                .onFailure()
                .invoke(trouble ->
                        LOG.warnf("event=stray_secrets_left runtime=kubernetes reason=\"%s\"", words(trouble)))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private Boolean sweepStraysNow() {
        secrets.sweepStrays(pods, clock.instant());
        return true;
    }

    /** What has ended keeps its output: a node removes the containers of a deleted pod. */
    private Boolean terminateNow(String handle, Duration grace) {
        Optional<Pod> pod = pods.find(handle);
        pod.ifPresent(this::requireOurs);
        if (pod.isEmpty() || PodVerdict.hasEnded(pod.get())) {
            return false;
        }
        pods.delete(handle, grace.compareTo(AT_ONCE) < 0 ? AT_ONCE : grace);
        LOG.infof("event=terminate runtime=kubernetes handle=%s grace=%s", handle, grace);
        return true;
    }

    private Boolean deleteNow(String handle) {
        Optional<Pod> pod = pods.find(handle);
        pod.ifPresent(this::requireOurs);
        if (pod.isPresent()) {
            boolean byForce = PodVerdict.isStuck(pod.get(), clock.instant());
            pods.removeFinalizer(pod.get());
            // Where no container runs any more, nobody is left behind by a deletion that waits for no node.
            pods.delete(handle, byForce || PodVerdict.isTerminal(pod.get()) ? Duration.ZERO : AT_ONCE);
            LOG.infof("event=delete runtime=kubernetes handle=%s by_force=%b", handle, byForce);
        }
        if (pod.isPresent() || secrets.isOurs(handle)) {
            secrets.delete(handle);
        }
        return true;
    }

    private void requireOurs(Pod pod) {
        if (!BotPod.isOurs(pod, config)) {
            throw new IllegalStateException(notOurs(pod));
        }
    }

    private String notOurs(Pod pod) {
        return "The pod " + pod.getMetadata().getName() + " does not carry the labels of this installation ("
                + BotPod.INSTANCE + "=" + config.instance() + ").";
    }

    private record Seen(String handle, PodVerdict verdict) {}

    /** The pods themselves are let go page by page. */
    private List<Seen> listNow() {
        List<Seen> seen = new ArrayList<>();
        pods.forEachPage(page -> page.getItems().stream()
                .filter(pod -> Workload.identify(pod.getMetadata().getName()).isPresent())
                .map(pod -> new Seen(pod.getMetadata().getName(), verdict(pod)))
                .forEach(seen::add));
        return seen;
    }

    private PodVerdict verdict(Pod pod) {
        return BotPod.isOurs(pod, config)
                ? PodVerdict.of(pod, clock.instant(), config.pendingBound())
                : new PodVerdict.Unclear(notOurs(pod));
    }

    private Uni<Observation> observe(Pod pod) {
        return observation(pod.getMetadata().getName(), verdict(pod));
    }

    private Uni<Observation> observation(String handle, PodVerdict verdict) {
        if (verdict instanceof PodVerdict.Over over) {
            return onWorker(() -> lastWords.of(handle, over), config.logTimeout())
                    .onFailure()
                    .recoverWithItem(trouble -> LastWords.withoutLog(over))
                    .map(evidence -> new Ended(over.exitCode(), over.reason(), evidence));
        }
        return Uni.createFrom()
                .item(verdict instanceof PodVerdict.Unclear unclear ? new Unknown(unclear.why()) : new Running());
    }

    private static Observed observed(String handle, Observation observation) {
        Workload.Identity identity = Workload.identify(handle).orElseThrow();
        return new Observed(handle, identity.meetingId(), identity.attempt(), observation);
    }

    private Duration calls(int number) {
        return config.requestTimeout().multipliedBy(number);
    }

    private static String words(Throwable trouble) {
        return trouble instanceof KubernetesClientException api ? ApiTrouble.reason(api) : trouble.toString();
    }

    /** The client blocks: never on the event loop, and never for ever. */
    private static <T> Uni<T> onWorker(Callable<T> work, Duration bound) {
        return Uni.createFrom()
                .item(Unchecked.supplier(work::call))
                .runSubscriptionOn(Infrastructure.getDefaultExecutor())
                .ifNoItem()
                .after(bound)
                .fail();
    }
}
