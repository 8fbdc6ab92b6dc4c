package dev.rollcall.event;

import dev.rollcall.access.HeldKeys;
import dev.rollcall.access.HeldKeys.HeldKey;
import dev.rollcall.platform.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * GET /events/stream: the feed as server-sent events (HTML standard, section 9.2). A route of Vert.x, as for the sockets:
 * it tells when an event has really left, and can cut off a client that takes none.
 */
@ApplicationScoped
class LiveStreams {

    private static final String PATH = "/events/stream";

    private final HeldKeys keys;
    private final EventTail tail;
    private final FeedPages pages;
    private final Followers followers;
    private final LiveConfig config;

    LiveStreams(HeldKeys keys, EventTail tail, FeedPages pages, Followers followers, LiveConfig config) {
        this.keys = keys;
        this.tail = tail;
        this.pages = pages;
        this.followers = followers;
        this.config = config;
    }

    void route(@Observes Router router) {
        router.get(PATH).handler(this::open);
    }

    private record Beginning(HeldKey key, long seq) {}

    private void open(RoutingContext request) {
        Context context = Vertx.currentContext();
        Uni.createFrom()
                .deferred(() -> begin(request))
                .emitOn(task -> context.runOnContext(now -> task.run()))
                .subscribe()
                .with(beginning -> stream(request, context, beginning), request::fail);
    }

    private Uni<Beginning> begin(RoutingContext request) {
        String key = Followers.keyOf(request);
        if (key == null) {
            throw Problem.of(401, "Missing API key");
        }
        FeedStart start = start(request);
        return keys.hold(key, request)
                .map(held -> held.orElseThrow(() -> Problem.of(401, "Invalid API key")))
                .chain(held -> start.place(held.userId(), pages)
                        .call(seq -> tail.page(held.userId(), seq)) // 410 while there is a status to say it with
                        .map(seq -> new Beginning(held, seq)));
    }

    /** What a browser sends by itself when it comes again counts more than the address it was given. */
    private static FeedStart start(RoutingContext request) {
        String seen = request.request().getHeader("Last-Event-ID");
        FeedStart asked = FeedStart.of("after", request.request().getParam("after"), new FeedStart.Latest());
        return FeedStart.of("Last-Event-ID", seen, asked);
    }

    private void stream(RoutingContext request, Context context, Beginning beginning) {
        if (request.response().closed()) {
            return;
        }
        var stream = new LiveStream(request, context, beginning.key(), config.sendTimeout());
        if (!followers.register(stream)) {
            request.fail(Problem.of(429, "This user has too many sockets and streams open.")
                    .retryAfter(2));
            return;
        }
        request.addEndHandler(ended -> {
            followers.forget(stream);
            stream.stop();
        });
        stream.start(tail, beginning.seq());
    }
}
