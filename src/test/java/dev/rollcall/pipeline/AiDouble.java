package dev.rollcall.pipeline;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A service with OpenAI's two endpoints, as their reference publishes them, and a place for recordings. It answers what
 * is queued for a path, else as such a service does; and it holds its answers while a test wants it to.
 */
public final class AiDouble implements AutoCloseable {

    public static final String TRANSCRIPTIONS = "/v1/audio/transcriptions";
    public static final String CHAT = "/v1/chat/completions";
    public static final String RECORDING = "/recordings/call.mp3";

    /** Names of the schemas that chat is asked for. */
    public static final String SUMMARY = "meeting_summary";

    public static final String TASKS = "meeting_tasks";

    /** @param schema that a chat is asked for; null for the others */
    public record Asked(String path, String schema, Map<String, List<String>> headers, String body) {

        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().get(0))
                    .findFirst()
                    .orElse(null);
        }

        public JsonObject json() {
            return new JsonObject(body);
        }
    }

    /** @param holdMillis before it is sent */
    public record Reply(int status, String body, Map<String, String> headers, long holdMillis) {

        public static Reply of(int status, String body) {
            return new Reply(status, body, Map.of(), 0);
        }

        public Reply with(String header, String value) {
            return new Reply(status, body, Map.of(header, value), holdMillis);
        }

        public Reply after(long millis) {
            return new Reply(status, body, headers, millis);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Queue<Reply> queued = new ConcurrentLinkedQueue<>();
    private volatile String held;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile byte[] recording = "not really speech".getBytes(StandardCharsets.UTF_8);

    public AiDouble() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public URI base() {
        return URI.create(url() + "/v1");
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** The next requests get these, in this order. */
    public AiDouble then(Reply... replies) {
        queued.addAll(List.of(replies));
        return this;
    }

    public AiDouble recording(byte[] bytes) {
        recording = bytes;
        return this;
    }

    /** Requests of this path or schema get no answer until {@link #letGo()}. */
    public void hold(String pathOrSchema) {
        gate = new CountDownLatch(1);
        held = pathOrSchema;
    }

    public void letGo() {
        held = null;
        gate.countDown();
    }

    /** Requests for this path or schema, as they came. */
    public List<Asked> asked(String pathOrSchema) {
        return asked.stream()
                .filter(one -> one.path().equals(pathOrSchema) || pathOrSchema.equals(one.schema()))
                .toList();
    }

    /** What it was asked, and what was queued. */
    public void forget() {
        asked.clear();
        queued.clear();
    }

    public static String chat(JsonObject content) {
        return chat(content.encode());
    }

    public static String chat(String content) {
        return new JsonObject()
                .put("id", "chatcmpl-1")
                .put("object", "chat.completion")
                .put("created", 1_700_000_000)
                .put("model", "double")
                .put(
                        "choices",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("index", 0)
                                        .put(
                                                "message",
                                                new JsonObject()
                                                        .put("role", "assistant")
                                                        .put("content", content)
                                                        .putNull("refusal"))
                                        .put("finish_reason", "stop")))
                .put("usage", new JsonObject().put("prompt_tokens", 10).put("completion_tokens", 5))
                .encode();
    }

    /** As whisper-1 answers verbose_json. */
    public static String transcription(String... lines) {
        JsonArray segments = new JsonArray();
        for (int i = 0; i < lines.length; i++) {
            segments.add(new JsonObject()
                    .put("id", i)
                    .put("seek", 0)
                    .put("start", i * 2.5)
                    .put("end", i * 2.5 + 2)
                    .put("text", " " + lines[i])
                    .put("temperature", 0.0)
                    .put("avg_logprob", -0.28)
                    .put("no_speech_prob", 0.01));
        }
        return new JsonObject()
                .put("task", "transcribe")
                .put("language", "english")
                .put("duration", 2.5 * lines.length)
                .put("text", String.join(" ", lines))
                .put("segments", segments)
                .encode();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            String text = new String(body, StandardCharsets.UTF_8);
            String schema = path.equals(CHAT) ? schema(text) : null;
            asked.add(new Asked(path, schema, Map.copyOf(exchange.getRequestHeaders()), text));
            if (path.equals(held) || schema != null && schema.equals(held)) {
                gate.await(60, TimeUnit.SECONDS);
            }
            if (path.startsWith("/recordings/")) {
                exchange.getResponseHeaders().add("Content-Type", "audio/mpeg");
                exchange.sendResponseHeaders(200, recording.length);
                exchange.getResponseBody().write(recording);
                return;
            }
            Reply reply = queued.isEmpty() ? usual(path, schema) : queued.poll();
            Thread.sleep(reply.holdMillis());
            reply.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
            byte[] answer = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String schema(String body) {
        return new JsonObject(body)
                .getJsonObject("response_format")
                .getJsonObject("json_schema")
                .getString("name");
    }

    private static Reply usual(String path, String schema) {
        if (path.equals(TRANSCRIPTIONS)) {
            return Reply.of(200, transcription("Let us begin.", "I will send the contract by Friday."));
        }
        return SUMMARY.equals(schema)
                ? Reply.of(200, chat(new JsonObject().put("summary", "The contract is sent by Friday.")))
                : Reply.of(200, chat(new JsonObject().put("tasks", new JsonArray().add(task(2)))));
    }

    public static JsonObject task(int line) {
        return new JsonObject()
                .put("title", "Send the contract")
                .put("owner", "Ada")
                .put("due", "by Friday")
                .put("due_date", "2026-03-06")
                .put("priority", "high")
                .put("line", line);
    }

    @Override
    public void close() {
        letGo();
        server.stop(0);
        threads.shutdownNow();
    }
}
