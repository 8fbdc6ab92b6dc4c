package dev.rollcall.standing.racetime;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private static final Duration MEMORY_OF_GUIDS = Duration.ofMinutes(5);
    private static final Set<String> TERMINAL = Set.of("finished", "cancelled", "partitioned");
    private static final Map<String, String> STATUS_OF = Map.of(
            "make_open", "open", "make_invitational", "invitational", "begin", "in_progress", "cancel", "cancelled");
    private static final Set<String> OTHERS = Set.of(
            "invite",
            "accept_request",
            "force_unready",
            "remove_entrant",
            "add_monitor",
            "remove_monitor",
            "override_stream");

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
    private final Vertx vertx;
    private final Context loop;
    private final PlayedTokens tokens;
    private final Map<String, Instant> guids = new HashMap<>();
    private final JsonObject meta = new JsonObject();
    private int ids;

    PlayedRoom(Vertx vertx, Context loop, PlayedTokens tokens, String category, String slug) {
        this.vertx = vertx;
        this.loop = loop;
        this.tokens = tokens;
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
            act(line, name, said.getJsonObject("data", new JsonObject()));
            if (name.equals(cutsAfter)) {
                cutsAfter = null;
                PlayedFaults.cut(line.request);
            }
        } catch (DecodeException | ClassCastException broken) {
            error(line, "Unable to process that message");
        }
    }

    private void act(Line line, String name, JsonObject data) {
        switch (name) {
            case "ping" -> send(line, frame("pong"));
            case "getrace" -> send(line, frame("race.data").put("race", full()).put("version", version));
            case "gethistory" ->
                send(
                        line,
                        frame("chat.history")
                                .put(
                                        "messages",
                                        new JsonArray(List.copyOf(messages.subList(
                                                Math.max(0, messages.size() - 100), messages.size())))));
            default -> asBot(line, name, data);
        }
    }

    private void asBot(Line line, String name, JsonObject data) {
        boolean known = STATUS_OF.containsKey(name)
                || OTHERS.contains(name)
                || Set.of("message", "pin_message", "unpin_message", "setinfo", "setmeta")
                        .contains(name);
        if (!known) {
            error(line, "Action is missing or not recognised.");
        } else if (denies || !tokens.isGood(line.token)) {
            error(line, Classification.PERMISSION_DENIED);
        } else if (name.equals("message")) {
            message(line, data);
        } else if (name.endsWith("pin_message")) {
            boolean there =
                    messages.stream().anyMatch(each -> each.getString("id").equals(data.getString("message")));
            if (there) {
                broadcast(frame(name.equals("pin_message") ? "chat.pin" : "chat.unpin")
                        .put("message", data.getString("message")));
            } else {
                error(line, "Could not find a message with that ID.");
            }
        } else if (name.equals("setmeta")) {
            meta.mergeIn(data);
            moved();
        } else if (name.equals("setinfo")) {
            post(new JsonObject().put("message", "The race information was changed."), null, false);
        } else if (STATUS_OF.containsKey(name)) {
            if (STATUS_OF.get(name).equals(status)) {
                error(line, "Race is not in a state for that.");
            } else {
                become(STATUS_OF.get(name));
            }
        } else {
            moved();
        }
    }

    /** The guid is remembered before anything else is looked at. */
    private void message(Line line, JsonObject data) {
        String guid = data.getString("guid");
        if (guid == null || !guid.matches("[a-z0-9-]+")) {
            error(line, "Bad request, no GUID supplied.");
            return;
        }
        Instant before = guids.put(guid, Instant.now());
        if (before != null && before.isAfter(Instant.now().minus(MEMORY_OF_GUIDS))) {
            return;
        }
        if (chatClosed) {
            error(line, "This race chat is now closed.");
        } else if (data.getString("message", "").isEmpty()
                || data.getString("message").length() > 1000) {
            error(line, "Message is too long.");
        } else {
            post(data, null, true);
        }
    }

    private void post(JsonObject data, String user, boolean bot) {
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

    private void become(String next) {
        status = next;
        moved();
    }

    private void moved() {
        version++;
        broadcast(frame("race.data").put("race", full()).put("version", version));
    }

    private void broadcast(JsonObject frame) {
        each(line -> send(line, frame));
    }

    private void each(java.util.function.Consumer<Line> what) {
        lines.stream().filter(line -> line.closed == null).forEach(what);
    }

    private static JsonObject frame(String type) {
        return new JsonObject().put("type", type).put("date", Instant.now().toString());
    }

    private static void error(Line line, String sentence) {
        send(line, frame("error").put("errors", new JsonArray().add(sentence)));
    }

    private static void send(Line line, JsonObject frame) {
        if (!line.socket.isClosed()) {
            line.socket.writeTextMessage(frame.encode());
        }
    }
}
