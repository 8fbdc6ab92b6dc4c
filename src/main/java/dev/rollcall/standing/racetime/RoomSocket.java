package dev.rollcall.standing.racetime;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * One open WebSocket of a room. Pings it, and tells once how it ended. All on the event loop of its connection.
 *
 * <p>A room answers what it is told in order, so a pong says that everything that was sent before its ping has been dealt
 * with. It is the only acknowledgement that there is.
 */
final class RoomSocket {

    /** Who listens to it. */
    interface Listener {

        void frame(RoomSocket socket, JsonObject frame);

        void pong(RoomSocket socket);

        /** @param verdict what the end means; it is over for good */
        void ended(RoomSocket socket, int code, Verdict verdict);
    }

    private static final Runnable NOTHING = () -> {};

    private final Vertx vertx;
    private final Clock clock;
    private final Pacing pacing;
    private final WebSocket socket;
    private final AccessToken token;
    private final Listener listener;
    private final Instant since;
    private final Deque<Runnable> pings = new ArrayDeque<>();
    private final long pingTimer;
    private long pongTimer = -1;
    private boolean pongMissed;
    private boolean over;

    /** @param socket just opened: nothing of it may have been read yet */
    RoomSocket(Surroundings around, WebSocket socket, AccessToken token, Listener listener) {
        this.vertx = around.vertx();
        this.clock = around.clock();
        this.pacing = around.pacing();
        this.socket = socket;
        this.token = token;
        this.listener = listener;
        this.since = clock.instant();
        this.pingTimer = vertx.setPeriodic(pacing.ping().toMillis(), tick -> ping(NOTHING));
        socket.textMessageHandler(this::text);
        socket.exceptionHandler(failure -> socket.close());
        socket.closeHandler(closed -> end());
        socket.resume(); // it is handed over paused
    }

    AccessToken token() {
        return token;
    }

    boolean isOver() {
        return over;
    }

    void send(String frame) {
        if (!over) {
            socket.writeTextMessage(frame);
        }
    }

    /** @param answered runs when the room has dealt with all that was sent before; never when it breaks off */
    void ping(Runnable answered) {
        if (over) {
            return;
        }
        pings.addLast(answered);
        socket.writeTextMessage(RoomAction.frame("ping"));
        if (pongTimer < 0) {
            pongTimer = vertx.setTimer(pacing.pong().toMillis(), late -> silent());
        }
    }

    /** Closed by us: nobody is told of the end. Done when the connection is gone, or after a short while. */
    Future<Void> close() {
        if (over) {
            return Future.succeededFuture();
        }
        finish();
        return socket.close()
                .timeout(pacing.farewell().toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    private void text(String text) {
        JsonObject frame = Json.parsed(text).orElse(null);
        if (over || frame == null) {
            return;
        }
        if ("pong".equals(Json.text(frame, "type"))) {
            pong();
        } else {
            listener.frame(this, frame);
        }
    }

    private void pong() {
        Runnable answered = pings.pollFirst();
        if (pongTimer >= 0) {
            vertx.cancelTimer(pongTimer);
            pongTimer = pings.isEmpty() ? -1 : vertx.setTimer(pacing.pong().toMillis(), late -> silent());
        }
        listener.pong(this);
        if (answered != null) {
            answered.run();
        }
    }

    private void silent() {
        pongTimer = -1;
        pongMissed = true;
        socket.close();
        end(); // who does not answer a ping may not answer a close either
    }

    private void end() {
        if (over) {
            return;
        }
        finish();
        int code = pongMissed || socket.closeStatusCode() == null
                ? Classification.NO_CLOSE_FRAME
                : socket.closeStatusCode();
        Duration age = Duration.between(since, clock.instant());
        listener.ended(
                this,
                code,
                pongMissed
                        ? pacing.classification().pongMissed()
                        : pacing.classification().closed(code, age));
    }

    private void finish() {
        over = true;
        vertx.cancelTimer(pingTimer);
        if (pongTimer >= 0) {
            vertx.cancelTimer(pongTimer);
        }
    }
}
