package dev.rollcall.standing.racetime;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A race with its room. What it does is done on the server's event loop; what a test calls goes there by itself. */
final class PlayedRoom {

    /** A connection to the room, over or not. */
    static final class Line {

        final String token;
        final Instant opened = Instant.now();
        volatile Instant closed;
        private final HttpServerRequest request;
        private final ServerWebSocket socket;

        private Line(String token, HttpServerRequest request, ServerWebSocket socket) {
            this.token = token;
            this.request = request;
            this.socket = socket;
        }
    }

    private static final Set<String> TERMINAL = Set.of("finished", "cancelled", "partitioned");
    final String category;
    final String slug;
    final PlayedFaults handshakes = new PlayedFaults();

    /** All that there ever were, in their order. */
    final List<Line> lines = new CopyOnWriteArrayList<>();

    /** Every action that came, whatever became of it. */
    final List<JsonObject> actions = new CopyOnWriteArrayList<>();

    /** What was posted, in its order. */
    final List<JsonObject> messages = new CopyOnWriteArrayList<>();

    volatile String status = "open";
    volatile int version = 1;
    volatile boolean listed = true;
    volatile boolean mute;
    volatile boolean chatClosed;

    /** The bot is not one of the category of this room. */
    volatile boolean denies;

    volatile int mostAtOnce;

    /** An action of this name makes the server fail. */
    volatile String poison;

    /** The connection breaks as soon as an action of this name has been dealt with. */
    volatile String cutsAfter;

    volatile Duration lifetime;

    /** How often the server pings, if it does; and how many of its pings were answered. */
    volatile Duration pings;

    volatile int pongs;
    private final Vertx vertx;
    private final Context loop;
    private final PlayedActions played;
    final JsonObject meta = new JsonObject();
    private int ids;

    PlayedRoom(Vertx vertx, Context loop, PlayedTokens tokens, String category, String slug) {
        this.vertx = vertx;
        this.loop = loop;
        this.played = new PlayedActions(this, tokens);
        this.category = category;
        this.slug = slug;
    }

    boolean isCurrent() {
        return !TERMINAL.contains(status);
    }

    long open() {
        return lines.stream().filter(line -> line.closed == null).count();
    }

    JsonObject summary() {
        return new JsonObject()
                .put("name", category + "/" + slug)
                .put("status", new JsonObject().put("value", status).put("verbose_value", status))
                .put("url", "/" + category + "/" + slug)
                .put("data_url", "/" + category + "/" + slug + "/data");
    }

    JsonObject full() {
        return summary()
                .put("version", version)
                .put("slug", slug)
                .put("websocket_url", "/ws/race/" + slug)
                .put("websocket_bot_url", "/ws/o/bot/" + slug)
                .put("bot_meta", meta.copy());
    }

    /** The race moves on. */
    void becomes(String next) {
        loop.runOnContext(now -> become(next));
    }

    /** A person says something. */
    void says(String user, String text) {
        loop.runOnContext(now -> post(new JsonObject().put("message", text), user, false));
    }

    /** All connections are closed with this code. */
    void close(int code) {
        loop.runOnContext(now -> each(line -> line.socket.close((short) code)));
    }

    /** All connections break without a close frame. */
    void cut() {
        loop.runOnContext(now -> each(line -> PlayedFaults.cut(line.request)));
    }

    void push(JsonObject frame) {
        loop.runOnContext(now -> broadcast(frame));
    }

    void handshake(HttpServerRequest request) {
        if (handshakes.play(request)) {
            return;
        }
        String bearer = request.getHeader("Authorization");
        String token = bearer != null && bearer.startsWith("Bearer ") ? bearer.substring(7) : request.getParam("token");
        request.toWebSocket().onSuccess(socket -> entered(new Line(token, request, socket)));
    }

    private void entered(Line line) {
        lines.add(line);
        mostAtOnce = Math.max(mostAtOnce, (int) open());
        line.socket.closeHandler(closed -> line.closed = Instant.now());
        line.socket.exceptionHandler(failure -> {});
        line.socket.textMessageHandler(text -> said(line, text));
        send(line, frame("race.data").put("race", full()).put("version", version));
        send(line, frame("race.renders").put("renders", new JsonObject()).put("version", version));
        if (pings != null) {
            line.socket.pongHandler(pong -> pongs++);
            long timer = vertx.setPeriodic(pings.toMillis(), due -> line.socket.writePing(Buffer.buffer("idle?")));
            line.socket.endHandler(end -> vertx.cancelTimer(timer));
        }
        if (lifetime != null) {
            vertx.setTimer(lifetime.toMillis(), over -> line.socket.close((short) 1000));
        }
    }

    private void said(Line line, String text) {
        if (mute || line.closed != null) {
            return;
        }
        try {
            JsonObject said = new JsonObject(text);
            actions.add(said);
            String name = String.valueOf(said.getValue("action"));
            if (name.equals(poison)) {
                line.socket.close((short) 1011);
                return;
            }
            played.act(line, name, said.getJsonObject("data", new JsonObject()));
            if (name.equals(cutsAfter)) {
                cutsAfter = null;
                PlayedFaults.cut(line.request);
            }
        } catch (DecodeException | ClassCastException broken) {
            error(line, "Unable to process that message");
        }
    }

    void post(JsonObject data, String user, boolean bot) {
        JsonObject message = new JsonObject()
                .put("id", "m" + Math.abs(slug.hashCode()) + "x" + ids++)
                .put("user", user == null ? null : new JsonObject().put("name", user))
                .put("bot", bot ? "A bot" : null)
                .put("posted_at", Instant.now().toString())
                .put("message", data.getString("message"))
                .put("is_bot", bot)
                .put("is_system", !bot && user == null)
                .put("is_pinned", data.getBoolean("pinned", false));
        messages.add(message);
        broadcast(frame("chat.message").put("message", message));
    }

    void become(String next) {
        status = next;
        moved();
    }

    void moved() {
        version++;
        broadcast(frame("race.data").put("race", full()).put("version", version));
    }

    void broadcast(JsonObject frame) {
        each(line -> send(line, frame));
    }

    private void each(java.util.function.Consumer<Line> what) {
        lines.stream().filter(line -> line.closed == null).forEach(what);
    }

    static JsonObject frame(String type) {
        return new JsonObject().put("type", type).put("date", Instant.now().toString());
    }

    static void error(Line line, String sentence) {
        send(line, frame("error").put("errors", new JsonArray().add(sentence)));
    }

    static void send(Line line, JsonObject frame) {
        if (!line.socket.isClosed()) {
            line.socket.writeTextMessage(frame.encode());
        }
    }
}
