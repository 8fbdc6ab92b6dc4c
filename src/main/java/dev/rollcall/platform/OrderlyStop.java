package dev.rollcall.platform;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An orderly end: not ready at once; while balancers learn of it, everything is still answered, and whoever keeps a
 * connection is asked to make a new one; then new requests are refused and those under way come to an end. Quarkus' own
 * (quarkus.shutdown.timeout) refuses nothing, so that a busy service is never without a request and cuts some off when
 * its time is up, and it counts sockets for ever.
 */
@ApplicationScoped
class OrderlyStop {

    /** In front of all work; behind the headers of every answer (400) and CORS (300). */
    private static final int BEFORE_ALL_WORK = 250;

    private static final Duration LOOK = Duration.ofMillis(10);

    private final BeforeRest answers;
    private final Event<NoMoreRequests> noMoreRequests;
    private final ShutdownConfig config;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean ending;
    private volatile boolean refusing;

    OrderlyStop(BeforeRest answers, Event<NoMoreRequests> noMoreRequests, ShutdownConfig config) {
        this.answers = answers;
        this.noMoreRequests = noMoreRequests;
        this.config = config;
    }

    /** Called by the thread that ends the service, which goes on when this returns. */
    void end(@Observes ShutdownDelayInitiatedEvent event) throws InterruptedException {
        ending = true;
        Thread.sleep(config.delay().toMillis());
        refusing = true;
        noMoreRequests.fire(new NoMoreRequests());
        long end = System.nanoTime() + config.timeout().toNanos();
        while (underWay.get() > 0 && System.nanoTime() < end) {
            Thread.sleep(LOOK.toMillis());
        }
        if (underWay.get() > 0) {
            Log.warnf("shutdown: requests cut off: %d", underWay.get());
        }
    }

    void follow(@Observes Filters filters) {
        filters.register(this::follow, BEFORE_ALL_WORK);
    }

    private void follow(RoutingContext request) {
        if (isSocket(request) && !refusing) {
            request.next(); // it ends when it is told that there are no more requests
            return;
        }
        if (ending) {
            // A balancer sends new connections elsewhere, but whoever keeps one would go on here until the first
            // refusal.
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        underWay.incrementAndGet(); // before the look at what is refused: whoever is let in is waited for
        RequestEnd.once(request, underWay::decrementAndGet);
        if (refusing && !request.normalizedPath().startsWith("/q/health")) {
            answers.answer(request, Problem.unavailable("This replica is shutting down; please try again."));
        } else {
            request.next();
        }
    }

    boolean isEnding() {
        return ending;
    }

    /** Requests that are not answered yet. */
    int underWay() {
        return underWay.get();
    }

    private static boolean isSocket(RoutingContext request) {
        return request.request().headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true);
    }
}
