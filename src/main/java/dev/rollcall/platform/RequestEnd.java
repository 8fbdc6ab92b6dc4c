package dev.rollcall.platform;

import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicBoolean;

/** What is to be done once when a request is over: answered, given up by its client, or cut off. */
final class RequestEnd {

    private RequestEnd() {}

    static void once(RoutingContext request, Runnable action) {
        var done = new AtomicBoolean();
        Runnable first = () -> {
            if (done.compareAndSet(false, true)) {
                action.run();
            }
        };
        request.addEndHandler(ended -> first.run());
        request.addBodyEndHandler(written -> first.run()); // the other is not told when a body grew too large
    }
}
