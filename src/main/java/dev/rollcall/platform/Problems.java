package dev.rollcall.platform;

import io.quarkus.logging.Log;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every failure of a resource into problem+json. */
class Problems {

    /** The security exceptions are named because Quarkus has mappers of its own for them. */
    @ServerExceptionMapper({
        Throwable.class,
        UnauthorizedException.class,
        ForbiddenException.class,
        AuthenticationFailedException.class
    })
    Response answer(Throwable failure, ContainerRequestContext request) {
        Optional<Problem> foreseen = Failure.foreseen(failure);
        foreseen.filter(problem -> problem.status() >= 500).ifPresent(problem -> logTrouble(problem, failure, request));
        return response(foreseen.orElseGet(() -> unforeseen(failure, request)));
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
