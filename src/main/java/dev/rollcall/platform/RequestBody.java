package dev.rollcall.platform;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DatabindException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.resteasy.reactive.jackson.runtime.serialisers.ServerJacksonMessageBodyReader;
import jakarta.annotation.Nullable;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Says clearly what is wrong with a request body: 400 when it is missing or not JSON, 422 when a field has the wrong
 * type. A parameter marked {@link Nullable} may do without a body. It stands at the reading and not among the exception
 * mappers, so that unreadable JSON of our own is never blamed on the client; and in the reader's place, since for an
 * interceptor the annotations of the parameter would be parsed with each request.
 */
@Provider
@Consumes({"application/json", "application/*+json"})
public class RequestBody extends ServerJacksonMessageBodyReader {

    /** ASCII is a part of it. */
    private static final Set<String> UTF_8 = Set.of("utf-8", "utf8", "us-ascii");

    /** Bytes at the beginning that tell UTF-16 and UTF-32: a mark of byte order, or zeros. */
    private static final int LONGEST_MARK = 4;

    @Inject
    RequestBody(Instance<ObjectMapper> mapper) {
        super(mapper);
    }

    @Override
    public Object readFrom(Class<Object> type, Type genericType, MediaType mediaType, ServerRequestContext context)
            throws IOException {
        Object body = read(type, genericType, mediaType, utf8(mediaType, context.getInputStream()));
        if (body == null && !mayBeMissing(context)) {
            throw Problem.of(400, "The request body is empty; it must be a JSON object.");
        }
        return body;
    }

    private Object read(Class<Object> type, Type genericType, MediaType mediaType, InputStream body) {
        try {
            return readFrom(type, genericType, null, mediaType, null, body);
        } catch (JacksonException e) {
            throw problem(e);
        } catch (WebApplicationException e) {
            throw e.getCause() instanceof JacksonException json ? problem(json) : e;
        } catch (IOException e) {
            // the client went away, or sent more than it may and was answered 413 already
            throw Problem.of(400, "The request body could not be read to its end.");
        }
    }

    /** JSON between systems is UTF-8 (RFC 8259, section 8.1); Jackson would guess UTF-16 and UTF-32 from their zeros. */
    private static InputStream utf8(MediaType mediaType, InputStream sent) throws IOException {
        String charset = mediaType.getParameters().get(MediaType.CHARSET_PARAMETER);
        if (charset != null && !UTF_8.contains(charset.toLowerCase(Locale.ROOT))) {
            throw Problem.of(415, "The request body must be in UTF-8.");
        }
        PushbackInputStream body = new PushbackInputStream(sent, LONGEST_MARK);
        byte[] mark = body.readNBytes(LONGEST_MARK);
        body.unread(mark);
        if (isWide(mark)) {
            throw Problem.of(400, "The request body must be in UTF-8.");
        }
        return body;
    }

    private static boolean isWide(byte[] mark) {
        int zeros = 0;
        for (byte unit : mark) {
            if (unit == (byte) 0xfe || unit == (byte) 0xff) {
                return true;
            }
            zeros += unit == 0 ? 1 : 0;
        }
        return zeros > 0 && zeros < mark.length;
    }

    private static boolean mayBeMissing(ServerRequestContext context) {
        Method method = context.getResteasyReactiveResourceInfo().getMethod();
        return Arrays.stream(method.getParameterAnnotations())
                .flatMap(Arrays::stream)
                .anyMatch(Nullable.class::isInstance);
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
        if (e instanceof StreamConstraintsException) {
            return Problem.of(400, "The request body is nested too deeply, or a number or name in it is too long.");
        }
        if (e.getOriginalMessage().startsWith("Duplicate field")) {
            return Problem.of(400, "The request body has a field twice" + where(e) + ".");
        }
        return Problem.of(400, "The request body is not valid JSON" + where(e) + ".");
    }

    private static String where(JacksonException e) {
        JsonLocation at = e.getLocation();
        return at == null || at.getLineNr() < 1
                ? ""
                : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
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
