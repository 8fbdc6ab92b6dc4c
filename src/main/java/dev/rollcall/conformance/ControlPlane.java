package dev.rollcall.conformance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rollcall.launch.BotEnvironment.Trial;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Plays the service for one bot: answers its callbacks as the contract says, keeps what it says, and fails when told to. */
final class ControlPlane implements AutoCloseable {

    private static final String CALLBACKS = "/bots/internal/callback/";
    private static final int LARGEST_BODY = 2 << 20;

    /** What becomes of a callback instead of the answer that it should get. */
    enum Trouble {
        /** 503, as when the database is away. */
        UNAVAILABLE,
        /** The connection breaks before the answer, as when a replica dies. */
        NO_ANSWER
    }

    /**
     * A callback.
     *
     * @param nanos when it came, by System.nanoTime()
     * @param status what it says of the bot; empty for heartbeats and acknowledgements
     * @param known whether it came with this bot's connection_id and token
     * @param trouble what it got instead of an answer, or null
     */
    record Received(long nanos, String kind, String status, JsonObject body, boolean known, Trouble trouble) {

        /** Without the body, in which a bot may say anything. */
        @Override
        public String toString() {
            return "Received[kind=" + kind + ", status=" + status + ", known=" + known + ", trouble=" + trouble + "]";
        }

        boolean isEnd() {
            return status.equals("completed") || status.equals("failed");
        }

        List<String> acknowledged() {
            return body.getValue("acknowledged") instanceof JsonArray ids
                    ? ids.stream().map(String::valueOf).toList()
                    : List.of();
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(ControlPlane::daemon);
    private final List<Received> received = new ArrayList<>();
    private final List<JsonObject> commands = new ArrayList<>();
    private final Deque<Trouble> troubles = new ArrayDeque<>();
    private volatile Trial bot;
    private String meetingStatus = "requested";

    ControlPlane(InetSocketAddress address) throws IOException {
        server = HttpServer.create(address, 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Whose callbacks these are. */
    void expect(Trial trial) {
        bot = trial;
    }

    /** The first callback with a status that was not heard before ends like this, one status for each. */
    synchronized void failNewStatuses(Trouble... next) {
        troubles.addAll(Arrays.asList(next));
    }

    /** Travels in every answer to a heartbeat until it is acknowledged. */
    synchronized void command(JsonObject command) {
        commands.add(command);
    }

    synchronized List<Received> received() {
        return List.copyOf(received);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Optional<JsonObject> body = json(exchange.getRequestBody().readNBytes(LARGEST_BODY));
            if (!path.startsWith(CALLBACKS)) {
                reply(exchange, 404, problem("There is no such callback."));
            } else if (body.isEmpty()) {
                reply(exchange, 422, problem("The body is not a JSON object."));
            } else {
                answer(exchange, receive(exchange, path.substring(CALLBACKS.length()), body.get()));
            }
        }
    }

    private synchronized Received receive(HttpExchange exchange, String kind, JsonObject body) {
        String status = status(kind, body);
        boolean isNew = !status.isEmpty()
                && received.stream().noneMatch(earlier -> earlier.status().equals(status));
        boolean known = bot.connectionId().toString().equals(body.getValue("connection_id")) && hasToken(exchange);
        Trouble trouble = isNew && known ? troubles.poll() : null;
        Received one = new Received(System.nanoTime(), kind, status, body, known, trouble);
        received.add(one);
        if (known && trouble == null) {
            meetingStatus = status.isEmpty() ? meetingStatus : status;
            commands.removeIf(command -> one.acknowledged().contains(command.getString("command_id")));
        }
        return one;
    }

    /** Older bots have a callback for each status. */
    private static String status(String kind, JsonObject body) {
        return switch (kind) {
            case "heartbeat", "ack" -> "";
            case "started" -> "active";
            case "exited" -> Integer.valueOf(0).equals(body.getValue("exit_code")) ? "completed" : "failed";
            case "joining", "awaiting_admission" -> kind;
            default -> body.getValue("status") instanceof String word ? word : "";
        };
    }

    private boolean hasToken(HttpExchange exchange) {
        String query =
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        return bot.launchToken().equals(exchange.getRequestHeaders().getFirst("X-Internal-Secret"))
                || Arrays.stream(query.split("&"))
                        .map(parameter -> URLDecoder.decode(parameter, StandardCharsets.UTF_8))
                        .anyMatch(("token=" + bot.launchToken())::equals);
    }

    private void answer(HttpExchange exchange, Received one) throws IOException {
        if (!one.known()) {
            reply(exchange, 401, problem("The token is not of this connection."));
        } else if (one.trouble() == Trouble.UNAVAILABLE) {
            exchange.getResponseHeaders().set("Retry-After", "1");
            reply(exchange, 503, problem("The database is not available."));
        } else if (one.trouble() == null) {
            reply(exchange, 200, processed(one));
        }
        // NO_ANSWER: closing the exchange without an answer breaks the connection
    }

    private synchronized JsonObject processed(Received one) {
        JsonObject answer = new JsonObject()
                .put("status", "processed")
                .put("meeting_id", bot.meetingId())
                .put("meeting_status", meetingStatus);
        if (one.kind().equals("heartbeat")) {
            answer.put("next_heartbeat_ms", bot.heartbeatInterval().toMillis());
            answer.put("commands", new JsonArray(List.copyOf(commands)));
        }
        return answer;
    }

    private static JsonObject problem(String detail) {
        return new JsonObject().put("detail", detail);
    }

    private static Optional<JsonObject> json(byte[] body) {
        try {
            return Optional.of(new JsonObject(new String(body, StandardCharsets.UTF_8)));
        } catch (RuntimeException notJson) {
            return Optional.empty();
        }
    }

    private static void reply(HttpExchange exchange, int status, JsonObject answer) throws IOException {
        byte[] body = answer.encode().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "control-plane");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
