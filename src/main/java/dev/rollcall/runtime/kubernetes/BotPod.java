package dev.rollcall.runtime.kubernetes;

import dev.rollcall.runtime.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A bot's pod: the operators' template, and on top of it what must be as we say. */
final class BotPod {

    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String INSTANCE = "rollcall.dev/instance";
    static final String FINALIZER = "rollcall.dev/evidence";

    /** Autoscalers that make room would throw the bot out of its meeting. */
    static final String SAFE_TO_EVICT = "cluster-autoscaler.kubernetes.io/safe-to-evict";

    private static final String SHARED_MEMORY = "/dev/shm";
    private static final long GRACE_SECONDS = 60;

    private BotPod() {}

    /** By these we find all that is ours. */
    static Map<String, String> selector(KubernetesConfig config) {
        return Map.of(MANAGED_BY, "rollcall", INSTANCE, config.instance());
    }

    static boolean isOurs(HasMetadata thing, KubernetesConfig config) {
        Map<String, String> labels = thing.getMetadata().getLabels();
        return labels != null && labels.entrySet().containsAll(selector(config).entrySet());
    }

    static Map<String, String> labels(Workload workload, KubernetesConfig config) {
        Map<String, String> labels = new HashMap<>(selector(config));
        labels.put("app.kubernetes.io/name", "rollcall-bot");
        labels.put("rollcall.dev/meeting", Long.toString(workload.meetingId()));
        labels.put("rollcall.dev/attempt", Integer.toString(workload.attempt()));
        labels.put("rollcall.dev/user", Long.toString(workload.userId()));
        labels.put("rollcall.dev/platform", workload.platform());
        return labels;
    }

    static Pod of(Workload workload, Pod template, KubernetesConfig config) {
        Pod pod = new PodBuilder(template)
                .editOrNewMetadata()
                .withName(workload.handle())
                .withGenerateName(null)
                .withNamespace(null) // the client's is the one that we have rights in
                .addToLabels(labels(workload, config))
                .addToAnnotations(SAFE_TO_EVICT, "false")
                .withFinalizers(config.keepEvidence() ? List.of(FINALIZER) : List.of())
                .endMetadata()
                .withStatus(null)
                .build();
        PodSpec spec = pod.getSpec();
        spec.setRestartPolicy("Never");
        spec.setAutomountServiceAccountToken(false);
        spec.setActiveDeadlineSeconds(config.activeDeadline().toSeconds());
        if (spec.getTerminationGracePeriodSeconds() == null) {
            spec.setTerminationGracePeriodSeconds(GRACE_SECONDS);
        }
        if (spec.getEnableServiceLinks() == null) {
            spec.setEnableServiceLinks(false); // a bot gets the environment that it was given, and no other
        }
        complete(spec, container(spec).orElseThrow(), workload.handle(), config);
        return pod;
    }

    private static void complete(PodSpec spec, Container bot, String secret, KubernetesConfig config) {
        config.image().ifPresent(bot::setImage);
        bot.setEnvFrom(with(
                bot.getEnvFrom(),
                new EnvFromSourceBuilder()
                        .withNewSecretRef()
                        .withName(secret)
                        .endSecretRef()
                        .build()));
        if (bot.getTerminationMessagePolicy() == null) {
            bot.setTerminationMessagePolicy("FallbackToLogsOnError"); // the last lines outlive the container
        }
        if (bot.getVolumeMounts().stream().noneMatch(mount -> SHARED_MEMORY.equals(mount.getMountPath()))) {
            spec.setVolumes(with(spec.getVolumes(), sharedMemory()));
            bot.setVolumeMounts(with(bot.getVolumeMounts(), sharedMemoryMount()));
        }
    }

    /** A browser with the 64 MiB that a container has by default crashes in the first meeting with video. */
    private static Volume sharedMemory() {
        return new VolumeBuilder()
                .withName("rollcall-shm")
                .withNewEmptyDir()
                .withMedium("Memory")
                .withSizeLimit(new Quantity("2Gi"))
                .endEmptyDir()
                .build();
    }

    private static VolumeMount sharedMemoryMount() {
        return new VolumeMountBuilder()
                .withName("rollcall-shm")
                .withMountPath(SHARED_MEMORY)
                .build();
    }

    /** The container that is the bot: the one called so, or the first. Others may stand beside it. */
    static Optional<Container> container(PodSpec spec) {
        List<Container> containers = spec.getContainers();
        return containers.stream()
                .filter(container -> "bot".equals(container.getName()))
                .findFirst()
                .or(() -> containers.stream().findFirst());
    }

    private static <T> List<T> with(List<T> list, T one) {
        List<T> all = new ArrayList<>(list);
        all.add(one);
        return all;
    }
}
