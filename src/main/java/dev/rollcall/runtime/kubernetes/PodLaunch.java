package dev.rollcall.runtime.kubernetes;

import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.LaunchOutcome.Ambiguous;
import dev.rollcall.runtime.LaunchOutcome.Busy;
import dev.rollcall.runtime.LaunchOutcome.Launched;
import dev.rollcall.runtime.LaunchOutcome.Refused;
import dev.rollcall.runtime.Workload;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * One launch: the Secret, then the pod, then the Secret is the pod's. Whatever is cut off in between is found by the next
 * try under the same name, or swept. Blocks.
 */
final class PodLaunch {

    private static final Logger LOG = Logger.getLogger(PodLaunch.class);

    private static final String NOT_OURS =
            "Something of this name is there already that does not belong to this installation.";

    private final Pods pods;
    private final Secrets secrets;
    private final KubernetesConfig config;

    PodLaunch(Pods pods, Secrets secrets, KubernetesConfig config) {
        this.pods = pods;
        this.secrets = secrets;
        this.config = config;
    }

    LaunchOutcome launch(Workload workload, Pod template) {
        Optional<String> objection = BotSecret.objection(workload);
        if (objection.isPresent()) {
            return new Refused(objection.get());
        }
        Secret secret = BotSecret.of(workload, config);
        Optional<LaunchOutcome> trouble = create(secret);
        return trouble.orElseGet(() -> create(BotPod.of(workload, template, config), secret));
    }

    /** Empty when it is there. */
    private Optional<LaunchOutcome> create(Secret secret) {
        try {
            secrets.create(secret);
            return Optional.empty();
        } catch (KubernetesClientException trouble) {
            if (!ApiTrouble.alreadyExists(trouble)) {
                return Optional.of(ApiTrouble.outcome(trouble));
            }
        }
        return secrets.isOurs(secret.getMetadata().getName()) ? Optional.empty() : Optional.of(new Refused(NOT_OURS));
    }

    private LaunchOutcome create(Pod pod, Secret secret) {
        try {
            return launched(pods.create(pod), secret);
        } catch (KubernetesClientException trouble) {
            return notCreated(secret, trouble);
        }
    }

    /**
     * A refusal says nothing of an earlier try: a quota may be used up by the very pod that it made. So we look.
     */
    private LaunchOutcome notCreated(Secret secret, KubernetesClientException trouble) {
        LaunchOutcome outcome = ApiTrouble.outcome(trouble);
        String name = secret.getMetadata().getName();
        Optional<Pod> there;
        try {
            there = pods.find(name);
        } catch (KubernetesClientException unseen) {
            return ApiTrouble.alreadyExists(trouble) ? new Ambiguous(ApiTrouble.reason(unseen)) : outcome;
        }
        if (there.isPresent() && BotPod.isOurs(there.get(), config)) {
            return launched(there.get(), secret);
        }
        if (outcome instanceof Ambiguous) {
            return outcome; // it may be on its way
        }
        forget(name);
        if (ApiTrouble.alreadyExists(trouble)) {
            return there.isPresent() ? new Refused(NOT_OURS) : new Busy("It was deleted at the same moment.");
        }
        return outcome;
    }

    /** The bot is there: what goes wrong with its Secret's owner is put right by the sweep of strays. */
    private LaunchOutcome launched(Pod pod, Secret secret) {
        try {
            secrets.own(secret, pod);
        } catch (KubernetesClientException trouble) {
            LOG.warnf(
                    "event=secret_unowned runtime=kubernetes secret=%s reason=\"%s\"",
                    pod.getMetadata().getName(), ApiTrouble.reason(trouble));
        }
        return new Launched();
    }

    private void forget(String secret) {
        try {
            secrets.delete(secret);
        } catch (KubernetesClientException trouble) {
            LOG.warnf(
                    "event=secret_left runtime=kubernetes secret=%s reason=\"%s\"", secret, ApiTrouble.reason(trouble));
        }
    }
}
