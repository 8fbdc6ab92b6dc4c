package dev.rollcall.runtime.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.ResourceNotFoundException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;

/** One pod on the played node. */
final class PlayedPod {

    private final KubernetesClient client;
    private final Pod pod;
    private final Path log;
    private final ScheduledExecutorService workers;
    private volatile Process process;
    private boolean bound;
    private volatile boolean abandoned;
    private volatile boolean confirmed;
    private Long grace;
    private String reason;
    private PodStatus instead;

    PlayedPod(KubernetesClient client, Pod pod, Path log, ScheduledExecutorService workers) {
        this.client = client;
        this.pod = pod;
        this.log = log;
        this.workers = workers;
    }

    boolean is(Pod other) {
        return pod.getMetadata().getUid().equals(other.getMetadata().getUid());
    }

    @Override
    public String toString() {
        return pod.getMetadata().getName();
    }

    private String course() {
        return pod.getMetadata().getAnnotations().getOrDefault(PlayedKubelet.COURSE, "");
    }

    synchronized void seen(Pod now) {
        if (abandoned) {
            return;
        }
        if (now.getMetadata().getDeletionTimestamp() != null) {
            deleted(now.getMetadata().getDeletionGracePeriodSeconds());
        } else if (!bound) {
            bound = true;
            start();
        }
    }

    private void start() {
        if (course().equals("unschedulable")) {
            report(new PodStatusBuilder()
                    .withPhase("Pending")
                    .withConditions(new PodConditionBuilder()
                            .withType("PodScheduled")
                            .withStatus("False")
                            .withReason("Unschedulable")
                            .withMessage("0/1 nodes are available: 1 Insufficient memory.")
                            .build())
                    .build());
            return;
        }
        if (!isBound()) {
            return;
        }
        switch (course()) {
            case "never-pulled" -> waits("ImagePullBackOff", "Back-off pulling image \"registry.example/bot:1\"");
            case "creating" -> waits("ContainerCreating", null);
            default -> run();
        }
    }

    /** False when it was deleted before it had a node. */
    private boolean isBound() {
        AtomicBoolean deleted = new AtomicBoolean();
        untilAnswered(() -> {
            try {
                PlayedKubelet.bind(client, pod);
            } catch (KubernetesClientException trouble) {
                if (trouble.getCode() != 404 && trouble.getCode() != 409) {
                    throw trouble;
                }
                // A try whose answer was lost has bound it.
                deleted.set(!String.valueOf(trouble.getMessage()).contains("already assigned"));
            }
        });
        return !deleted.get();
    }

    private void waits(String why, String message) {
        report(new PodStatusBuilder()
                .withPhase("Pending")
                .withContainerStatuses(container()
                        .withNewState()
                        .withNewWaiting(message, why)
                        .endState()
                        .build())
                .build());
    }

    private void run() {
        Container container = pod.getSpec().getContainers().get(0);
        List<String> command = new ArrayList<>(container.getCommand());
        command.addAll(container.getArgs());
        Map<String, String> environment = environment(container);
        if (environment == null) {
            workers.schedule(this::runAgain, 200, TimeUnit.MILLISECONDS);
            return;
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv("PATH"));
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
        report(new PodStatusBuilder()
                .withPhase("Running")
                .withContainerStatuses(container()
                        .withNewState()
                        .withNewRunning(Instant.now().toString())
                        .endState()
                        .build())
                .build());
        process.onExit().thenRunAsync(this::exited, workers).exceptionally(this::lost);
    }

    private Void lost(Throwable trouble) {
        if (!workers.isShutdown()) {
            new IllegalStateException("The played node has lost the end of " + this, trouble).printStackTrace();
        }
        return null;
    }

    private synchronized void runAgain() {
        if (!abandoned && grace == null) {
            run();
        }
    }

    /** Null while its Secret cannot be had. */
    private Map<String, String> environment(Container container) {
        Map<String, String> environment = new HashMap<>();
        try {
            container
                    .getEnvFrom()
                    .forEach(source -> client.secrets()
                            .inNamespace(pod.getMetadata().getNamespace())
                            .withName(source.getSecretRef().getName())
                            .require()
                            .getData()
                            .forEach((name, value) -> environment.put(
                                    name, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8))));
        } catch (KubernetesClientException | ResourceNotFoundException notYet) {
            return null;
        }
        for (EnvVar variable : container.getEnv()) {
            environment.put(variable.getName(), variable.getValue());
        }
        return environment;
    }

    /** What it says at its end: exit code, signal, and the last lines of its output when it failed. */
    private synchronized void exited() {
        if (abandoned) {
            return;
        }
        int code = process.exitValue();
        String word = reason != null ? reason : code == 0 ? "Completed" : "Error";
        PodStatusBuilder status = instead != null ? new PodStatusBuilder(instead) : new PodStatusBuilder();
        report(status.withPhase(code == 0 ? "Succeeded" : "Failed")
                .withContainerStatuses(container()
                        .withNewState()
                        .withNewTerminated()
                        .withExitCode(code)
                        .withReason(word)
                        .withMessage(code == 0 ? null : lastLines())
                        .endTerminated()
                        .endState()
                        .build())
                .build());
        if (grace != null) {
            confirm();
        }
    }

    private String lastLines() {
        String tail = PlayedKubelet.tail(output(), 80);
        return tail.length() <= 2048 ? tail : tail.substring(tail.length() - 2048);
    }

    private void deleted(Long seconds) {
        boolean first = grace == null;
        boolean earlier = first || seconds != null && seconds < grace;
        grace = seconds == null ? Long.valueOf(0) : seconds;
        if (process == null) {
            confirm();
            return;
        }
        if (!process.isAlive()) {
            if (first) {
                confirm();
            }
            return;
        }
        if (first) {
            process.destroy();
        }
        if (earlier) {
            workers.schedule(this::kill, Math.max(1, grace), TimeUnit.SECONDS);
        }
    }

    /** As a kubelet does at the end of a deleted pod: without this the API server would keep it. Its containers go too. */
    private void confirm() {
        if (!confirmed) {
            confirmed = true;
            untilAnswered(() -> client.pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(pod.getMetadata().getName())
                    .withGracePeriod(0)
                    .delete());
        }
    }

    void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** Without the lock, whose holder may wait for the answer to a call about this very pod. */
    void removed() {
        abandoned = true;
        kill();
    }

    /** Without the lock: whoever asks may be the one whom a holder of it waits for. */
    boolean hasContainer() {
        return process != null && !confirmed;
    }

    String output() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    /** The kernel ends it, since it has used more memory than it may. */
    synchronized void oomKill() {
        reason = "OOMKilled";
        kill();
    }

    /** The node needs its memory for others. */
    synchronized void evict() {
        instead = new PodStatusBuilder()
                .withReason("Evicted")
                .withMessage("The node was low on resource: memory.")
                .build();
        kill();
    }

    /** The node is cut off: its bot may go on, and nobody hears of it. */
    synchronized void loseNode() {
        abandoned = true;
        client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"reason\":\"NodeLost\"}}");
    }

    private ContainerStatusBuilder container() {
        Container container = pod.getSpec().getContainers().get(0);
        return new ContainerStatusBuilder()
                .withName(container.getName())
                .withImage(container.getImage())
                .withImageID("")
                .withReady(false)
                .withRestartCount(0);
    }

    private void report(PodStatus status) {
        String patch = "{\"status\":" + client.getKubernetesSerialization().asJson(status) + "}";
        untilAnswered(() -> client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch));
    }

    /** A kubelet does not give up, however long its API server is away; but on a pod that is not there any more. */
    private void untilAnswered(Runnable call) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> abandoned || isAnswered(call));
    }

    private static boolean isAnswered(Runnable call) {
        try {
            call.run();
            return true;
        } catch (KubernetesClientException trouble) {
            return trouble.getCode() == 404;
        } catch (ResourceNotFoundException unansweredOrGone) {
            return false;
        }
    }
}
