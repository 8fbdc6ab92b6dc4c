package dev.rollcall.standing.racetime;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A racetime server with one category: tokens, data with its caches, rooms. It keeps the server's odd ways: the handshake
 * of a room checks no token, an unknown room is refused with 403 only after a while, and whether a bot belongs to the
 * category is looked at only when the cache has nothing.
 */
final class PlayedRacetime implements AutoCloseable {

    private record Cached(JsonObject answer, Instant until) {}

    static final String CATEGORY = "alttpr";

    final PlayedTokens tokens;
    final PlayedFaults data = new PlayedFaults();
    final PlayedFaults raceData = new PlayedFaults();
    final Map<String, PlayedRoom> rooms = new ConcurrentHashMap<>();

    /** When the bot's own data was asked for. */
    final List<Instant> looks = new CopyOnWriteArrayList<>();

    /** Whether the bot is active in the category. */
    volatile boolean member = true;

    volatile Duration cache = Duration.ofSeconds(1);
    volatile Duration raceCache = Duration.ofMillis(100);
    volatile Duration unknownRoomWait = Duration.ofMillis(200);
    private final Map<String, Cached> caches = new HashMap<>();
    private final Vertx vertx;
    private final Context loop;
    private HttpServer server;
    private int port;

    PlayedRacetime(Vertx vertx) {
        this.vertx = vertx;
        this.tokens = new PlayedTokens(vertx);
        this.loop = vertx.getOrCreateContext();
        start();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    PlayedRoom race(String slug) {
        PlayedRoom room = new PlayedRoom(vertx, loop, tokens, CATEGORY, slug);
        rooms.put(slug, room);
        return room;
    }

    /** Down at once, with all connections. */
    void stop() {
        server.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    /** Where it was before, if it was anywhere. */
    void start() {
        java.util.concurrent.CompletableFuture<HttpServer> started = new java.util.concurrent.CompletableFuture<>();
        loop.runOnContext(now -> vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(0))
                .requestHandler(this::route)
                .listen(port, "127.0.0.1")
                .onSuccess(started::complete)
                .onFailure(started::completeExceptionally));
        server = started.orTimeout(10, TimeUnit.SECONDS).join();
        port = server.actualPort();
    }

    @Override
    public void close() {
        stop();
    }

    private void route(HttpServerRequest request) {
        String[] path = request.path().substring(1).split("/");
        request.response().exceptionHandler(gone -> {});
        if (request.path().equals("/o/token")) {
            tokens.answer(request);
        } else if (request.path().startsWith("/ws/o/bot/")) {
            room(request, path[3]);
        } else if (path.length == 3 && path[0].equals("o") && path[2].equals("data")) {
            looks.add(Instant.now());
            if (!data.play(request)) {
                ownData(request, path[1]);
            }
        } else if (path.length == 2 && path[1].equals("data")) {
            cached(request, path[0], cache, () -> category(path[0], room -> room.isCurrent() && room.listed));
        } else if (path.length == 3 && path[2].equals("data")) {
            if (!raceData.play(request)) {
                cached(request, request.path(), raceCache, () -> race(path[0], path[1]));
            }
        } else {
            PlayedFaults.html(404).handle(request);
        }
    }

    private void room(HttpServerRequest request, String slug) {
        PlayedRoom room = rooms.get(slug);
        if (room == null) {
            vertx.setTimer(
                    unknownRoomWait.toMillis(), late -> PlayedFaults.html(403).handle(request));
        } else {
            room.handshake(request);
        }
    }

    private void ownData(HttpServerRequest request, String category) {
        String bearer = request.getHeader("Authorization");
        if (bearer == null || !bearer.startsWith("Bearer ") || !tokens.isGood(bearer.substring(7))) {
            PlayedFaults.html(403).handle(request);
            return;
        }
        Cached found = caches.get("o/" + category);
        boolean miss = found == null || !Instant.now().isBefore(found.until());
        if (miss && CATEGORY.equals(category) && !member) {
            PlayedFaults.html(403).handle(request);
        } else {
            cached(request, "o/" + category, cache, () -> category(category, PlayedRoom::isCurrent));
        }
    }

    private void cached(
            HttpServerRequest request, String key, Duration life, java.util.function.Supplier<JsonObject> made) {
        Cached found = caches.get(key);
        if (found == null || !Instant.now().isBefore(found.until())) {
            found = new Cached(made.get(), Instant.now().plus(life));
            caches.put(key, found);
        }
        if (found.answer() == null) {
            PlayedFaults.html(404).handle(request);
            return;
        }
        request.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "max-age=" + life.toSeconds())
                .putHeader("X-Date-Exact", Instant.now().toString())
                .end(found.answer().encode());
    }

    private JsonObject category(String slug, Predicate<PlayedRoom> shown) {
        if (!CATEGORY.equals(slug)) {
            return null;
        }
        JsonArray races = new JsonArray();
        rooms.values().stream().filter(shown).forEach(room -> races.add(room.summary()));
        return new JsonObject().put("name", "A Link").put("slug", slug).put("current_races", races);
    }

    private JsonObject race(String category, String slug) {
        PlayedRoom room = rooms.get(slug);
        return room == null || !CATEGORY.equals(category) ? null : room.full();
    }
}
