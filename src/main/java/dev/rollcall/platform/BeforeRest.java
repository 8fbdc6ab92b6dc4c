package dev.rollcall.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Problem+json, or a page where people ask, for the requests that fail before a resource is found for them. */
@ApplicationScoped
class BeforeRest {

    /** Filters run in front of Quarkus' own check of the size, which answers without a body. */
    private static final int BEFORE_THE_CHECK_OF_SIZE = 100;

    private final ObjectMapper json;
    private final List<ProblemPages> pages;
    private final long largestBody;

    BeforeRest(
            ObjectMapper json,
            @All List<ProblemPages> pages,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size", defaultValue = "10240K")
                    MemorySize largestBody) {
        this.json = json;
        this.pages = pages;
        this.largestBody = largestBody.asLongValue();
    }

    void refuseLargeBodies(@Observes Filters filters) {
        filters.register(this::refuseLargeBody, BEFORE_THE_CHECK_OF_SIZE);
    }

    void answerFailures(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(this::answerFailure);
    }

    private void refuseLargeBody(RoutingContext request) {
        if (contentLength(request.request()) <= largestBody) {
            request.next();
            return;
        }
        // the body stays unread, hence nothing more can come over this connection
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        answer(request, Failure.ofStatus(413));
    }

    static long contentLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0; // the server refuses it by itself
        }
    }

    private void answerFailure(RoutingContext request) {
        if (request.response().headWritten()) {
            request.next();
            return;
        }
        answer(request, problem(request));
    }

    private static Problem problem(RoutingContext request) {
        Throwable failure = request.failure();
        if (failure == null) {
            return Failure.ofStatus(request.statusCode() < 400 ? 500 : request.statusCode());
        }
        return Failure.foreseen(failure).orElseGet(() -> unforeseen(request, failure));
    }

    private static Problem unforeseen(RoutingContext request, Throwable failure) {
        UUID errorId = UUID.randomUUID();
        Log.errorf(
                failure,
                "request failed: error_id=%s method=%s path=%s",
                errorId,
                request.request().method(),
                Printable.of(request.request().path()));
        return Failure.unforeseen(errorId);
    }

    void answer(RoutingContext request, Problem problem) {
        pages.stream()
                .flatMap(page -> page.of(problem, request).stream())
                .findFirst()
                .ifPresentOrElse(page -> answerPage(request, page), () -> answerJson(request, problem));
    }

    private static void answerPage(RoutingContext request, ProblemPages.Page page) {
        HttpServerResponse response = request.response().setStatusCode(page.status());
        response.putHeader(HttpHeaders.CONTENT_TYPE, ProblemPages.Page.MEDIA_TYPE);
        page.headers().forEach(response::putHeader);
        response.end(page.html());
    }

    private void answerJson(RoutingContext request, Problem problem) {
        HttpServerResponse response = request.response().setStatusCode(problem.status());
        response.putHeader(HttpHeaders.CONTENT_TYPE, ProblemJson.MEDIA_TYPE);
        if (problem.retryAfterSeconds() != null) {
            response.putHeader(
                    HttpHeaders.RETRY_AFTER, problem.retryAfterSeconds().toString());
        }
        response.end(text(problem));
    }

    private String text(Problem problem) {
        try {
            return json.writeValueAsString(ProblemJson.of(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem is always JSON", e);
        }
    }
}
