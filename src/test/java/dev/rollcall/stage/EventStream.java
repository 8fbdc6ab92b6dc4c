package dev.rollcall.stage;

import static org.awaitility.Awaitility.await;

import io.restassured.RestAssured;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/** A client of GET /events/stream: it remembers every line, and whether the stream has ended. */
public final class EventStream implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<HttpResponse<Void>> answer;
    private volatile Flow.Subscription subscription;

    private EventStream(HttpRequest request) {
        this.answer = HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.fromLineSubscriber(new Remember()));
    }

    /** With these headers: name, value, name, value … */
    public static EventStream open(String query, String... headers) {
        return at("/events/stream" + query, headers);
    }

    /** Of any path. */
    public static EventStream at(String path, String... headers) {
        URI address = URI.create("http://localhost:" + RestAssured.port + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        return new EventStream((headers.length == 0 ? request : request.headers(headers)).build());
    }

    /** From now on; waits until it is open. */
    public static EventStream of(User user) {
        EventStream stream = open("", "X-API-Key", user.key());
        stream.awaitLine("retry: 2000");
        return stream;
    }

    public EventStream awaitLine(String line) {
        await().atMost(SOON).until(() -> lines.contains(line));
        return this;
    }

    /** The data of every event so far. */
    public List<JsonObject> events() {
        List<JsonObject> events = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("data: ")) {
                events.add(new JsonObject(line.substring("data: ".length())));
            }
        }
        return events;
    }

    public List<Long> seqs() {
        return events().stream().map(event -> event.getLong("seq")).toList();
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    public int status() {
        return answer.orTimeout(20, TimeUnit.SECONDS).join().statusCode();
    }

    public void awaitEnd() {
        await().atMost(SOON).until(ended::isDone);
    }

    public boolean isOpen() {
        return !ended.isDone();
    }

    @Override
    public void close() {
        if (subscription != null) {
            subscription.cancel();
        }
        answer.cancel(true);
    }

    private final class Remember implements Flow.Subscriber<String> {

        @Override
        public void onSubscribe(Flow.Subscription lines) {
            subscription = lines;
            lines.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            lines.add(line);
        }

        @Override
        public void onError(Throwable failure) {
            ended.complete(null);
        }

        @Override
        public void onComplete() {
            ended.complete(null);
        }
    }
}
