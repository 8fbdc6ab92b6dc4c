package dev.rollcall.standing;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A service that bots connect to: pages and sockets, counted, and as troublesome as a test wants. */
public final class Service implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final Set<ServerWebSocket> open = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> openOf = new ConcurrentHashMap<>();
    private final AtomicInteger mostOfOne = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final List<Instant> opened = new CopyOnWriteArrayList<>();
    private final List<Instant> asked = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicReference<String> page = new AtomicReference<>("all is well");
    private volatile int status = 200;
    private volatile int handshake = 101;
    private volatile String first;
    private volatile boolean silent;

    private Service() {
        this.server = vertx.createHttpServer(new HttpServerOptions().setPort(0).setHost("127.0.0.1"))
                .requestHandler(this::answer);
        join(server.listen());
    }

    public static Service start() {
        return new Service();
    }

    private static <T> T join(io.vertx.core.Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private void note(String authorization) {
        if (authorization != null) {
            authorizations.add(authorization);
        }
    }

    private void shake(HttpServerRequest request) {
        note(request.getHeader("Authorization"));
        if (handshake != 101) {
            request.response().setStatusCode(handshake).end();
        } else if (!silent) {
            String who = String.valueOf(request.getHeader("Authorization"));
            request.toWebSocket().onSuccess(socket -> take(socket, who));
        }
    }

    private void take(ServerWebSocket socket, String who) {
        int ofThis = openOf.merge(who, 1, Integer::sum);
        mostOfOne.accumulateAndGet(ofThis, Math::max);
        opened.add(Instant.now());
        open.add(socket);
        most.accumulateAndGet(open.size(), Math::max);
        socket.closeHandler(closed -> {
            open.remove(socket);
            openOf.merge(who, -1, Integer::sum);
        });
        socket.textMessageHandler(heard::add);
        if (first != null) {
            socket.writeTextMessage(first);
        }
    }

    private void answer(HttpServerRequest request) {
        if (request.getHeader("Upgrade") != null) {
            shake(request);
            return;
        }
        asked.add(Instant.now());
        note(request.getHeader("Authorization"));
        if (!silent) {
            request.response().setStatusCode(status).end(page.get());
        }
    }

    public String page() {
        return "http://127.0.0.1:" + server.actualPort() + "/page";
    }

    public String socket() {
        return "ws://127.0.0.1:" + server.actualPort() + "/socket";
    }

    /** How pages are answered. */
    public Service answering(int code, String body) {
        status = code;
        page.set(body);
        return this;
    }

    /** How handshakes of sockets are answered; 101 takes them. */
    public Service shaking(int code) {
        handshake = code;
        return this;
    }

    /** What every new socket is told first. */
    public Service saying(String text) {
        first = text;
        return this;
    }

    /** From now on connections are taken, and nothing is answered. */
    public Service silent(boolean how) {
        silent = how;
        return this;
    }

    /** Closes all sockets with this code. */
    public void drop(int code) {
        open.forEach(socket -> socket.close((short) code));
    }

    /** Breaks all connections without a close. */
    public void cut() {
        open.forEach(socket -> ((io.vertx.core.http.impl.WebSocketInternal) socket)
                .channelHandlerContext()
                .close());
    }

    public int openNow() {
        return open.size();
    }

    /** The most sockets that were open at the same moment. */
    public int mostAtOnce() {
        return most.get();
    }

    /** The most sockets with the same Authorization that were open at the same moment. */
    public int mostOfOneAtOnce() {
        return mostOfOne.get();
    }

    /** When sockets were opened. */
    public List<Instant> opened() {
        return opened;
    }

    /** When pages were asked for. */
    public List<Instant> asked() {
        return asked;
    }

    public List<String> authorizations() {
        return authorizations;
    }

    /** What bots have said. */
    public List<String> heard() {
        return heard;
    }

    @Override
    public void close() {
        join(vertx.close());
    }
}
