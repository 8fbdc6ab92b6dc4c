package dev.rollcall.runtime.nomad;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Nomad's HTTP API as published (developer.hashicorp.com/nomad/api-docs), as far as bots need it, with tasks that are local
 * processes. It is stricter than Nomad in one thing: an id with a slash must come as one segment of the path. Nomad's own
 * router tells the two apart by the end of the path; gateways in front of it do not.
 */
final class PlayedNomad implements AutoCloseable {

    private static final Pattern JOB = Pattern.compile("/v1/job/([^/]+)(?:/(dispatch|allocations|evaluations))?");
    private static final Pattern CLIENT = Pattern.compile("/v1/client/(?:fs/(logs)|allocation)/([^/]+)(?:/(signal))?");
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    final PlayedCluster cluster;
    /** What was asked, as METHOD and raw path with query. */
    final List<String> asked = new CopyOnWriteArrayList<>();
    /** Token to capabilities; empty where ACLs are off. */
    final Map<String, Set<String>> tokens = new HashMap<>();
    /** Instead of the answer: the next ones, or all while {@link #outage} is set. */
    final Queue<PlayedCluster.Problem> trouble = new ConcurrentLinkedQueue<>();

    volatile PlayedCluster.Problem outage;
    volatile boolean silent;
    /** Does what it is asked, once, and the answer gets lost. */
    volatile boolean losesNextAnswer;

    volatile boolean withoutPrefixes;
    volatile boolean leader = true;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    PlayedNomad(Path directory) throws IOException {
        cluster = new PlayedCluster(directory);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private record Said(byte[] body, String type, Map<String, String> headers) {}

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        try (exchange) {
            if (silent) {
                Thread.sleep(60_000);
            }
            answer(exchange, body);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        try {
            Said said = route(exchange, body);
            if (losesNextAnswer) {
                losesNextAnswer = false;
                return;
            }
            said.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.getResponseHeaders().set("Content-Type", said.type());
            send(exchange, 200, said.body());
        } catch (PlayedCluster.Problem problem) {
            send(exchange, problem.status, problem.getMessage().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private Said route(HttpExchange exchange, byte[] body) throws InterruptedException {
        PlayedCluster.Problem next = outage != null ? outage : trouble.poll();
        if (next != null) {
            throw next;
        }
        URI uri = exchange.getRequestURI();
        Map<String, String> query = query(uri.getRawQuery());
        if (!query.getOrDefault("region", "global").equals("global")) {
            throw new PlayedCluster.Problem(500, "No path to region");
        }
        String method = exchange.getRequestMethod();
        Function<String, String> allowed = capability -> allow(exchange, capability);
        if (uri.getRawPath().equals("/v1/jobs") && method.equals("GET")) {
            allowed.apply("list-jobs");
            return list(query);
        }
        Matcher job = JOB.matcher(uri.getRawPath());
        if (job.matches()) {
            return json(job(method, decoded(job.group(1)), job.group(2), query, body, allowed));
        }
        Matcher client = CLIENT.matcher(uri.getRawPath());
        if (client.matches()) {
            return client(client, query, body, allowed);
        }
        throw new PlayedCluster.Problem(404, "");
    }

    private String allow(HttpExchange exchange, String capability) {
        if (tokens.isEmpty()) {
            return capability;
        }
        String token = exchange.getRequestHeaders().getFirst("X-Nomad-Token");
        if (token == null) {
            throw new PlayedCluster.Problem(403, "Permission denied");
        }
        if (!tokens.containsKey(token)) {
            throw new PlayedCluster.Problem(403, "ACL token not found");
        }
        if (!tokens.get(token).contains(capability)) {
            throw new PlayedCluster.Problem(403, "Permission denied");
        }
        return capability;
    }

    private Object job(
            String method,
            String id,
            String what,
            Map<String, String> query,
            byte[] body,
            Function<String, String> allowed) {
        String namespace = query.getOrDefault("namespace", "default");
        switch (method + " " + what) {
            case "POST dispatch", "PUT dispatch" -> {
                allowed.apply("dispatch-job");
                JsonObject dispatch = new JsonObject(new String(body, StandardCharsets.UTF_8));
                if (withoutPrefixes) {
                    dispatch.remove("IdPrefixTemplate"); // unknown fields are ignored
                }
                return cluster.dispatch(namespace, id, dispatch, query.get("idempotency_token"));
            }
            case "GET allocations" -> {
                allowed.apply("read-job");
                return cluster.allocations(namespace, id);
            }
            case "GET evaluations" -> {
                allowed.apply("read-job");
                return cluster.evaluations(namespace, id);
            }
            case "DELETE null" -> {
                allowed.apply("submit-job");
                return cluster.deregister(namespace, id, Boolean.parseBoolean(query.get("purge")));
            }
            case "GET null" -> {
                allowed.apply("read-job");
                if (!cluster.has(namespace, id)) {
                    throw new PlayedCluster.Problem(404, "job not found");
                }
                return new JsonObject().put("ID", id).put("Status", "running");
            }
            default -> throw new PlayedCluster.Problem(405, "Invalid method");
        }
    }

    private Said client(Matcher path, Map<String, String> query, byte[] body, Function<String, String> allowed) {
        if ("logs".equals(path.group(1))) {
            allowed.apply("read-logs");
            if (!"bot".equals(query.get("task"))) {
                throw new PlayedCluster.Problem(404, "unknown task name \"" + query.get("task") + "\"");
            }
            int offset = "end".equals(query.get("origin")) ? Integer.parseInt(query.get("offset")) : Integer.MAX_VALUE;
            return new Said(cluster.logs(path.group(2), query.get("type"), offset), "text/plain", Map.of());
        }
        allowed.apply("alloc-lifecycle");
        cluster.signal(path.group(2), new JsonObject(new String(body, StandardCharsets.UTF_8)));
        return new Said(new byte[0], "application/json", Map.of());
    }

    /** With an index, the answer comes once the state is newer, or when the wait and up to a sixteenth of it is over. */
    private Said list(Map<String, String> query) throws InterruptedException {
        long index = Long.parseLong(query.getOrDefault("index", "0"));
        long wait = Math.min(millis(query.getOrDefault("wait", "5m")), LONGEST_WAIT.toMillis());
        long until =
                System.currentTimeMillis() + wait + ThreadLocalRandom.current().nextLong(wait / 16 + 1);
        String prefix = query.getOrDefault("prefix", "");
        synchronized (cluster) {
            while (index > 0 && cluster.index() <= index && System.currentTimeMillis() < until) {
                long before = cluster.index();
                cluster.wait(Math.max(1, until - System.currentTimeMillis()));
                if (cluster.index() < before) {
                    break; // restored: the question is let go
                }
            }
            List<JsonObject> stubs = cluster.stubs(
                    query.getOrDefault("namespace", "default"), prefix, Boolean.parseBoolean(query.get("meta")));
            return page(stubs, Integer.parseInt(query.getOrDefault("per_page", "0")), query.get("next_token"));
        }
    }

    private Said page(List<JsonObject> stubs, int size, String token) {
        List<JsonObject> from = stubs.stream()
                .filter(stub -> token == null || stub.getString("ID").compareTo(token) >= 0)
                .toList();
        boolean more = size > 0 && from.size() > size;
        Map<String, String> headers = new HashMap<>(Map.of(
                "X-Nomad-Index", String.valueOf(cluster.index()),
                "X-Nomad-KnownLeader", String.valueOf(leader),
                "X-Nomad-LastContact", "0"));
        if (more) {
            headers.put("X-Nomad-NextToken", from.get(size).getString("ID"));
        }
        JsonArray page = new JsonArray(more ? from.subList(0, size) : from);
        return new Said(page.encode().getBytes(StandardCharsets.UTF_8), "application/json", headers);
    }

    private Said json(Object value) {
        String text = value instanceof JsonObject object ? object.encode() : ((JsonArray) value).encode();
        return new Said(
                text.getBytes(StandardCharsets.UTF_8),
                "application/json",
                Map.of("X-Nomad-Index", String.valueOf(cluster.index())));
    }

    private static long millis(String duration) {
        Matcher match = Pattern.compile("(\\d+)(ms|s|m)").matcher(duration);
        if (!match.matches()) {
            throw new PlayedCluster.Problem(400, "Invalid wait time");
        }
        return Long.parseLong(match.group(1))
                * Map.of("ms", 1, "s", 1_000, "m", 60_000).get(match.group(2));
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        if (raw != null) {
            Arrays.stream(raw.split("&"))
                    .map(pair -> pair.split("=", 2))
                    .forEach(pair -> query.put(decoded(pair[0]), decoded(pair[1])));
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        cluster.close();
        threads.shutdownNow();
        server.stop(0);
    }
}
