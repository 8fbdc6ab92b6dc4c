package dev.rollcall.platform;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DatabindException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import jakarta.annotation.Nullable;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Says clearly what is wrong with a request body: 400 when it is missing or not JSON, 422 when a field has the wrong
 * type. A parameter marked {@link Nullable} may do without a body. It stands at the reading and not among the exception
 * mappers, so that unreadable JSON of our own is never blamed on the client.
 */
@Provider
public class RequestBody implements ReaderInterceptor {

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        Object body = read(context);
        if (body == null && !mayBeMissing(context)) {
            throw Problem.of(400, "The request body is empty; it must be a JSON object.");
        }
        return body;
    }

    private static Object read(ReaderInterceptorContext context) throws IOException {
        try {
            return context.proceed();
        } catch (JacksonException e) {
            throw problem(e);
        } catch (WebApplicationException e) {
            throw e.getCause() instanceof JacksonException json ? problem(json) : e;
        } catch (IOException e) {
            // the client went away, or sent more than it may and was answered 413 already
            throw Problem.of(400, "The request body could not be read to its end.");
        }
    }

    private static boolean mayBeMissing(ReaderInterceptorContext context) {
        return Arrays.stream(context.getAnnotations()).anyMatch(Nullable.class::isInstance);
    }

    private static RuntimeException problem(JacksonException e) {
        if (e instanceof InvalidDefinitionException) {
            return new IllegalStateException("A type of ours cannot be read from JSON", e);
        }
        return notJson(e).orElseGet(() -> e instanceof DatabindException mapping ? wrongType(mapping) : unreadable(e));
    }

    private static Optional<RuntimeException> notJson(JacksonException e) {
        return Causes.of(e)
                .filter(StreamReadException.class::isInstance)
                .filter(cause -> !(cause instanceof InputCoercionException))
                .map(cause -> (RuntimeException) unreadable((JacksonException) cause))
                .findFirst();
    }

    private static Problem unreadable(JacksonException e) {
        JsonLocation at = e.getLocation();
        String where = at == null || at.getLineNr() < 1
                ? ""
                : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        return Problem.of(400, "The request body is not valid JSON" + where + ".");
    }

    private static Problem wrongType(DatabindException e) {
        String field = e instanceof JsonMappingException mapping ? path(mapping) : "";
        if (field.isEmpty()) {
            return e.getMessage().startsWith("Trailing token")
                    ? unreadable(e)
                    : Problem.invalid("body", "The request body must be " + expected(e) + ".");
        }
        return Problem.invalid(field, field + " must be " + expected(e) + ".");
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(RequestBody::step)
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static String step(JsonMappingException.Reference step) {
        return step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName();
    }

    private static String expected(DatabindException e) {
        if (e.getCause() instanceof InputCoercionException coercion) {
            return JsonType.named(coercion.getTargetType());
        }
        return JsonType.named(e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null);
    }
}
