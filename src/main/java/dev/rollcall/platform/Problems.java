package dev.rollcall.platform;

import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every failure of a resource into problem+json, or into a page where people ask. */
class Problems {

    private final List<ProblemPages> pages;

    Problems(@All List<ProblemPages> pages) {
        this.pages = pages;
    }

    /** The security exceptions are named because Quarkus has mappers of its own for them. */
    @ServerExceptionMapper({
        Throwable.class,
        UnauthorizedException.class,
        ForbiddenException.class,
        AuthenticationFailedException.class
    })
    Response answer(Throwable failure, ContainerRequestContext request, RoutingContext routing) {
        Optional<Problem> foreseen = Failure.foreseen(failure);
        foreseen.filter(problem -> problem.status() >= 500).ifPresent(problem -> logTrouble(problem, failure, request));
        Problem problem = foreseen.orElseGet(() -> unforeseen(failure, request));
        return pages.stream()
                .flatMap(page -> page.of(problem, routing).stream())
                .findFirst()
                .map(Problems::response)
                .orElseGet(() -> response(problem));
    }

    private static Response response(ProblemPages.Page page) {
        Response.ResponseBuilder response = Response.status(page.status()).type(ProblemPages.Page.MEDIA_TYPE);
        page.headers().forEach(response::header);
        return response.entity(page.html()).build();
    }

    private static Response response(Problem problem) {
        return Response.status(problem.status())
                .type(ProblemJson.MEDIA_TYPE)
                .header(HttpHeaders.RETRY_AFTER, problem.retryAfterSeconds())
                .entity(ProblemJson.of(problem))
                .build();
    }

    private static void logTrouble(Problem problem, Throwable failure, ContainerRequestContext request) {
        Log.warnf(
                "request failed: status=%d method=%s path=%s cause=%s",
                problem.status(), Printable.of(request.getMethod()), path(request), Printable.of(failure.toString()));
    }

    private static Problem unforeseen(Throwable failure, ContainerRequestContext request) {
        UUID errorId = UUID.randomUUID();
        Log.errorf(
                failure,
                "request failed: error_id=%s method=%s path=%s",
                errorId,
                Printable.of(request.getMethod()),
                path(request));
        return Failure.unforeseen(errorId);
    }

    /** Without the query, which may carry the token of a bot. */
    private static String path(ContainerRequestContext request) {
        return Printable.of(request.getUriInfo().getPath());
    }
}
