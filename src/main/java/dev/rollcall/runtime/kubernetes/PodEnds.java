package dev.rollcall.runtime.kubernetes;

import dev.rollcall.runtime.Workload;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Names the pods that seem to have ended, as the API server tells of them. The informer lists anew whenever its watch
 * breaks or is too old (410), so an end while it was away is told too; and it goes through all again every half minute,
 * for what only time has brought about.
 */
final class PodEnds {

    private static final Logger LOG = Logger.getLogger(PodEnds.class);
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final Pods pods;
    private final KubernetesConfig config;
    private final Clock clock;

    /** Who is told of already, by handle. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    PodEnds(Pods pods, KubernetesConfig config, Clock clock) {
        this.pods = pods;
        this.config = config;
        this.clock = clock;
    }

    /** Handles, each once unless it is {@link #tellAgain told again}. Never fails or completes. */
    Multi<String> watch() {
        return Multi.createFrom().<String>emitter(this::follow, BackPressureStrategy.BUFFER); // at most the fleet
    }

    /** It could not be looked at when it was told, or did run after all. */
    void tellAgain(String handle) {
        told.remove(handle);
    }

    private void follow(MultiEmitter<? super String> emitter) {
        told.clear();
        SharedIndexInformer<Pod> informer =
                pods.all().withLabels(BotPod.selector(config)).runnableInformer(AGAIN.toMillis());
        informer.addEventHandler(handler(emitter));
        informer.exceptionHandler((started, trouble) -> {
            LOG.warnf("event=watch_failed runtime=kubernetes reason=\"%s\"", trouble);
            return true; // for ever: the API server comes back
        });
        emitter.onTermination(informer::stop);
        informer.start();
    }

    private ResourceEventHandler<Pod> handler(MultiEmitter<? super String> emitter) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                look(pod, emitter);
            }

            @Override
            public void onUpdate(Pod before, Pod pod) {
                look(pod, emitter);
            }

            @Override
            public void onDelete(Pod pod, boolean finalStateUnknown) {
                String handle = pod.getMetadata().getName();
                if (!told.remove(handle) && Workload.identify(handle).isPresent()) {
                    emitter.emit(handle);
                }
            }
        };
    }

    private void look(Pod pod, MultiEmitter<? super String> emitter) {
        String handle = pod.getMetadata().getName();
        boolean over = PodVerdict.of(pod, clock.instant(), config.pendingBound()) instanceof PodVerdict.Over;
        if (over && Workload.identify(handle).isPresent() && told.add(handle)) {
            emitter.emit(handle);
        }
    }
}
