package dev.rollcall.runtime.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a pod's status means for its bot: (pod, now, bound) → running, over or unknown. Makes no calls. */
sealed interface PodVerdict {

    /** It runs, or may still come to run. */
    record Running() implements PodVerdict {}

    /**
     * It has ended, or waits for what will not come.
     *
     * @param exitCode null when nobody kept it
     * @param message what the platform says about it, and null when it says nothing
     * @param lastWords the container's own last message, null when it left none
     * @param container whose output may be read; null when it never ran
     */
    record Over(Integer exitCode, String reason, String message, String lastWords, String container)
            implements PodVerdict {}

    record Unclear(String why) implements PodVerdict {}

    /** After its last moment a pod's node gets this long to say so. Then the node is most likely lost. */
    Duration NODE_PATIENCE = Duration.ofMinutes(2);

    /** These do not pass. */
    Set<String> HOPELESS = Set.of("InvalidImageName", "ErrImageNeverPull");

    /** These may pass: somebody pushes the image, or makes the ConfigMap. */
    Set<String> DOUBTFUL = Set.of(
            "ErrImagePull",
            "ImagePullBackOff",
            "ImageInspectError",
            "RegistryUnavailable",
            "SignatureValidationFailed",
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError",
            "CrashLoopBackOff",
            "Unschedulable");

    static PodVerdict of(Pod pod, Instant now, Duration pendingBound) {
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        Optional<ContainerStateTerminated> end =
                bot(pod, status).map(bot -> bot.getState().getTerminated());
        if (end.isPresent()) {
            return over(pod, status, end.get());
        }
        if ("NodeLost".equals(status.getReason()) || "Unknown".equals(status.getPhase())) {
            return new Unclear("Its node does not answer.");
        }
        if (isTerminal(status)) {
            return new Over(null, reason(status, status.getPhase()), status.getMessage(), null, null);
        }
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            return deleted(pod, status, now);
        }
        return waiting(pod, status, now, pendingBound).orElseGet(Running::new);
    }

    /** Whether it is over for good; {@link Over} is also what merely waits for too long. */
    static boolean hasEnded(Pod pod) {
        return pod.getStatus() != null
                && (isTerminal(pod.getStatus())
                        || bot(pod, pod.getStatus())
                                .map(bot -> bot.getState().getTerminated())
                                .isPresent());
    }

    /** None of its containers runs, and none will. */
    static boolean isTerminal(Pod pod) {
        return pod.getStatus() != null && isTerminal(pod.getStatus());
    }

    /** It should have ended long ago, and its node has not said so. */
    static boolean isStuck(Pod pod, Instant now) {
        String deletion = pod.getMetadata().getDeletionTimestamp();
        return deletion != null && now.isAfter(Instant.parse(deletion).plus(NODE_PATIENCE));
    }

    private static boolean isTerminal(PodStatus status) {
        return "Succeeded".equals(status.getPhase()) || "Failed".equals(status.getPhase());
    }

    /**
     * A node that has ended a deleted pod sets its grace to zero; so does the API server for one that never had a node,
     * and whoever deletes it by force. Without our finalizer all of these would be gone.
     */
    private static PodVerdict deleted(Pod pod, PodStatus status, Instant now) {
        Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
        if (grace != null && grace == 0) {
            return new Over(null, reason(status, "Deleted"), status.getMessage(), null, null);
        }
        return isStuck(pod, now)
                ? new Unclear("It was deleted, and its node does not say that it ended.")
                : new Running();
    }

    private static Optional<PodVerdict> waiting(Pod pod, PodStatus status, Instant now, Duration bound) {
        Instant created = Instant.parse(pod.getMetadata().getCreationTimestamp());
        boolean late = now.isAfter(created.plus(bound));
        Stream<ContainerStateWaiting> containers = Stream.concat(
                        status.getInitContainerStatuses().stream(), bot(pod, status).stream())
                .flatMap(container -> Stream.ofNullable(container.getState()))
                .flatMap(state -> Stream.ofNullable(state.getWaiting()));
        return Stream.concat(containers.map(PodVerdict::wait), unschedulable(status).stream())
                .filter(wait -> HOPELESS.contains(wait.reason()) || late && DOUBTFUL.contains(wait.reason()))
                .findFirst()
                .map(PodVerdict.class::cast);
    }

    private static Over wait(ContainerStateWaiting waiting) {
        return new Over(null, String.valueOf(waiting.getReason()), waiting.getMessage(), null, null);
    }

    private static Optional<Over> unschedulable(PodStatus status) {
        return status.getConditions().stream()
                .filter(condition -> "PodScheduled".equals(condition.getType()))
                .filter(condition -> "False".equals(condition.getStatus()))
                .findFirst()
                .map(condition ->
                        new Over(null, String.valueOf(condition.getReason()), condition.getMessage(), null, null));
    }

    private static PodVerdict over(Pod pod, PodStatus status, ContainerStateTerminated end) {
        Integer code = exitCode(end);
        String container =
                BotPod.container(pod.getSpec()).map(Container::getName).orElse(null);
        return new Over(code, reason(status, reason(end, code)), status.getMessage(), end.getMessage(), container);
    }

    /** Null where the kubelet itself does not know, and says 137 all the same. */
    private static Integer exitCode(ContainerStateTerminated end) {
        if ("ContainerStatusUnknown".equals(end.getReason())) {
            return null;
        }
        boolean bySignal = end.getSignal() != null && end.getSignal() > 0;
        return bySignal && end.getExitCode() == 0 ? Integer.valueOf(128 + end.getSignal()) : end.getExitCode();
    }

    /** What all runtimes call it where the platform's word says no more than the exit code. */
    private static String reason(ContainerStateTerminated end, Integer code) {
        String word = end.getReason();
        if (word == null || word.equals("Completed") || word.equals("Error")) {
            return code != null && code > 128 && code <= 128 + 64 ? "Killed" : "Exited";
        }
        return word;
    }

    /** The pod's own reason (Evicted, DeadlineExceeded), or who disrupted it (PreemptionByScheduler), says more. */
    private static String reason(PodStatus status, String otherwise) {
        if (status.getReason() != null && !status.getReason().isBlank()) {
            return status.getReason();
        }
        return status.getConditions().stream()
                .filter(condition -> "DisruptionTarget".equals(condition.getType()))
                .filter(condition -> "True".equals(condition.getStatus()))
                .map(PodCondition::getReason)
                .findFirst()
                .orElse(otherwise);
    }

    private static Optional<ContainerStatus> bot(Pod pod, PodStatus status) {
        List<ContainerStatus> statuses = status.getContainerStatuses();
        return BotPod.container(pod.getSpec())
                .flatMap(bot -> statuses.stream()
                        .filter(container -> bot.getName().equals(container.getName()))
                        .filter(container -> container.getState() != null)
                        .findFirst());
    }
}
