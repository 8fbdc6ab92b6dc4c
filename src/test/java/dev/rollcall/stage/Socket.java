package dev.rollcall.stage;

import static org.awaitility.Awaitility.await;

import io.restassured.RestAssured;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A client of GET /ws: it remembers every frame, and how it was closed. */
public final class Socket implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<JsonObject> frames = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    private Socket(String query, String header) {
        var builder = HttpClient.newHttpClient().newWebSocketBuilder();
        if (header != null) {
            builder.header("X-API-Key", header);
        }
        URI address = URI.create("ws://localhost:" + RestAssured.port + "/ws" + query);
        socket = builder.buildAsync(address, new Remember())
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    /** With this key in the header; null for none. */
    public static Socket withKey(String key) {
        return new Socket("", key);
    }

    public static Socket of(User user) {
        return withKey(user.key());
    }

    /** With this query, such as {@code ?api_key=…}. */
    public static Socket withQuery(String query) {
        return new Socket(query, null);
    }

    public Socket send(String frame) {
        socket.sendText(frame, true).orTimeout(20, TimeUnit.SECONDS).join();
        return this;
    }

    /** Follows these Google Meet meetings, and waits until it does. */
    public Socket follow(String... nativeIds) {
        StringBuilder meetings = new StringBuilder();
        for (String id : nativeIds) {
            meetings.append(meetings.isEmpty() ? "" : ", ")
                    .append("{\"platform\": \"google_meet\", \"native_id\": \"%s\"}".formatted(id));
        }
        send("{\"action\": \"subscribe\", \"meetings\": [" + meetings + "]}");
        awaitFrame("subscribed");
        return this;
    }

    /** The next frame of this type. */
    public JsonObject awaitFrame(String type) {
        await().atMost(SOON).until(() -> frames.stream().anyMatch(frame -> type.equals(frame.getString("type"))));
        return frames.stream()
                .filter(frame -> type.equals(frame.getString("type")))
                .findFirst()
                .orElseThrow();
    }

    public List<JsonObject> frames() {
        return frames;
    }

    public List<JsonObject> frames(String type) {
        return frames.stream()
                .filter(frame -> type.equals(frame.getString("type")))
                .toList();
    }

    /** The statuses that were told, in their order. */
    public List<String> statuses() {
        return frames("meeting.status").stream()
                .map(frame -> frame.getJsonObject("payload").getString("status"))
                .toList();
    }

    /** The code with which the service closed it. */
    public int awaitClose() {
        return closed.orTimeout(30, TimeUnit.SECONDS).join();
    }

    public boolean isClosed() {
        return closed.isDone();
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Remember implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                frames.add(new JsonObject(text.toString()));
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.completeExceptionally(error);
        }
    }
}
