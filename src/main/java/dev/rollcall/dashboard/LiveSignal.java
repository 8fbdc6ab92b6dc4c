package dev.rollcall.dashboard;

import dev.rollcall.access.Session;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * The stream of one open page. However much happens, it says so once a second at most; and a page that takes nothing is
 * told nothing more until it does. Everything about it happens on its own event loop.
 */
final class LiveSignal {

    private static final String CHANGED = "event: changed\ndata: \n\n";
    private static final long AT_MOST_EVERY_MS = 1_000;
    private static final int COME_AGAIN_MS = 2_000;

    private final RoutingContext request;
    private final HttpServerResponse response;
    private final Context loop;
    private final Session session;
    private boolean waiting;
    private boolean again;

    LiveSignal(RoutingContext request, Context loop, Session session) {
        this.request = request;
        this.response = request.response();
        this.loop = loop;
        this.session = session;
    }

    Session session() {
        return session;
    }

    /** A user has no more of them for logging in again; an admin may. */
    boolean isOf(Session other) {
        return session.bucket().equals(other.bucket());
    }

    void begin() {
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader("X-Accel-Buffering", "no"); // nginx would keep events back until it has 4 KiB of them
        write("retry: " + COME_AGAIN_MS + "\n\n");
    }

    /** At once, or when the second is over; what happens meanwhile is told by the same word. */
    void changed() {
        loop.runOnContext(now -> {
            if (!waiting) {
                waiting = true;
                write(CHANGED);
                request.vertx().setTimer(AT_MOST_EVERY_MS, later -> rested());
            } else {
                again = true;
            }
        });
    }

    private void rested() {
        waiting = false;
        if (again) {
            again = false;
            changed();
        }
    }

    void ping() {
        loop.runOnContext(now -> write(":\n\n"));
    }

    void end() {
        loop.runOnContext(now -> {
            if (!response.ended() && !response.closed()) {
                response.end();
            }
        });
    }

    private void write(String text) {
        if (!response.ended() && !response.closed() && !response.writeQueueFull()) {
            response.write(text);
        }
    }
}
