package dev.rollcall.runtime.kubernetes;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The calls about Secrets. Each blocks, for at most the request time-out. */
final class Secrets {

    private static final Logger LOG = Logger.getLogger(Secrets.class);

    /** Strays come one by one, when a process dies in the middle of a launch. */
    private static final long MOST_STRAYS = 100;

    private final NonNamespaceOperation<Secret, SecretList, Resource<Secret>> all;
    private final KubernetesSerialization serialization;
    private final KubernetesConfig config;
    private final Patches patches;

    Secrets(KubernetesClient client, KubernetesConfig config, String namespace) {
        this.all = client.secrets().inNamespace(namespace);
        this.serialization = client.getKubernetesSerialization();
        this.config = config;
        this.patches = new Patches(client, namespace, config.requestTimeout());
    }

    void create(Secret secret) {
        all.resource(secret).create();
    }

    /** False when another installation has one of this name. */
    boolean isOurs(String name) {
        return all.withField("metadata.name", name).list(atMost(1)).getItems().stream()
                .allMatch(secret -> BotPod.isOurs(secret, config));
    }

    /** From here on it goes with the pod. One that is not there any more was swept a moment ago, and is made again. */
    void own(Secret secret, Pod owner) {
        try {
            give(secret.getMetadata().getName(), owner);
        } catch (KubernetesClientException trouble) {
            if (!ApiTrouble.notFound(trouble)) {
                throw trouble;
            }
            create(BotSecret.owned(secret, owner));
        }
    }

    private void give(String name, Pod owner) {
        String patch = serialization.asJson(BotSecret.ownership(owner));
        patches.send("secrets", name, Patches.MERGE, patch);
    }

    /** What is not there is deleted. */
    void delete(String name) {
        all.withName(name).delete();
    }

    /** Those whose pod never came go; those whose pod is there, and that were not given to it, are given now. */
    void sweepStrays(Pods pods, Instant now) {
        Instant old = now.minus(config.straySecretAge());
        List<Secret> unowned = all.withLabels(BotPod.selector(config))
                .withLabel(BotSecret.UNOWNED)
                .list(atMost(MOST_STRAYS))
                .getItems();
        for (Secret secret : unowned) {
            String name = secret.getMetadata().getName();
            if (Instant.parse(secret.getMetadata().getCreationTimestamp()).isAfter(old)) {
                continue;
            }
            Optional<Pod> pod = pods.find(name).filter(found -> BotPod.isOurs(found, config));
            LOG.infof("event=stray_secret runtime=kubernetes secret=%s pod=%s", name, pod.isPresent());
            if (pod.isPresent()) {
                give(name, pod.get());
            } else {
                deleteAsItWas(secret);
            }
        }
    }

    /** Not when a launch has given it to its pod since. */
    private void deleteAsItWas(Secret secret) {
        try {
            all.resource(secret)
                    .lockResourceVersion(secret.getMetadata().getResourceVersion())
                    .delete();
        } catch (KubernetesClientException trouble) {
            if (trouble.getCode() != 409) {
                throw trouble;
            }
        }
    }

    private static ListOptions atMost(long limit) {
        return new ListOptionsBuilder().withLimit(limit).build();
    }
}
