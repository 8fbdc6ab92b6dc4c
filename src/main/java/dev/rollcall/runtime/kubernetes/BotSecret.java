package dev.rollcall.runtime.kubernetes;

import dev.rollcall.runtime.Workload;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A bot's environment. It holds tokens, so it is in no pod, where everybody who may look at pods would read it. */
final class BotSecret {

    /** On a Secret that has no owner yet, so that the few strays can be listed without all the others. */
    static final String UNOWNED = "rollcall.dev/unowned";

    /** What the kubelet takes for the name of a variable; it leaves others out without a word. */
    private static final Pattern NAME = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]{0,252}");

    /** The API server's own bound, for the values of one Secret together. */
    private static final int LARGEST = 1024 * 1024;

    private BotSecret() {}

    /** Why this environment cannot travel; empty when it can. Names no value. */
    static Optional<String> objection(Workload workload) {
        Optional<String> name = workload.environment().keySet().stream()
                .filter(variable -> !NAME.matcher(variable).matches())
                .findFirst();
        if (name.isPresent()) {
            return Optional.of("'" + name.get() + "' is no name for a variable of a container.");
        }
        int size = workload.environment().values().stream()
                .mapToInt(value -> value.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        return size > LARGEST
                ? Optional.of("The bot's environment has " + size + " bytes; a Secret holds " + LARGEST + ".")
                : Optional.empty();
    }

    /** Immutable, so that nodes need not watch it: there is one for each bot. */
    static Secret of(Workload workload, KubernetesConfig config) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName(workload.handle())
                .withLabels(BotPod.labels(workload, config))
                .addToLabels(UNOWNED, "true")
                .endMetadata()
                .withType("Opaque")
                .withImmutable(true)
                .withData(encoded(workload.environment()))
                .build();
    }

    static Secret owned(Secret secret, Pod owner) {
        return new SecretBuilder(secret)
                .editMetadata()
                .removeFromLabels(UNOWNED)
                .withOwnerReferences(reference(owner))
                .endMetadata()
                .build();
    }

    /** A merge patch that makes the pod the owner. */
    static Map<String, Object> ownership(Pod owner) {
        OwnerReference reference = reference(owner);
        Map<String, Object> labels = new HashMap<>();
        labels.put(UNOWNED, null);
        return Map.of("metadata", Map.of("labels", labels, "ownerReferences", List.of(reference)));
    }

    private static OwnerReference reference(Pod owner) {
        return new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Pod")
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .build();
    }

    private static Map<String, String> encoded(Map<String, String> environment) {
        return environment.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        variable -> Base64.getEncoder()
                                .encodeToString(variable.getValue().getBytes(StandardCharsets.UTF_8))));
    }
}
