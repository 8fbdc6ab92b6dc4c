package dev.rollcall.platform;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * An orderly end: not ready at once; while balancers learn of it (quarkus.shutdown.delay) everything is still answered;
 * then new requests are refused, so that those under way come to an end. Without the refusal a busy service would never
 * be without a request, and would cut some off when its time is up.
 */
@ApplicationScoped
class OrderlyStop {

    /** In front of all work; behind the headers of every answer (400) and CORS (300). */
    private static final int BEFORE_ALL_WORK = 250;

    private final BeforeRest answers;
    private final Event<NoMoreRequests> noMoreRequests;
    private final Vertx vertx;
    private final Duration delay;
    private volatile boolean refusing;

    OrderlyStop(
            BeforeRest answers,
            Event<NoMoreRequests> noMoreRequests,
            Vertx vertx,
            @ConfigProperty(name = "quarkus.shutdown.delay") Optional<Duration> delay) {
        this.answers = answers;
        this.noMoreRequests = noMoreRequests;
        this.vertx = vertx;
        this.delay = delay.orElse(Duration.ZERO);
    }

    void begin(@Observes ShutdownDelayInitiatedEvent event) {
        if (delay.toMillis() > 0) {
            vertx.setTimer(delay.toMillis(), over -> refuseFromNowOn());
        } else {
            refuseFromNowOn();
        }
    }

    private void refuseFromNowOn() {
        refusing = true;
        noMoreRequests.fire(new NoMoreRequests());
    }

    void refuse(@Observes Filters filters) {
        filters.register(this::refuse, BEFORE_ALL_WORK);
    }

    private void refuse(RoutingContext request) {
        if (!refusing || request.normalizedPath().startsWith("/q/health")) {
            request.next();
            return;
        }
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        answers.answer(request, Problem.unavailable("This replica is shutting down; please try again."));
    }
}
