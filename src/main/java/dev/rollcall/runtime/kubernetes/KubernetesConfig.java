package dev.rollcall.runtime.kubernetes;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Bots as pods. Where the cluster is comes from the pod's service account, or from a kubeconfig. */
@ConfigMapping(prefix = "rollcall.kubernetes")
interface KubernetesConfig {

    /** Where bots run. Default: the service's own namespace, or that of the kubeconfig's context. */
    Optional<String> namespace();

    /** The bot's image; {@code BOT_IMAGE_NAME} sets it too. Required, unless the pod template names one. */
    @WithDefault("${BOT_IMAGE_NAME:}")
    Optional<String> image();

    /**
     * A YAML file with the pod that every bot is made of; read again when it changes. Default: the hardened one inside
     * the service, which is deployment/base/pod-templates/hardened.yaml.
     */
    Optional<Path> podTemplate();

    /** Tells two installations that share a namespace apart. Bots of another name are not ours, so never change it. */
    @WithDefault("rollcall")
    String instance();

    /**
     * How long a pod may live at most, whether the service is there or not. Longer than the longest meeting that can be
     * asked for (24 h), since a live bot must not meet it.
     */
    @WithDefault("26h")
    Duration activeDeadline();

    /**
     * How long a pod may wait for its image, its settings or a node before that counts as its end. Below the five
     * minutes of rollcall.deadlines.requested, so that the meeting fails with the reason and not by the clock alone.
     */
    @WithDefault("4m")
    Duration pendingBound();

    /** How long one call to the API server may take. A launch makes two or three, and has 30 s. */
    @WithDefault("8s")
    Duration requestTimeout();

    /** How long reading a bot's last lines may take: its node may be gone, and the fleet's list waits for it. */
    @WithDefault("3s")
    Duration logTimeout();

    /** A Secret that belongs to no pod after this time is deleted; longer than a launch may go on. */
    @WithDefault("15m")
    Duration straySecretAge();

    /**
     * Whether a finalizer keeps an ended pod until its exit code and last lines are stored, also when somebody else has
     * deleted it. Without it such a bot is merely gone.
     */
    @WithDefault("true")
    boolean keepEvidence();
}
