package dev.rollcall.platform;

import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.WebApplicationException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What the outside is told about a failure: the sentence, never the insides. */
final class Failure {

    /** Data that PostgreSQL cannot store: the character U+0000, as bytes and in JSON. */
    private static final Map<String, Problem> BY_SQL_STATE = Map.of(
            "22021",
            Problem.of(422, "The request holds a character that cannot be stored (U+0000)."),
            "22P05",
            Problem.of(422, "The request holds a character that cannot be stored (U+0000)."),
            SqlState.UNIQUE_VIOLATION,
            Problem.of(409, "This exists already."));

    private static final Map<Integer, String> BY_STATUS = Map.of(
            400, "The request cannot be understood.",
            404, "There is nothing at this address.",
            405, "This address does not know that method.",
            406, "This address cannot answer in the form that the Accept header asks for.",
            413, "The request body is too large.",
            414, "The address is too long.",
            415, "The request body must be JSON, with Content-Type: application/json.",
            431, "The request headers are too large.");

    private Failure() {}

    /** Empty when nobody foresaw this failure. */
    static Optional<Problem> foreseen(Throwable failure) {
        if (failure instanceof Problem problem) {
            return Optional.of(problem);
        }
        if (failure instanceof UnauthorizedException) {
            return Optional.of(Problem.of(401, "Missing API key"));
        }
        if (failure instanceof AuthenticationException) {
            return Optional.of(Problem.of(401, "Invalid API key"));
        }
        if (failure instanceof ForbiddenException) {
            return Optional.of(Problem.of(403, "This key may not do that."));
        }
        if (failure instanceof WebApplicationException web && web.getResponse().getStatus() < 500) {
            return Optional.of(ofStatus(web.getResponse().getStatus()));
        }
        return inCauses(failure);
    }

    /** What an HTTP status alone can say. */
    static Problem ofStatus(int status) {
        return Problem.of(
                status,
                BY_STATUS.getOrDefault(
                        status, status < 500 ? "The request cannot be answered." : "The service failed."));
    }

    /** The answer to what nobody foresaw; the id leads to the one line of the log that tells more. */
    static Problem unforeseen(UUID errorId) {
        return Problem.of(500, "Something went wrong inside the service. It is logged under the id " + errorId + ".")
                .with("error_id", errorId.toString());
    }

    private static Optional<Problem> inCauses(Throwable failure) {
        Optional<Problem> wrapped = Causes.of(failure)
                .filter(Problem.class::isInstance)
                .map(Problem.class::cast)
                .findFirst();
        return wrapped.or(() -> Trouble.of(failure).map(Trouble::problem))
                .or(() -> SqlState.of(failure).map(BY_SQL_STATE::get));
    }
}
