package dev.rollcall.runtime.external;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Another HTTP bot service. Plain, it is as the integration guide shows it: ids of its own, a status per bot, nothing
 * else. It can do more, each a switch: take our id, be stopped, and run the bot, with exit code and output.
 */
final class PlayedBotService implements AutoCloseable {

    /** METHOD and path of each call. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    final List<JsonObject> launched = new CopyOnWriteArrayList<>();
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final Map<String, JsonObject> bots = new ConcurrentHashMap<>();
    private final Map<String, String> byKey = new ConcurrentHashMap<>();
    private final Map<String, Process> processes = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final Path directory;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    volatile boolean takesIds;
    volatile boolean stops;
    volatile String script;
    volatile int outage;
    volatile String outageBody = "{\"detail\":\"out of order\"}";
    volatile boolean silent;
    volatile boolean losesNextAnswer;

    PlayedBotService(Path directory) throws IOException {
        this.directory = directory;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        server.setExecutor(threads);
        server.createContext("/api/v1/bots", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The bot goes on to this status, as its service tells it. */
    void tell(String botId, String status, String error) {
        bots.get(botId).put("status", status).put("error_message", error);
    }

    /** As after its restart, where everything was in memory. */
    void forgetAll() {
        bots.clear();
    }

    /** The service's id for the bot that was launched for this handle. */
    String idOf(String handle) {
        return byKey.get(handle);
    }

    Path log(String handle) {
        return directory.resolve(handle + ".log");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        asked.add(exchange.getRequestMethod() + " " + path);
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        try (exchange) {
            if (silent) {
                Thread.sleep(60_000);
            } else if (outage > 0) {
                send(exchange, outage, outageBody);
            } else {
                route(exchange, path.substring("/api/v1/bots".length()), body);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private void route(HttpExchange exchange, String path, String body) throws IOException {
        String id = path.isEmpty() ? null : path.substring(1);
        switch (exchange.getRequestMethod() + (id == null ? "" : " id")) {
            case "POST" -> launch(exchange, new JsonObject(body));
            case "GET id" -> status(exchange, id);
            case "DELETE id" -> stop(exchange, id);
            default -> send(exchange, 405, "{\"detail\":\"Method Not Allowed\"}");
        }
    }

    private synchronized void launch(HttpExchange exchange, JsonObject request) throws IOException {
        if (script == null && request.getString("meet_url") == null) {
            send(exchange, 422, "{\"detail\":[{\"loc\":[\"body\",\"meet_url\"],\"msg\":\"field required\"}]}");
            return;
        }
        String handle = request.getString("external_id");
        String id = takesIds ? request.getString("bot_id") : "bot_" + ids.incrementAndGet();
        launched.add(request);
        byKey.put(handle, id);
        bots.put(
                id,
                new JsonObject().put("bot_id", id).put("status", "initialized").put("error_message", null));
        if (script != null) {
            run(handle, id, request.getJsonObject("environment", new JsonObject()));
        }
        if (losesNextAnswer) {
            losesNextAnswer = false;
            return;
        }
        send(
                exchange,
                200,
                new JsonObject()
                        .put("bot_id", id)
                        .put("status", "initialized")
                        .put("message", "Bot " + id + " started successfully for meeting")
                        .encode());
    }

    private void run(String handle, String id, JsonObject environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script)
                .redirectErrorStream(true)
                .redirectOutput(log(handle).toFile());
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv("PATH"));
        environment.forEach(entry -> builder.environment().put(entry.getKey(), (String) entry.getValue()));
        Process process = builder.start();
        process.getOutputStream().close();
        processes.put(id, process);
        process.onExit().thenRunAsync(() -> ended(id, log(handle), process.exitValue()), threads);
    }

    private void ended(String id, Path log, int code) {
        try {
            byte[] output = Files.readAllBytes(log);
            int from = Math.max(0, output.length - 8 * 1024);
            String tail = new String(output, from, output.length - from, StandardCharsets.UTF_8);
            bots.computeIfPresent(
                    id,
                    (same, bot) -> bot.copy()
                            .put("exit_code", code)
                            .put("last_output", from == 0 ? tail : tail.substring(tail.indexOf('\n') + 1))
                            .put("status", code == 0 ? "done" : "error"));
        } catch (IOException | RuntimeException trouble) {
            tell(id, "error", trouble.toString());
        }
    }

    private void status(HttpExchange exchange, String id) throws IOException {
        JsonObject bot = bots.get(id);
        if (bot == null) {
            send(exchange, 404, "{\"detail\":\"Bot not found\"}");
        } else {
            send(exchange, 200, bot.encode());
        }
    }

    private void stop(HttpExchange exchange, String id) throws IOException {
        if (!stops) {
            send(exchange, 405, "{\"detail\":\"Method Not Allowed\"}");
            return;
        }
        Process process = processes.get(id);
        if (process != null) {
            String query = exchange.getRequestURI().getQuery();
            long grace = Long.parseLong(query.substring(query.indexOf('=') + 1));
            if (grace > 0) {
                process.destroy();
            }
            CompletableFuture.delayedExecutor(grace, TimeUnit.SECONDS).execute(process::destroyForcibly);
        } else if (bots.containsKey(id)) {
            tell(id, "done", null);
        }
        send(exchange, bots.containsKey(id) ? 202 : 404, "{}");
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        processes.values().forEach(Process::destroyForcibly);
        threads.shutdownNow();
        server.stop(0);
    }
}
