package dev.rollcall.runtime.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.runtime.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodTemplateTest {

    private static final String SMALL = """
            kind: Pod
            apiVersion: v1
            spec:
              restartPolicy: Always
              containers:
              - name: main
                image: registry.example/theirs:2
                env: [{name: LOG_LEVEL, value: debug}]
            """;

    private final KubernetesSerialization serialization = new KubernetesSerialization();
    private final Workload workload = new Workload("rollcall-bot-7-2", 7, 2, 3, "zoom", Map.of("BOT_CONFIG", "s3cret"));

    @TempDir
    Path folder;

    @Test
    void the_one_inside_is_the_one_of_the_deployment() throws IOException {
        assertThat(Path.of("src/main/resources", PodTemplate.INSIDE))
                .hasSameTextualContentAs(Path.of("deployment/base/pod-templates/hardened.yaml"));
    }

    @Test
    void by_default_a_bot_is_hardened() {
        Pod pod = BotPod.of(workload, template(null).pod(), settings(null));

        var spec = pod.getSpec();
        Container bot = spec.getContainers().get(0);
        assertThat(spec.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(spec.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(spec.getAutomountServiceAccountToken()).isFalse();
        assertThat(spec.getEnableServiceLinks()).isFalse();
        assertThat(bot.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(bot.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(bot.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(bot.getResources().getLimits()).containsKeys("cpu", "memory");
        assertThat(bot.getImage()).isEqualTo("registry.example/bot:1");
    }

    @Test
    void what_must_be_so_is_set_on_top_of_any_template() throws IOException {
        Path file = write(SMALL);
        KubernetesSettings settings = settings(file).withoutImage();

        Pod pod = BotPod.of(workload, new PodTemplate(settings, serialization).pod(), settings);

        assertThat(pod.getMetadata().getName()).isEqualTo("rollcall-bot-7-2");
        assertThat(pod.getMetadata().getFinalizers()).containsExactly("rollcall.dev/evidence");
        assertThat(pod.getMetadata().getAnnotations()).containsEntry(BotPod.SAFE_TO_EVICT, "false");
        assertThat(pod.getMetadata().getLabels())
                .containsEntry("rollcall.dev/meeting", "7")
                .containsEntry("rollcall.dev/attempt", "2")
                .containsEntry("rollcall.dev/user", "3")
                .containsEntry("rollcall.dev/platform", "zoom")
                .containsEntry("rollcall.dev/instance", "rollcall")
                .containsEntry("app.kubernetes.io/managed-by", "rollcall");
        var spec = pod.getSpec();
        assertThat(spec.getRestartPolicy()).isEqualTo("Never");
        assertThat(spec.getActiveDeadlineSeconds())
                .isEqualTo(Duration.ofHours(26).toSeconds());
        assertThat(spec.getTerminationGracePeriodSeconds()).isEqualTo(60);
        Container bot = spec.getContainers().get(0);
        assertThat(bot.getImage()).isEqualTo("registry.example/theirs:2");
        assertThat(bot.getEnv()).hasSize(1);
        assertThat(bot.getEnvFrom().get(0).getSecretRef().getName()).isEqualTo("rollcall-bot-7-2");
        assertThat(bot.getTerminationMessagePolicy()).isEqualTo("FallbackToLogsOnError");
        assertThat(bot.getVolumeMounts())
                .anySatisfy(mount -> assertThat(mount.getMountPath()).isEqualTo("/dev/shm"));
        assertThat(spec.getVolumes())
                .anySatisfy(
                        volume -> assertThat(volume.getEmptyDir().getMedium()).isEqualTo("Memory"));
        assertThat(serialization.asYaml(pod)).doesNotContain("s3cret");
    }

    @Test
    void a_template_is_not_changed_by_the_pods_that_are_made_of_it() {
        PodTemplate template = template(null);
        String before = serialization.asYaml(template.pod());

        BotPod.of(workload, template.pod(), settings(null));

        assertThat(serialization.asYaml(template.pod())).isEqualTo(before);
    }

    @Test
    void an_edited_template_counts_at_the_next_launch_and_a_broken_one_does_not() throws IOException {
        Path file = write(SMALL);
        PodTemplate template = template(file);

        Files.writeString(file, SMALL.replace("theirs:2", "theirs:3"));
        assertThat(image(template)).isEqualTo("registry.example/theirs:3");
        Files.writeString(file, "kind: Pod\nspec: [");
        assertThat(image(template)).isEqualTo("registry.example/theirs:3");
        Files.delete(file);
        assertThat(image(template)).isEqualTo("registry.example/theirs:3");
        Files.writeString(file, SMALL);
        assertThat(image(template)).isEqualTo("registry.example/theirs:2");
    }

    @Test
    void what_is_no_template_ends_the_start_with_one_sentence() throws IOException {
        Path none = folder.resolve("none.yaml");
        Path deployment = write("kind: Deployment\napiVersion: apps/v1\nmetadata: {name: x}\n");

        assertThatThrownBy(() -> template(none))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("none.yaml");
        assertThatThrownBy(() -> template(deployment))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("kind Pod");
        assertThatThrownBy(() -> new PodTemplate(settings(null).withoutImage(), serialization))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("rollcall.kubernetes.image");
    }

    private static String image(PodTemplate template) {
        return template.pod().getSpec().getContainers().get(0).getImage();
    }

    private PodTemplate template(Path file) {
        return new PodTemplate(settings(file), serialization);
    }

    private static KubernetesSettings settings(Path file) {
        return KubernetesSettings.of("rollcall", file);
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("pod.yaml"), yaml);
    }
}
