package dev.rollcall.runtime.kubernetes;

import dev.rollcall.platform.Printable;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.quarkus.runtime.annotations.RegisterResources;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The pod that operators edit. A change of the file counts from the next launch on; one that is no pod is told of in the
 * log, and the last good one goes on.
 */
@RegisterResources(globs = PodTemplate.INSIDE)
final class PodTemplate {

    static final String INSIDE = "kubernetes/pod-template.yaml";

    private static final Logger LOG = Logger.getLogger(PodTemplate.class);

    private final Optional<Path> file;
    private final boolean imageIsConfigured;
    private final KubernetesSerialization serialization;
    private String text;
    private Pod pod;

    /** @throws ConfigurationException with one sentence when there is no usable template */
    PodTemplate(KubernetesConfig config, KubernetesSerialization serialization) {
        this.file = config.podTemplate();
        this.imageIsConfigured = config.image().isPresent();
        this.serialization = serialization;
        try {
            this.text = read();
        } catch (IOException trouble) {
            throw new ConfigurationException("rollcall.kubernetes.pod-template cannot be read: " + trouble);
        }
        this.pod = parse(text);
    }

    /** The template of now. Reads a file: not on the event loop. */
    synchronized Pod pod() {
        if (file.isPresent()) {
            readAgain();
        }
        return pod;
    }

    private void readAgain() {
        try {
            String now = read();
            if (!now.equals(text)) {
                text = now; // before it is parsed, so that a bad one is told of once
                pod = parse(now);
                LOG.infof("event=pod_template file=%s", file.get());
            }
        } catch (IOException | ConfigurationException trouble) {
            LOG.errorf("event=pod_template_kept reason=\"%s\"", Printable.of(trouble.toString()));
        }
    }

    private String read() throws IOException {
        if (file.isPresent()) {
            return Files.readString(file.get());
        }
        try (InputStream inside = PodTemplate.class.getClassLoader().getResourceAsStream(INSIDE)) {
            return new String(inside.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Pod parse(String yaml) {
        Object parsed;
        try {
            parsed = serialization.unmarshal(yaml);
        } catch (RuntimeException unreadable) {
            throw new ConfigurationException("The pod template cannot be understood: " + unreadable.getMessage());
        }
        if (!(parsed instanceof Pod template) || template.getSpec() == null) {
            throw new ConfigurationException("The pod template must be one object of kind Pod with a spec.");
        }
        Container bot = BotPod.container(template.getSpec())
                .orElseThrow(() -> new ConfigurationException("The pod template has no container."));
        if (bot.getImage() == null && !imageIsConfigured) {
            throw new ConfigurationException("Bots need an image: set rollcall.kubernetes.image or BOT_IMAGE_NAME.");
        }
        return template;
    }
}
