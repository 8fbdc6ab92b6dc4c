package dev.rollcall.runtime.kubernetes;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The calls about pods. Each blocks, for at most the request time-out. */
final class Pods {

    private static final Logger LOG = Logger.getLogger(Pods.class);

    private static final long PAGE = 500;

    /** Ten thousand bots; above that the rest is found when these are gone. */
    private static final int MOST_PAGES = 20;

    private static final int LOG_LINES = 1_000;
    private static final int LOG_BYTES = 1024 * 1024;

    private final KubernetesClient client;
    private final KubernetesConfig config;
    private final String namespace;
    private final Patches patches;
    private final long page;

    Pods(KubernetesClient client, KubernetesConfig config, String namespace) {
        this(client, config, namespace, PAGE);
    }

    Pods(KubernetesClient client, KubernetesConfig config, String namespace, long page) {
        this.page = page;
        this.client = client;
        this.config = config;
        this.namespace = namespace;
        this.patches = new Patches(client, namespace, config.requestTimeout());
    }

    NonNamespaceOperation<Pod, PodList, PodResource> all() {
        return client.pods().inNamespace(namespace);
    }

    Pod create(Pod pod) {
        return all().resource(pod).create();
    }

    /**
     * The pod of this name, whoever made it. A list of one: an empty list is the API server's own word that there is
     * none, while a 404 may come from anything on the way.
     */
    Optional<Pod> find(String name) {
        return all().withField("metadata.name", name).list(options(1, null)).getItems().stream()
                .findFirst();
    }

    /** All of ours, page by page. A list that changed too much meanwhile fails, and is wanted again. */
    void forEachPage(Consumer<PodList> consumer) {
        String next = null;
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            PodList list = all().withLabels(BotPod.selector(config)).list(options(page, next));
            consumer.accept(list);
            next = list.getMetadata().getContinue();
            if (next == null || next.isEmpty()) {
                return;
            }
        }
        LOG.warnf("event=list_cut runtime=kubernetes pods=%d reason=\"there are more\"", page * MOST_PAGES);
    }

    /** A second deletion with less grace counts, one with more does not: the API server sees to that. */
    void delete(String name, Duration grace) {
        long seconds = grace.plusMillis(999).toSeconds();
        all().withName(name).withGracePeriod(seconds).delete();
    }

    /** Takes ours away, and leaves those of others. By place and name, so that a change in between fails. */
    void removeFinalizer(Pod pod) {
        int index = pod.getMetadata().getFinalizers().indexOf(BotPod.FINALIZER);
        if (index >= 0) {
            String path = "/metadata/finalizers/" + index;
            String patch = "[{\"op\":\"test\",\"path\":\"%s\",\"value\":\"%s\"},{\"op\":\"remove\",\"path\":\"%s\"}]"
                    .formatted(path, BotPod.FINALIZER, path);
            patches.send("pods", pod.getMetadata().getName(), Patches.JSON, patch);
        }
    }

    /** The end of a container's output, or null when there is nothing to be had. */
    String log(String name, String container) {
        return client.raw("/api/v1/namespaces/%s/pods/%s/log?container=%s&tailLines=%d&limitBytes=%d"
                .formatted(namespace, name, container, LOG_LINES, LOG_BYTES));
    }

    private static ListOptions options(long limit, String next) {
        return new ListOptionsBuilder().withLimit(limit).withContinue(next).build();
    }
}
