package dev.rollcall.platform;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
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
class Draining {

    /** In front of everything but the headers of every answer. */
    private static final int BEFORE_ALL_WORK = 250;

    private final BeforeRest answers;
    private final long delayNanos;
    private volatile long began;
    private volatile boolean ending;

    Draining(BeforeRest answers, @ConfigProperty(name = "quarkus.shutdown.delay") Optional<Duration> delay) {
        this.answers = answers;
        this.delayNanos = delay.orElse(Duration.ZERO).toNanos();
    }

    void begin(@Observes ShutdownDelayInitiatedEvent event) {
        began = System.nanoTime();
        ending = true;
    }

    void refuse(@Observes Filters filters) {
        filters.register(this::refuse, BEFORE_ALL_WORK);
    }

    private void refuse(RoutingContext request) {
        if (!isRefusing() || request.normalizedPath().startsWith("/q/health")) {
            request.next();
            return;
        }
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        answers.answer(request, Problem.unavailable("This replica is shutting down; please try again."));
    }

    private boolean isRefusing() {
        return ending && System.nanoTime() - began >= delayNanos;
    }
}
