package dev.rollcall.runtime.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.quarkus.kubernetes.client.KubernetesConfigCustomizer;
import jakarta.inject.Singleton;

/** How the client behaves; asked for only when there is one. */
@Singleton
class KubernetesConnection implements KubernetesConfigCustomizer {

    /** A broken watch is tried again so soon; the client doubles it up to 32 times. */
    private static final int RECONNECT_MS = 250;

    private final KubernetesConfig config;

    KubernetesConnection(KubernetesConfig config) {
        this.config = config;
    }

    @Override
    public void customize(Config client) {
        configure(client, config);
    }

    static void configure(Config client, KubernetesConfig config) {
        int timeout = Math.toIntExact(config.requestTimeout().toMillis());
        client.setRequestTimeout(timeout);
        client.setConnectionTimeout(timeout);
        client.setWatchReconnectInterval(RECONNECT_MS);
        client.setWatchReconnectLimit(-1);
        // Tries are ours: each is looked at, and a queue that waits behind hidden ones is no bound.
        client.setRequestRetryBackoffLimit(0);
    }
}
