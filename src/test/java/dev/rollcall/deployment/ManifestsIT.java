package dev.rollcall.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollcall.runtime.kubernetes.KubeApiServer;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real API server takes every object of both overlays, one after the other, and keeps every field of it. */
@EnabledIf(value = "canBeReal", disabledReason = "KUBEBUILDER_ASSETS names no folder with a kube-apiserver")
class ManifestsIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Kubernetes 1.20 knows these by their older names; the fields are the same. */
    private static final Map<String, String> OLDER_NAMES =
            Map.of("policy/v1", "policy/v1beta1", "autoscaling/v2", "autoscaling/v2beta2");

    private static KubeApiServer server;
    private static KubernetesClient admin;

    static boolean canBeReal() {
        return KubeApiServer.programs().isPresent();
    }

    @BeforeAll
    static void start() throws IOException {
        server = KubeApiServer.start(KubeApiServer.programs().orElseThrow());
        admin = server.admin();
    }

    @AfterAll
    static void stop() throws IOException {
        admin.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "production"})
    void everyObjectIsTakenWithAllOfItsFields(String overlay) {
        List<ObjectNode> objects = Kustomization.build(ManifestsTest.OVERLAYS.resolve(overlay));
        objects.forEach(ManifestsIT::nameAsOfOld);

        List<JsonNode> kept = objects.stream().map(ManifestsIT::create).toList();

        List<String> lost = new ArrayList<>();
        for (int i = 0; i < objects.size(); i++) {
            compare(objects.get(i).at("/metadata/name").asText(), objects.get(i), kept.get(i), lost);
        }
        assertThat(lost).isEmpty();
    }

    private static void nameAsOfOld(ObjectNode object) {
        object.put(
                "apiVersion",
                OLDER_NAMES.getOrDefault(
                        object.path("apiVersion").asText(),
                        object.path("apiVersion").asText()));
    }

    /** Anew, whatever the overlay before has left. No controller is there to empty and delete a namespace. */
    private static JsonNode create(ObjectNode object) {
        var resource = admin.resource(JSON.convertValue(object, GenericKubernetesResource.class));
        if (object.path("kind").asText().equals("Namespace")) {
            return JSON.valueToTree(resource.createOr(NonDeletingOperation::update));
        }
        resource.withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
        return JSON.valueToTree(resource.create());
    }

    /** The server fills in defaults; what was sent must still be there. */
    private static void compare(String path, JsonNode sent, JsonNode kept, List<String> lost) {
        if (sent.isObject()) {
            sent.properties()
                    .forEach(field ->
                            compare(path + "/" + field.getKey(), field.getValue(), kept.path(field.getKey()), lost));
        } else if (sent.isArray()) {
            for (int i = 0; i < sent.size(); i++) {
                compare(path + "/" + i, sent.get(i), kept.path(i), lost);
            }
        } else if (!sent.equals(kept)) {
            lost.add("%s: sent %s, kept %s".formatted(path, sent, kept));
        }
    }
}
