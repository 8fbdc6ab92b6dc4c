package dev.rollcall.runtime.kubernetes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The configuration, for tests that run without Quarkus. */
record KubernetesSettings(
        Optional<String> namespace,
        Optional<String> image,
        Optional<Path> podTemplate,
        String instance,
        Duration activeDeadline,
        Duration pendingBound,
        Duration requestTimeout,
        Duration logTimeout,
        Duration straySecretAge,
        boolean keepEvidence)
        implements KubernetesConfig {

    static KubernetesSettings of(String namespace, Path template) {
        return new KubernetesSettings(
                Optional.of(namespace),
                Optional.of("registry.example/bot:1"),
                Optional.ofNullable(template),
                "rollcall",
                Duration.ofHours(26),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ofSeconds(3),
                Duration.ofMinutes(15),
                true);
    }

    KubernetesSettings withInstance(String other) {
        return new KubernetesSettings(
                namespace,
                image,
                podTemplate,
                other,
                activeDeadline,
                pendingBound,
                requestTimeout,
                logTimeout,
                straySecretAge,
                keepEvidence);
    }

    KubernetesSettings withStraySecretAge(Duration age) {
        return new KubernetesSettings(
                namespace,
                image,
                podTemplate,
                instance,
                activeDeadline,
                pendingBound,
                requestTimeout,
                logTimeout,
                age,
                keepEvidence);
    }

    KubernetesSettings withoutImage() {
        return new KubernetesSettings(
                namespace,
                Optional.empty(),
                podTemplate,
                instance,
                activeDeadline,
                pendingBound,
                requestTimeout,
                logTimeout,
                straySecretAge,
                keepEvidence);
    }

    KubernetesSettings withNamespace(String other) {
        return new KubernetesSettings(
                Optional.of(other),
                image,
                podTemplate,
                instance,
                activeDeadline,
                pendingBound,
                requestTimeout,
                logTimeout,
                straySecretAge,
                keepEvidence);
    }

    KubernetesSettings withRequestTimeout(Duration timeout) {
        return new KubernetesSettings(
                namespace,
                image,
                podTemplate,
                instance,
                activeDeadline,
                pendingBound,
                timeout,
                logTimeout,
                straySecretAge,
                keepEvidence);
    }
}
