package dev.rollcall.platform;

import io.quarkus.logging.Log;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.time.Duration;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * No caller waits longer than nine seconds for an answer to begin, and none takes longer to send a request. The database
 * driver would wait for ever for a database that hangs: the limits of a statement are kept by the database itself. Who
 * asks to wait ({@link LongPoll}) waits longer.
 */
@ApplicationScoped
class AnswerInTime {

    /** Callers give up at ten. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(9);

    private static final String TOO_SLOW = "This takes too long at the moment; please try again.";

    private static final String TOO_SLOWLY_SENT = "The request did not arrive in time.";

    private static final int BEFORE_EVERYTHING = 200;

    private final BeforeRest answers;

    AnswerInTime(BeforeRest answers) {
        this.answers = answers;
    }

    void boundTheWait(@Observes Filters filters) {
        filters.register(this::boundTheWait, BEFORE_EVERYTHING);
    }

    private void boundTheWait(RoutingContext request) {
        AnswerDeadline.start(request, LONGEST_WAIT, () -> answerUnlessBegun(request));
        request.next();
    }

    private void answerUnlessBegun(RoutingContext request) {
        if (request.response().headWritten()) {
            return;
        }
        if (isStillSending(request.request())) {
            refuseSlowSender(request);
        } else {
            Log.warnf(
                    "request failed: status=503 method=%s path=%s cause=\"no answer in time\"",
                    request.request().method(), Printable.of(request.request().path()));
            answers.answer(request, Problem.unavailable(TOO_SLOW));
        }
    }

    /** A request without a body may not have been read to its end, though there is nothing left to read. */
    private static boolean isStillSending(HttpServerRequest request) {
        boolean hasBody =
                request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || BeforeRest.contentLength(request) > 0;
        return hasBody && !request.isEnded();
    }

    /** The rest of the body is not waited for: it goes with its connection. */
    private void refuseSlowSender(RoutingContext request) {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        if (request.request().version() != HttpVersion.HTTP_2) {
            request.addEndHandler(answered -> request.request().connection().close());
        }
        answers.answer(request, Problem.of(408, TOO_SLOWLY_SENT));
    }

    /** What a resource says after that has nobody to hear it, and writing it would fail. */
    @ServerResponseFilter
    void dropWhatIsTooLate(ContainerResponseContext response, RoutingContext request) {
        if (request.response().ended()) {
            response.setEntity(null);
        }
    }
}
