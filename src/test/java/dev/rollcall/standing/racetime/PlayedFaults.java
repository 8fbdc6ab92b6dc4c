package dev.rollcall.standing.racetime;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/** What is answered instead of the right thing, for the next few requests or for all. Set from any thread. */
final class PlayedFaults {

    static final int FOR_EVER = Integer.MAX_VALUE;

    private Handler<HttpServerRequest> fault;
    private int left;

    synchronized void next(int times, Handler<HttpServerRequest> instead) {
        fault = instead;
        left = times;
    }

    synchronized void over() {
        left = 0;
    }

    /** Whether there was one, and the request is dealt with. */
    boolean play(HttpServerRequest request) {
        Handler<HttpServerRequest> now;
        synchronized (this) {
            if (left == 0) {
                return false;
            }
            left = left == FOR_EVER ? left : left - 1;
            now = fault;
        }
        now.handle(request);
        return true;
    }

    static Handler<HttpServerRequest> json(int status, String body) {
        return request -> request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body);
    }

    static Handler<HttpServerRequest> html(int status) {
        return request -> request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/html")
                .end("<html><h1>" + status + "</h1></html>");
    }

    static Handler<HttpServerRequest> hang() {
        return request -> {};
    }

    /** The connection breaks without a word. */
    static Handler<HttpServerRequest> cut() {
        return request -> cut(request);
    }

    static void cut(HttpServerRequest request) {
        ((ConnectionBase) request.connection()).channelHandlerContext().close();
    }
}
