package dev.rollcall.event;

import dev.rollcall.access.HeldKeys.HeldKey;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/**
 * One client's stream of events. Everything about it happens on its own event loop, one after the other, and the next
 * event is not read before the client has taken the last one. However it ends, the client comes again by itself and says
 * which event it had last.
 */
final class LiveStream implements Follower {

    private static final Logger LOG = Logger.getLogger(LiveStream.class);

    /** Soon enough for a person who looks, late enough for a service that restarts. */
    private static final Duration COME_AGAIN = Duration.ofSeconds(2);

    private final RoutingContext request;
    private final HttpServerResponse response;
    private final Executor loop;
    private final HeldKey key;
    private final Duration sendTimeout;
    private Cancellable feed;

    LiveStream(RoutingContext request, Context context, HeldKey key, Duration sendTimeout) {
        this.request = request;
        this.response = request.response();
        this.loop = task -> context.runOnContext(now -> task.run());
        this.key = key;
        this.sendTimeout = sendTimeout;
    }

    @Override
    public HeldKey key() {
        return key;
    }

    /** Sends what happens after this seq. */
    void start(EventTail tail, long seq) {
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader("X-Accel-Buffering", "no"); // nginx would keep events back until it has 4 KiB of them
        feed = send("retry: " + COME_AGAIN.toMillis() + "\n\n")
                .onItem()
                .transformToMulti(begun -> tail.subscribe(key.userId(), seq))
                .emitOn(loop, 1)
                .onItem()
                .transformToUniAndConcatenate(event -> send(text(event)))
                .subscribe()
                .with(told -> {}, this::fail);
    }

    /** Called when the response is over, for whatever reason. */
    void stop() {
        feed.cancel();
    }

    private static String text(FeedEvent event) {
        JsonObject data = new JsonObject()
                .put("seq", event.seq())
                .put("type", event.type())
                .put("at", event.at().toString())
                .put("meeting_id", event.meetingId())
                .put("data", event.data());
        return "id: %d\nevent: %s\ndata: %s\n\n".formatted(event.seq(), event.type(), data.encode());
    }

    /** Done when the text is on its way to the client, and not only in a queue of ours. */
    private Uni<Void> send(String text) {
        return Uni.createFrom()
                .deferred(() -> UniHelper.toUni(response.write(text)))
                .ifNoItem()
                .after(sendTimeout)
                .fail()
                .emitOn(loop);
    }

    private void fail(Throwable failure) {
        if (failure instanceof TimeoutException) {
            cut();
        } else if (!response.closed()) {
            LOG.debugf(failure, "stream=failed user=%d", key.userId());
            end();
        }
    }

    /** A comment, which clients pass over: it keeps proxies from closing a silent stream, and finds out who is gone. */
    @Override
    public void check() {
        loop.execute(() -> {
            if (!response.closed()) {
                send(":\n\n").subscribe().with(taken -> {}, this::fail);
            }
        });
    }

    /** When it comes again it is told 401, after which a client stops asking. */
    @Override
    public void lockOut() {
        loop.execute(this::end);
    }

    @Override
    public void goAway() {
        loop.execute(this::end);
    }

    private void end() {
        if (!response.ended() && !response.closed()) {
            response.end();
            request.vertx().setTimer(sendTimeout.toMillis(), late -> cut()); // nobody may take even the end
        }
    }

    /** At once: the connection itself would wait until what is left is written. */
    private void cut() {
        if (!response.closed()) {
            ((ConnectionBase) request.request().connection())
                    .channelHandlerContext()
                    .close();
        }
    }
}
