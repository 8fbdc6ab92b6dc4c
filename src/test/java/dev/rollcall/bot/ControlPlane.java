package dev.rollcall.bot;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers callbacks as the contract says, keeps all that arrives, and fails when told to. */
final class ControlPlane implements AutoCloseable {

    private static final String CALLBACKS = "/bots/internal/callback/";

    /** How an answer may go wrong. */
    interface Trouble {
        void answer(ControlPlane self, HttpExchange exchange) throws IOException, InterruptedException;
    }

    /** For the callbacks before the one that goes wrong. */
    static Trouble none() {
        return (self, exchange) -> reply(exchange, 200, Json.object().put("status", "processed"));
    }

    static Trouble status(int status) {
        return (self, exchange) -> reply(exchange, status, Json.object().put("detail", "no"));
    }

    /** A 200 that does not come from the control plane. */
    static Trouble strange200() {
        return (self, exchange) -> reply(exchange, 200, Json.object().put("status", "error"));
    }

    /** Takes the callback and never answers. */
    static Trouble hang() {
        return (self, exchange) -> self.closed.await();
    }

    record Received(Instant at, String kind, String query, String secretHeader, JsonNode body) {

        String status() {
            return body.path("status").asText();
        }

        List<String> acknowledged() {
            return body.path("acknowledged").valueStream().map(JsonNode::asText).toList();
        }
    }

    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Map<String, Queue<Trouble>> troubles = new ConcurrentHashMap<>();
    private final List<ObjectNode> commands = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile long nextHeartbeatMillis = 100;
    private volatile String meetingStatus = "active";

    ControlPlane() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext(CALLBACKS, this::handle);
        server.start();
    }

    String callbackUrl(String token) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + CALLBACKS + "exited?token=" + token;
    }

    /** The next callbacks of this kind end like this, one each. */
    void failNext(String kind, Trouble... next) {
        troubles.computeIfAbsent(kind, any -> new ConcurrentLinkedQueue<>()).addAll(List.of(next));
    }

    /** Travels in each heartbeat answer from now on, until it is acknowledged. */
    void command(ObjectNode command) {
        commands.add(command);
    }

    /** What it takes for the meeting's status, whatever it was told. */
    void believes(String status) {
        meetingStatus = status;
    }

    void nextHeartbeat(Duration interval) {
        nextHeartbeatMillis = interval.toMillis();
    }

    List<Received> received(String kind) {
        return received.stream().filter(one -> one.kind().equals(kind)).toList();
    }

    List<Received> received() {
        return List.copyOf(received);
    }

    /** The statuses in the order of their arrival, each attempt counted. */
    List<String> statuses() {
        return received("status_change").stream().map(Received::status).toList();
    }

    Received last(String kind) {
        List<Received> all = received(kind);
        return all.get(all.size() - 1);
    }

    void awaitStatus(String status) {
        await().until(() -> statuses().contains(status));
    }

    void awaitAcknowledged(String commandId) {
        await().until(() -> acknowledgements(commandId) > 0);
    }

    /** How often it was acknowledged, on any way. */
    long acknowledgements(String commandId) {
        return received.stream()
                .filter(one -> one.acknowledged().contains(commandId))
                .count();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try {
            Received one = receive(exchange);
            received.add(one);
            Trouble trouble = troubles.getOrDefault(one.kind(), new ConcurrentLinkedQueue<>())
                    .poll();
            if (trouble != null) {
                trouble.answer(this, exchange);
            } else {
                commands.removeIf(command ->
                        one.acknowledged().contains(command.path("command_id").asText("none")));
                reply(exchange, 200, processed(one));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private static Received receive(HttpExchange exchange) throws IOException {
        return new Received(
                Instant.now(),
                exchange.getRequestURI().getPath().substring(CALLBACKS.length()),
                exchange.getRequestURI().getRawQuery(),
                exchange.getRequestHeaders().getFirst("X-Internal-Secret"),
                Json.parse(exchange.getRequestBody().readAllBytes()));
    }

    private ObjectNode processed(Received one) {
        ObjectNode answer = Json.object().put("status", "processed").put("meeting_id", 1);
        if (one.kind().equals("heartbeat")) {
            answer.put("meeting_status", meetingStatus).put("next_heartbeat_ms", nextHeartbeatMillis);
            ArrayNode open = answer.putArray("commands");
            commands.forEach(open::add);
        }
        return answer;
    }

    private static void reply(HttpExchange exchange, int status, JsonNode answer) throws IOException {
        byte[] body = Json.bytes(answer);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
