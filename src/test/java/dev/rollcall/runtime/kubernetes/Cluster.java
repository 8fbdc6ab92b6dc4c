package dev.rollcall.runtime.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cluster of one played node behind a real API server: namespace "rollcall" with the ServiceAccount and the Role of
 * deployment/base/rbac.yaml, which is all that the service gets.
 */
public final class Cluster implements AutoCloseable {

    static final String NAMESPACE = "rollcall";

    /** It tells of every request. Held here, since a logger that nobody holds forgets its level. */
    private static final Logger MOCK_LOG = Logger.getLogger("io.fabric8.mockwebserver");

    private final KubeApiServer server;
    private final KubernetesClient admin;
    private final KubernetesClient service;
    private final String token;
    private final PlayedKubelet kubelet;
    private final Path templates;

    /** Without a real one: fabric8's, which knows nothing of rights, quotas and validation. */
    private Cluster() throws Exception {
        MOCK_LOG.setLevel(Level.WARNING);
        this.server = null;
        this.token = null;
        this.templates = Files.createTempDirectory("pod-templates");
        KubernetesMockServer mock = new KubernetesMockServer(
                new Context(Serialization.jsonMapper()),
                new MockWebServer(),
                new HashMap<>(),
                new MockedApiServer(this::log),
                false);
        mock.init();
        this.admin = mock.createClient(new VertxHttpClientFactory());
        this.service = mock.createClient(new VertxHttpClientFactory());
        this.kubelet = new PlayedKubelet(admin, NAMESPACE);
    }

    private String log(String handle) {
        return kubelet.log(handle);
    }

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

    public static boolean canBeReal() {
        return KubeApiServer.programs().isPresent();
    }

    /** Says aloud when it is not a real one. */
    public static Cluster start() throws Exception {
        if (canBeReal()) {
            return new Cluster(KubeApiServer.start(KubeApiServer.programs().orElseThrow()));
        }
        System.out.println("KUBEBUILDER_ASSETS is not set: bots in pods are tested against a mock of the API server,"
                + " and what needs rights, quotas, validation or an outage is left out.");
        return new Cluster();
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

    boolean isReal() {
        return server != null;
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

    /** The template of the jar, with a shell script as the bot. */
    KubernetesSettings settings(String script) {
        return settings(script, pod -> pod);
    }

    KubernetesSettings settings(String script, UnaryOperator<PodBuilder> edit) {
        try (InputStream inside = PodTemplate.class.getClassLoader().getResourceAsStream(PodTemplate.INSIDE)) {
            PodBuilder pod = new PodBuilder(admin.getKubernetesSerialization().unmarshal(inside, Pod.class))
                    .editOrNewMetadata()
                    .endMetadata()
                    .editSpec()
                    .editContainer(0)
                    .withCommand("sh", "-c", script)
                    .endContainer()
                    .endSpec();
            Path file = Files.createTempFile(templates, "template", ".yaml");
            Files.writeString(
                    file,
                    admin.getKubernetesSerialization().asYaml(edit.apply(pod).build()));
            return KubernetesSettings.of(NAMESPACE, file);
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    /** A template whose bot is this command. */
    public Path template(List<String> command) {
        return settings(
                        "",
                        pod -> pod.editSpec()
                                .editContainer(0)
                                .withCommand(command)
                                .endContainer()
                                .endSpec())
                .podTemplate()
                .orElseThrow();
    }

    /** With the token of the service's account. */
    public Path kubeconfig() throws IOException {
        return Files.writeString(
                templates.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "%s", certificate-authority: "%s"}}]
                users: [{name: u, user: {token: "%s"}}]
                contexts: [{name: x, context: {cluster: c, user: u, namespace: "%s"}}]
                current-context: x
                """.formatted(server.url(), server.certificate(), token, NAMESPACE));
    }

    /** As an operator or a drained node does. */
    public void deletePod(String handle) {
        admin.pods().inNamespace(NAMESPACE).withName(handle).delete();
    }

    public void outOfMemory(String handle) {
        kubelet.with(handle, PlayedPod::oomKill);
    }

    /** What there is of this name. */
    public List<HasMetadata> leftOf(String handle) {
        return Stream.of(
                        admin.pods().inNamespace(NAMESPACE).withName(handle).get(),
                        admin.secrets().inNamespace(NAMESPACE).withName(handle).get())
                .filter(Objects::nonNull)
                .map(HasMetadata.class::cast)
                .toList();
    }

    /** For so many pods of a priority class of the same name; counted at nought, as the absent controller would do. */
    void quota(String name, int pods) {
        Quantity most = new Quantity(Integer.toString(pods));
        admin.resource(new PriorityClassBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withValue(1)
                        .build())
                .create();
        var quotas = admin.resourceQuotas().inNamespace(NAMESPACE);
        quotas.resource(new ResourceQuotaBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .addToHard("pods", most)
                        .withNewScopeSelector()
                        .addNewMatchExpression()
                        .withScopeName("PriorityClass")
                        .withOperator("In")
                        .withValues(name)
                        .endMatchExpression()
                        .endScopeSelector()
                        .endSpec()
                        .build())
                .create();
        quotas.withName(name)
                .editStatus(quota -> new ResourceQuotaBuilder(quota)
                        .withNewStatus()
                        .addToHard("pods", most)
                        .addToUsed("pods", new Quantity("0"))
                        .endStatus()
                        .build());
    }

    /** "verb resource" of all that the service has ever been allowed, by the API server's own account of it. */
    Set<String> usedRights() throws IOException {
        try (Stream<String> lines = Files.lines(server.auditLog())) {
            return lines.map(Cluster::json)
                    .filter(event -> ("system:serviceaccount:" + NAMESPACE + ":rollcall")
                            .equals(event.at("/user/username").asText()))
                    .filter(event -> "allow"
                            .equals(event.at("/annotations/authorization.k8s.io~1decision")
                                    .asText()))
                    .filter(event -> event.has("objectRef"))
                    .map(event -> right(
                            event.path("verb").asText(),
                            event.at("/objectRef/resource").asText(),
                            event.at("/objectRef/subresource").asText()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** How often an informer has listed all of ours: unlike other lists it has no limit. */
    long lists() throws IOException {
        try (Stream<String> lines = Files.lines(server.auditLog())) {
            return lines.map(Cluster::json)
                    .filter(event -> "list".equals(event.path("verb").asText()))
                    .filter(event ->
                            "pods".equals(event.at("/objectRef/resource").asText()))
                    .map(event -> event.path("requestURI").asText())
                    .filter(uri -> uri.contains("labelSelector") && !uri.contains("limit="))
                    .count();
        }
    }

    private static String right(String verb, String resource, String subresource) {
        return verb + " " + resource + (subresource.isEmpty() ? "" : "/" + subresource);
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    Set<String> grantedRights() {
        return admin.rbac().roles().inNamespace(NAMESPACE).list().getItems().stream()
                .flatMap(role -> role.getRules().stream())
                .flatMap(rule -> rule.getResources().stream()
                        .flatMap(resource -> rule.getVerbs().stream().map(verb -> verb + " " + resource)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void close() throws Exception {
        kubelet.close();
        KubeApiServer.remove(templates);
        service.close();
        admin.close();
        if (isReal()) {
            server.close();
        }
    }
}
