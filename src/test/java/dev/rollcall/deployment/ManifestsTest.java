package dev.rollcall.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What `kubectl apply -k` would send: no field that Kubernetes does not know, and what the service relies on. */
class ManifestsTest {

    static final Path OVERLAYS = Path.of("deployment/overlays");

    private static final Path MONITORING = Path.of("deployment/components/monitoring");

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.ofEntries(
            Map.entry("v1 Namespace", Namespace.class),
            Map.entry("v1 ServiceAccount", ServiceAccount.class),
            Map.entry("v1 Service", Service.class),
            Map.entry("v1 ConfigMap", ConfigMap.class),
            Map.entry("v1 Secret", Secret.class),
            Map.entry("apps/v1 Deployment", Deployment.class),
            Map.entry("apps/v1 StatefulSet", StatefulSet.class),
            Map.entry("rbac.authorization.k8s.io/v1 Role", Role.class),
            Map.entry("rbac.authorization.k8s.io/v1 RoleBinding", RoleBinding.class),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
            Map.entry("networking.k8s.io/v1 Ingress", Ingress.class),
            Map.entry("autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
            Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class));

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                /** The model keeps fields that it does not know; here they are mistakes. */
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            })
            .build();

    @ParameterizedTest
    @ValueSource(strings = {"local", "production"})
    void noObjectHasAFieldThatKubernetesDoesNotKnow(String overlay) {
        List<ObjectNode> objects = Kustomization.build(OVERLAYS.resolve(overlay));

        assertThat(objects).isNotEmpty().allSatisfy(ManifestsTest::parse);
    }

    @Test
    void aFieldWithATypingErrorIsFound() {
        ObjectNode deployment = rollcall("production");
        ((ObjectNode) deployment.at("/spec/template/spec/containers/0/readinessProbe")).put("periodSecond", 2);

        assertThatCode(() -> parse(deployment)).hasMessageContaining("periodSecond");
    }

    private static HasMetadata parse(ObjectNode object) throws IOException {
        String kind =
                object.path("apiVersion").asText() + " " + object.path("kind").asText();
        assertThat(KINDS).containsKey(kind);
        return STRICT.treeToValue(object, KINDS.get(kind));
    }

    @Test
    void everyPodTemplateIsAPodWithoutUnknownFields() {
        Map<String, String> templates = STRICT.convertValue(
                find("local", "ConfigMap", "rollcall-pod-templates").path("data"),
                STRICT.getTypeFactory().constructMapType(Map.class, String.class, String.class));

        assertThat(templates).containsOnlyKeys("hardened.yaml", "chromium.yaml", "reference-bot.yaml");
        assertThat(templates.values()).allSatisfy(yaml -> {
            Pod pod = STRICT.treeToValue(new ObjectMapper(new YAMLFactory()).readTree(yaml), Pod.class);
            assertThat(pod.getSpec().getContainers()).isNotEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "production"})
    void theRealKustomizeBuildsTheSame(String overlay) throws Exception {
        String kubectl = System.getenv("KUBECTL");
        assumeThat(kubectl).as("KUBECTL names no kubectl").isNotNull();
        Process kustomize = new ProcessBuilder(
                        kubectl, "kustomize", OVERLAYS.resolve(overlay).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (MappingIterator<ObjectNode> real = new ObjectMapper(new YAMLFactory())
                .readerFor(ObjectNode.class)
                .readValues(kustomize.getInputStream())) {
            Map<String, ObjectNode> expected = byName(real.readAll());
            Map<String, ObjectNode> built = byName(Kustomization.build(OVERLAYS.resolve(overlay)));
            assertThat(built).containsOnlyKeys(expected.keySet());
            assertThat(built).allSatisfy((name, object) -> assertThat(object).isEqualTo(expected.get(name)));
        }
    }

    private static Map<String, ObjectNode> byName(List<ObjectNode> objects) {
        objects.stream()
                .filter(object -> object.path("kind").asText().equals("Secret"))
                .map(secret -> secret.withObject("/data"))
                .forEach(data -> data.properties()
                        .forEach(entry -> entry.setValue(
                                TextNode.valueOf(entry.getValue().asText().replaceAll("\\s", "")))));
        return objects.stream()
                .collect(Collectors.toMap(
                        object -> object.path("kind").asText() + " "
                                + object.at("/metadata/name").asText(),
                        object -> object));
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "production"})
    void noContainerRunsAsRootOrWritesItsImageOrTakesUnboundedMemory(String overlay) {
        List<JsonNode> pods = Kustomization.build(OVERLAYS.resolve(overlay)).stream()
                .map(object -> object.at("/spec/template/spec"))
                .filter(pod -> !pod.isMissingNode())
                .toList();

        assertThat(pods).isNotEmpty().allSatisfy(pod -> {
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(pod.path("containers")).allSatisfy(container -> {
                JsonNode security = container.path("securityContext");
                assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                        .isFalse();
                assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
                assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
                assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
            });
        });
    }

    @Test
    void thePodIsGrantedTheTimeThatAnOrderlyEndTakesAtTheVeryWorst() {
        JsonNode pod = rollcall("production").at("/spec/template/spec");
        JsonNode container = pod.at("/containers/0");
        long preStop = container.at("/lifecycle/preStop/exec/command/1").asLong();
        long delay = Duration.parse("PT" + environment(container).get("ROLLCALL_SHUTDOWN_DELAY"))
                .toSeconds();

        // rollcall.shutdown.timeout, timers, effects: docs/operations.md, "Stopping a replica"
        assertThat(pod.path("terminationGracePeriodSeconds").asLong()).isGreaterThan(preStop + delay + 10 + 5 + 5);
    }

    @Test
    void botsReachTheCallbacksByANameThatExists() {
        JsonNode container = rollcall("production").at("/spec/template/spec/containers/0");
        JsonNode service = find("production", "Service", "rollcall-callbacks");

        assertThat(environment(container).get("ROLLCALL_BOT_CALLBACK_BASE_URL"))
                .isEqualTo("http://%s.%s.svc:%d"
                        .formatted(
                                service.at("/metadata/name").asText(),
                                service.at("/metadata/namespace").asText(),
                                service.at("/spec/ports/0/port").asInt()));
    }

    @Test
    void botsReachNoPrivateAddress() {
        JsonNode egress = find("production", "NetworkPolicy", "rollcall-bots").at("/spec/egress");

        assertThat(egress.findValuesAsText("cidr")).containsExactly("0.0.0.0/0", "::/0");
        assertThat(StreamSupport.stream(egress.findValue("except").spliterator(), false)
                        .map(JsonNode::asText))
                .contains("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10");
    }

    @Test
    void thePodTemplateInsideTheServiceIsTheHardenedOne() {
        assertThat(Path.of("src/main/resources/kubernetes/pod-template.yaml"))
                .hasSameTextualContentAs(Path.of("deployment/base/pod-templates/hardened.yaml"));
    }

    @Test
    void alertsNameARunbookThatExists() {
        ObjectNode rule = Kustomization.documents(MONITORING.resolve("prometheus-rule.yaml"))
                .get(0);
        Set<String> runbooks = Set.copyOf(rule.findValuesAsText("runbook"));

        assertThat(rule.findValues("alert")).isNotEmpty().hasSameSizeAs(rule.findValues("runbook"));
        assertThat(runbooks)
                .allSatisfy(runbook -> assertThat(new File("docs/operations.md"))
                        .content()
                        .contains("### " + runbook.replaceAll(".*\"(.*)\".*", "$1")));
    }

    @Test
    void alertsNameMetricsThatExist() {
        ObjectNode rule = Kustomization.documents(MONITORING.resolve("prometheus-rule.yaml"))
                .get(0);
        Set<String> named = rule.findValuesAsText("expr").stream()
                .flatMap(expression ->
                        Pattern.compile("rollcall_\\w+").matcher(expression).results())
                .map(metric -> metric.group().replaceAll("_(count|sum|bucket)$", ""))
                .collect(Collectors.toSet());

        assertThat(named)
                .isNotEmpty()
                .allSatisfy(metric ->
                        assertThat(new File("docs/metrics.md")).content().contains('`' + metric + '`'));
    }

    @Test
    void theDashboardNamesMetricsThatExist() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(new File("deployment/grafana/rollcall.json"));

        Set<String> named = dashboard.findValuesAsText("expr").stream()
                .flatMap(expression ->
                        Pattern.compile("rollcall_\\w+").matcher(expression).results())
                .map(metric -> metric.group().replaceAll("_(count|sum|bucket)$", ""))
                .collect(Collectors.toSet());

        assertThat(dashboard.at("/panels")).hasSizeGreaterThan(15);
        assertThat(named)
                .hasSizeGreaterThan(10)
                .allSatisfy(metric ->
                        assertThat(new File("docs/metrics.md")).content().contains('`' + metric + '`'));
    }

    /** Every field of it is one of these: there is no model of the Prometheus Operator to hold it against. */
    @Test
    void theRulesHaveTheFieldsThatThePrometheusOperatorKnows() {
        JsonNode groups = Kustomization.documents(MONITORING.resolve("prometheus-rule.yaml"))
                .get(0)
                .at("/spec/groups");

        assertThat(groups)
                .hasSize(1)
                .allSatisfy(group -> assertThat(group.path("rules"))
                        .isNotEmpty()
                        .allSatisfy(rule -> assertThat(Set.of("alert", "expr", "for", "labels", "annotations"))
                                .containsAll(rule::fieldNames)));
    }

    @Test
    void theMonitorFindsOneServiceOfTheNameOfItsPort() {
        ObjectNode monitor = Kustomization.documents(MONITORING.resolve("service-monitor.yaml"))
                .get(0);
        Set<Map.Entry<String, JsonNode>> wanted =
                monitor.at("/spec/selector/matchLabels").properties();

        assertThat(Kustomization.build(OVERLAYS.resolve("production")))
                .filteredOn(object -> object.path("kind").asText().equals("Service"))
                .filteredOn(object -> object.at("/metadata/labels").properties().containsAll(wanted))
                .singleElement()
                .satisfies(service ->
                        assertThat(service.at("/spec/ports/0/name")).isEqualTo(monitor.at("/spec/endpoints/0/port")));
    }

    private static ObjectNode rollcall(String overlay) {
        return find(overlay, "Deployment", "rollcall");
    }

    private static ObjectNode find(String overlay, String kind, String name) {
        return Kustomization.build(OVERLAYS.resolve(overlay)).stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .filter(object -> object.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> environment(JsonNode container) {
        return StreamSupport.stream(container.path("env").spliterator(), false)
                .collect(Collectors.toMap(
                        variable -> variable.path("name").asText(),
                        variable -> variable.path("value").asText()));
    }
}
