package dev.rollcall.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Calls the service from any number of threads, takes whatever comes, and counts it. */
final class Caller {

    /** No answer: refused, or broken off in the middle. */
    static final int BROKEN = 0;

    /** No answer within {@link #PATIENCE}; nobody should have to wait for so long. */
    static final int TIMED_OUT = -1;

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String baseUrl;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Map<Integer, AtomicLong> answers = new ConcurrentSkipListMap<>();

    Caller(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    record Answer(int status, String body) {

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                throw new AssertionError("No JSON: " + body, e);
            }
        }
    }

    /**
     * @param body JSON, or null for none
     * @param more further headers, names and values in turn
     */
    Answer call(String method, String path, String header, String value, String body, String... more) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(baseUrl + path));
        if (more.length > 0) {
            builder.headers(more);
        }
        HttpRequest request = builder.timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header(header, value)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        Answer answer = answer(request);
        answers.computeIfAbsent(answer.status(), status -> new AtomicLong()).incrementAndGet();
        return answer;
    }

    private Answer answer(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (HttpTimeoutException late) {
            return new Answer(TIMED_OUT, "");
        } catch (IOException broken) {
            return new Answer(BROKEN, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Answer admin(String method, String path, String body) {
        return call(method, path, "X-Admin-API-Key", "admin", body);
    }

    /** How often each status was answered since the last time that this was asked. */
    Map<Integer, Long> takeAnswers() {
        Map<Integer, Long> taken = new TreeMap<>();
        answers.forEach((status, count) -> {
            long number = count.getAndSet(0);
            if (number > 0) {
                taken.put(status, number);
            }
        });
        return taken;
    }
}
