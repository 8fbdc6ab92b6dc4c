package dev.rollcall.platform;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Bodies are kept in memory until they are complete, and those of callbacks before their sender is known. The large ones
 * share a part of the heap. Small ones pass always: nobody can keep heartbeats out by sending large bodies slowly.
 */
@ApplicationScoped
class LargeBodies {

    /** Heartbeats and orders are far smaller; 25,000 connections with such a body each take 400 MB. */
    static final long SMALL = 16 * 1024;

    private static final int AFTER_THE_CHECK_OF_SIZE = 90;

    private final BeforeRest answers;
    private final long largestBody;
    private final long room;
    private final AtomicLong taken = new AtomicLong();

    LargeBodies(
            BeforeRest answers,
            HttpConfig config,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size", defaultValue = "10240K")
                    MemorySize largestBody) {
        this.answers = answers;
        this.largestBody = largestBody.asLongValue();
        this.room = (long) (Runtime.getRuntime().maxMemory() * config.largeBodies());
    }

    void bound(@Observes Filters filters) {
        filters.register(this::bound, AFTER_THE_CHECK_OF_SIZE);
    }

    void bound(RoutingContext request) {
        long size = largest(request.request());
        if (size <= SMALL) {
            request.next();
        } else if (taken.addAndGet(size) <= room) {
            RequestEnd.once(request, () -> taken.addAndGet(-size));
            request.next();
        } else {
            taken.addAndGet(-size);
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            answers.answer(request, Problem.unavailable("Too many large requests are under way; please try again."));
        }
    }

    /** Bytes that large bodies under way may still bring. */
    long taken() {
        return taken.get();
    }

    /** How large the body may become; of one in chunks nobody knows. */
    private long largest(HttpServerRequest request) {
        if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            return largestBody;
        }
        return BeforeRest.contentLength(request);
    }
}
