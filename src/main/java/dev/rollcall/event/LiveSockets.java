package dev.rollcall.event;

import dev.rollcall.access.HeldKeys;
import dev.rollcall.access.HeldKeys.HeldKey;
import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * GET /ws (wire contract A.7). Vert.x' own WebSockets: they can stop reading from a client that asks faster than it is
 * answered, and tell when a frame has really left.
 */
@ApplicationScoped
class LiveSockets {

    private static final Logger LOG = Logger.getLogger(LiveSockets.class);
    private static final String PATH = "/ws";

    private final HeldKeys keys;
    private final EventTail tail;
    private final MeetingAccess access;
    private final LiveConfig config;
    private final Followers followers;

    LiveSockets(HeldKeys keys, EventTail tail, MeetingAccess access, Followers followers, LiveConfig config) {
        this.keys = keys;
        this.followers = followers;
        this.tail = tail;
        this.access = access;
        this.config = config;
    }

    void route(@Observes Router router) {
        router.get(PATH).handler(this::upgrade);
    }

    private void upgrade(RoutingContext request) {
        if (!request.request().headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true)) {
            request.fail(Problem.of(426, "This address speaks WebSocket only."));
            return;
        }
        String key = Followers.keyOf(request);
        Runnable cut = () ->
                ((ConnectionBase) request.request().connection()).channel().close();
        request.request()
                .toWebSocket()
                .onSuccess(socket -> admit(socket, cut, key, request))
                .onFailure(failure -> LOG.debugf("socket=refused error=%s", Printable.of(failure.toString())));
    }

    /** The handshake cannot say what is wrong with a key to a browser; the first frame can. */
    private void admit(ServerWebSocket socket, Runnable cut, String key, RoutingContext request) {
        if (key == null) {
            LiveSocket.refuse(socket, LiveSocket.UNKNOWN_KEY, "missing_api_key");
            return;
        }
        socket.pause();
        Context context = Vertx.currentContext();
        keys.hold(key, request)
                .chain(held -> held.isEmpty() ? Uni.createFrom().nullItem() : begin(held.get()))
                .emitOn(task -> context.runOnContext(now -> task.run()))
                .subscribe()
                .with(
                        beginning -> admit(socket, cut, context, Optional.ofNullable(beginning)),
                        failure -> refuse(socket, failure));
    }

    private record Beginning(HeldKey key, long seq) {}

    private Uni<Beginning> begin(HeldKey key) {
        return tail.newest(key.userId()).map(seq -> new Beginning(key, seq));
    }

    private void admit(ServerWebSocket socket, Runnable cut, Context context, Optional<Beginning> beginning) {
        if (socket.isClosed()) {
            return;
        }
        if (beginning.isEmpty()) {
            LiveSocket.refuse(socket, LiveSocket.UNKNOWN_KEY, "invalid_api_key");
            return;
        }
        var live = new LiveSocket(socket, cut, context, beginning.get().key(), access, config);
        if (!followers.register(live)) {
            LiveSocket.refuse(socket, LiveSocket.TOO_MANY, "too_many_sockets");
            return;
        }
        socket.closeHandler(closed -> forget(live));
        live.start(tail, beginning.get().seq());
    }

    private static void refuse(ServerWebSocket socket, Throwable failure) {
        if (failure instanceof Problem problem && problem.status() == 403) {
            LiveSocket.refuse(socket, LiveSocket.FORBIDDEN, "insufficient_scope");
        } else {
            LOG.warnf("socket=refused error=%s", Printable.of(failure.toString()));
            LiveSocket.refuse(socket, LiveSocket.UNAVAILABLE, "authorization_service_error");
        }
    }

    private void forget(LiveSocket socket) {
        followers.forget(socket);
        socket.stop();
    }
}
