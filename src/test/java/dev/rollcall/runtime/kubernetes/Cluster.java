package dev.rollcall.runtime.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A cluster of one played node behind a real API server: namespace "rollcall" with the ServiceAccount and the Role of
 * deployment/base/rbac.yaml, which is all that the service gets.
 */
final class Cluster implements AutoCloseable {

    static final String NAMESPACE = "rollcall";

    private final KubeApiServer server;
    private final KubernetesClient admin;
    private final KubernetesClient service;
    private final String token;
    private final PlayedKubelet kubelet;
    private final Path templates;

    private Cluster(KubeApiServer server) throws Exception {
        this.server = server;
        this.admin = server.admin();
        this.templates = Files.createTempDirectory("pod-templates");
        namespace(NAMESPACE);
        try (InputStream rbac = Files.newInputStream(Path.of("deployment/base/rbac.yaml"))) {
            List<HasMetadata> objects = admin.load(rbac).items();
            objects.forEach(object -> admin.resource(object).create());
        }
        this.token = tokenOf("rollcall");
        this.service = server.client(server.url(), token, KubernetesSettings.of(NAMESPACE, null));
        this.kubelet = new PlayedKubelet(admin, NAMESPACE);
    }

    static Cluster start() throws Exception {
        return new Cluster(KubeApiServer.start(KubeApiServer.programs().orElseThrow()));
    }

    /** With the account that the API server demands of every pod, which the absent controller would make. */
    void namespace(String name) {
        admin.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        admin.serviceAccounts()
                .inNamespace(name)
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("default")
                        .endMetadata()
                        .build())
                .create();
    }

    private String tokenOf(String account) {
        TokenRequest request = new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(3600L)
                .endSpec()
                .build();
        return admin.serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName(account)
                .tokenRequest(request)
                .getStatus()
                .getToken();
    }

    KubeApiServer server() {
        return server;
    }

    KubernetesClient admin() {
        return admin;
    }

    /** With the rights of the service's Role, and no others. */
    KubernetesClient service() {
        return service;
    }

    String token() {
        return token;
    }

    PlayedKubelet kubelet() {
        return kubelet;
    }

    /** The template of the jar, with a shell script as the bot; {@code course} tells the played kubelet what happens. */
    KubernetesSettings settings(String script, String course) {
        try (InputStream inside = PodTemplate.class.getClassLoader().getResourceAsStream(PodTemplate.INSIDE)) {
            Pod pod = new PodBuilder(admin.getKubernetesSerialization().unmarshal(inside, Pod.class))
                    .editOrNewMetadata()
                    .addToAnnotations(PlayedKubelet.COURSE, course)
                    .endMetadata()
                    .build();
            pod.getSpec()
                    .setContainers(List.of(
                            new ContainerBuilder(pod.getSpec().getContainers().get(0))
                                    .withCommand("sh", "-c", script)
                                    .build()));
            Path file = Files.createTempFile(templates, "template", ".yaml");
            Files.writeString(file, admin.getKubernetesSerialization().asYaml(pod));
            return KubernetesSettings.of(NAMESPACE, file);
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    @Override
    public void close() throws Exception {
        kubelet.close();
        service.close();
        admin.close();
        server.close();
    }
}
