package dev.rollcall.stage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;

/** A real HTTP server that takes webhooks, remembers them, and answers what a test says. */
public final class Receiver implements AutoCloseable {

    /** One request as it came. */
    public record Received(Instant at, String path, Map<String, List<String>> headers, String body) {

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

        public String type() {
            return json().getString("event_type");
        }

        public String eventId() {
            return json().getString("event_id");
        }

        public String status() {
            return json().getJsonObject("data").getJsonObject("meeting").getString("status");
        }

        public long meetingId() {
            return json().getJsonObject("data").getJsonObject("meeting").getLong("id");
        }

        /** Checked as a receiver would, with what the contract says and nothing of ours. */
        public boolean isSignedWith(String secret) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
                byte[] expected =
                        mac.doFinal((header("X-Webhook-Timestamp") + "." + body).getBytes(StandardCharsets.UTF_8));
                for (String given : header("X-Webhook-Signature").split(",")) {
                    if (MessageDigest.isEqual(
                            ("sha256=" + HexFormat.of().formatHex(expected)).getBytes(StandardCharsets.UTF_8),
                            given.getBytes(StandardCharsets.UTF_8))) {
                        return true;
                    }
                }
                return false;
            } catch (java.security.GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** @param delayMillis before anything is answered */
    public record Reply(int status, String body, Map<String, String> headers, long delayMillis) {

        public static Reply of(int status) {
            return new Reply(status, "said " + status, Map.of(), 0);
        }

        public Reply with(String header, String value) {
            return new Reply(status, body, Map.of(header, value), delayMillis);
        }

        public Reply after(long millis) {
            return new Reply(status, body, headers, millis);
        }

        public Reply saying(String text) {
            return new Reply(status, text, headers, delayMillis);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile Function<Received, Reply> replies = request -> Reply.of(200);

    private Receiver(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    public static Receiver start() {
        try {
            return new Receiver(HttpServer.create(here(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Receiver startTls(SSLContext context) {
        try {
            HttpsServer server = HttpsServer.create(here(), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            return new Receiver(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress here() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port() + "/hook";
    }

    public Receiver answering(Function<Received, Reply> next) {
        replies = next;
        return this;
    }

    public Receiver answering(int status) {
        return answering(request -> Reply.of(status));
    }

    public List<Received> received() {
        return received;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Received request = new Received(
                    Instant.now(), exchange.getRequestURI().toString(), Map.copyOf(exchange.getRequestHeaders()), body);
            received.add(request);
            Reply reply = replies.apply(request);
            if (reply.delayMillis() > 0) {
                Thread.sleep(reply.delayMillis());
            }
            reply.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
            byte[] text = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
