package dev.rollcall.standing.racetime;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Where a room's race is read and its WebSocket opened. */
final class RoomDoor {

    private final Vertx vertx;
    private final WebSocketClient client;
    private final RacetimeApi api;
    private final Site site;
    private final Duration timeout;

    RoomDoor(Vertx vertx, WebSocketClient client, RacetimeApi api, Site site, Duration timeout) {
        this.vertx = vertx;
        this.client = client;
        this.api = api;
        this.site = site;
        this.timeout = timeout;
    }

    Future<Answer> race(String room) {
        return api.race(room);
    }

    /** The token goes into the header: in the query it would stand in logs. One that opens too late is closed. */
    Future<WebSocket> open(String path, AccessToken token) {
        WebSocketConnectOptions options = new WebSocketConnectOptions();
        options.setHost(site.host())
                .setPort(site.port())
                .setSsl(site.tls())
                .setURI(site.at(path))
                .putHeader("Authorization", "Bearer " + token.token())
                .putHeader("User-Agent", RacetimeConnector.USER_AGENT)
                .setTimeout(timeout.toMillis() + 1000); // frees the connection of a handshake that nobody waits for
        Promise<WebSocket> opened = Promise.promise();
        long timer = vertx.setTimer(timeout.toMillis(), late -> opened.tryFail(new TimeoutException()));
        client.connect(options)
                .onSuccess(socket -> {
                    if (!opened.tryComplete(socket)) {
                        socket.close();
                    }
                })
                .onFailure(opened::tryFail)
                .onComplete(done -> vertx.cancelTimer(timer));
        return opened.future();
    }
}
