package dev.rollcall.runtime.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * fabric8's mock of an API server, and what it does not do: the binding of a pod, its log, the words of a conflict,
 * merge patches as the standard has them, and the graceful deletion of pods, by the rules of Kubernetes.
 */
final class MockedApiServer extends KubernetesCrudDispatcher {

    private static final Pattern POD =
            Pattern.compile("(/api/v1/namespaces/[^/]+/pods/([^/?]+))(/binding|/log)?(\\?.*)?");
    private static final String MERGE = "application/merge-patch+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Function<String, String> logs;

    /** @param logs the output of a pod by its name, null when there is none */
    MockedApiServer(Function<String, String> logs) {
        this.logs = logs;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        Matcher pod = POD.matcher(request.getPath());
        if (pod.matches() && pod.group(3) == null && request.method() == HttpMethod.DELETE) {
            return delete(request, pod.group(1));
        }
        if (pod.matches() && "/binding".equals(pod.group(3))) {
            String node = json(request.getUtf8Body()).at("/target/name").asText();
            return merge(pod.group(1), "{\"spec\":{\"nodeName\":\"" + node + "\"}}");
        }
        if (pod.matches() && "/log".equals(pod.group(3))) {
            String log = logs.apply(pod.group(2));
            return log == null
                    ? new MockResponse().setResponseCode(404)
                    : new MockResponse().setResponseCode(200).setBody(log);
        }
        if (request.method() == HttpMethod.PATCH && MERGE.equals(request.getHeader("Content-Type"))) {
            return merge(request.getPath(), request.getUtf8Body());
        }
        MockResponse answer = super.dispatch(request);
        if (request.method() == HttpMethod.POST && answer.code() == 409) {
            answer.setBody("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":409,\"reason\":\"AlreadyExists\"}");
        }
        return answer;
    }

    /** The first counts, unless a later one leaves less time; what has no node or has ended needs no time. */
    private synchronized MockResponse delete(RecordedRequest request, String path) {
        MockResponse found = super.dispatch(request(HttpMethod.GET, path, null, ""));
        if (found.code() != 200) {
            return found;
        }
        JsonNode pod = json(new String(found.getBody().getBytes()));
        JsonNode asked = json(request.getUtf8Body()).path("gracePeriodSeconds");
        long grace = asked.isMissingNode() || asked.isNull()
                ? pod.at("/spec/terminationGracePeriodSeconds").asLong(30)
                : asked.asLong();
        String phase = pod.at("/status/phase").asText();
        if (pod.at("/spec/nodeName").isMissingNode() || phase.equals("Failed") || phase.equals("Succeeded")) {
            grace = 0;
        }
        JsonNode before = pod.at("/metadata/deletionGracePeriodSeconds");
        if (!before.isMissingNode() && before.asLong() <= grace && grace > 0) {
            return found;
        }
        if (grace == 0 && pod.at("/metadata/finalizers").isEmpty()) {
            return super.dispatch(request(HttpMethod.DELETE, path, null, ""));
        }
        Instant last = Instant.now().plusSeconds(grace).truncatedTo(ChronoUnit.SECONDS);
        return merge(
                path,
                "{\"metadata\":{\"deletionTimestamp\":\"%s\",\"deletionGracePeriodSeconds\":%d}}"
                        .formatted(last, grace));
    }

    /** By RFC 7386: the mock's own would add to lists and keep nulls. */
    private synchronized MockResponse merge(String path, String patch) {
        MockResponse found = super.dispatch(request(HttpMethod.GET, path.replace("/status", ""), null, ""));
        if (found.code() != 200) {
            return found;
        }
        JsonNode merged = merge(json(new String(found.getBody().getBytes())), json(patch));
        return super.dispatch(request(HttpMethod.PUT, path, "application/json", merged.toString()));
    }

    private static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode merged = target.isObject() ? target.deepCopy() : JSON.createObjectNode();
        patch.fields().forEachRemaining(field -> {
            if (field.getValue().isNull()) {
                merged.remove(field.getKey());
            } else {
                merged.set(field.getKey(), merge(merged.path(field.getKey()), field.getValue()));
            }
        });
        return merged;
    }

    private static RecordedRequest request(HttpMethod method, String path, String type, String body) {
        Headers.Builder headers = Headers.builder();
        if (type != null) {
            headers.add("Content-Type", type);
        }
        return new RecordedRequest("HTTP/1.1", method, path, headers.build(), new Buffer(body.getBytes()));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text == null || text.isEmpty() ? "{}" : text);
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }
}
