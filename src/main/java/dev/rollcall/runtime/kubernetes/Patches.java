package dev.rollcall.runtime.kubernetes;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.MalformedURLException;
import java.net.URL;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Patches without a look first: the client's own would read the whole object, and need the right to. Blocks. */
final class Patches {

    static final String MERGE = "application/merge-patch+json";
    static final String JSON = "application/json-patch+json";

    private final KubernetesClient client;
    private final String namespace;
    private final Duration timeout;

    Patches(KubernetesClient client, String namespace, Duration timeout) {
        this.client = client;
        this.namespace = namespace;
        this.timeout = timeout;
    }

    /** @param kind pods or secrets */
    void send(String kind, String name, String type, String patch) {
        HttpClient http = client.getHttpClient();
        HttpRequest request = http.newHttpRequestBuilder()
                .url(url("api/v1/namespaces/" + namespace + "/" + kind + "/" + name))
                .method("PATCH", type, patch)
                .build();
        try {
            HttpResponse<String> answer =
                    http.sendAsync(request, String.class).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (!answer.isSuccessful()) {
                throw new KubernetesClientException(
                        "The patch was answered with " + answer.code() + ".", answer.code(), status(answer.body()));
            }
        } catch (TimeoutException | ExecutionException trouble) {
            throw new KubernetesClientException("The patch was not answered.", trouble);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("The patch was interrupted.", interrupted);
        }
    }

    private URL url(String path) {
        try {
            return new URL(client.getMasterUrl(), path);
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Status status(String body) {
        try {
            return client.getKubernetesSerialization().unmarshal(body, Status.class);
        } catch (RuntimeException notOfTheApiServer) {
            return null;
        }
    }
}
