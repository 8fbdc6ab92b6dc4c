package dev.rollcall.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/**
 * Reads that say what they hold (ETag, RFC 9110 section 8.8.3) and are not sent again to whoever has it (If-None-Match,
 * section 13.1.2). Together with a time to wait, such a read is answered when something has changed.
 */
@ApplicationScoped
public class ConditionalRead {

    /** These move with every heartbeat, and nobody would call that a change: hence the tag is a weak one. */
    private static final List<String> RESTLESS = List.of("\"last_heartbeat_at\":", "\"deadline_at\":");

    private static final String NULL = "null";

    private final NextChange changes;
    private final ObjectMapper json;

    ConditionalRead(NextChange changes, ObjectMapper json) {
        this.changes = changes;
        this.json = json;
    }

    /**
     * @param known If-None-Match as it came; null for none
     * @param patience how long to wait for something else than what is known
     */
    public Uni<RestResponse<byte[]>> answer(long userId, String known, Duration patience, Supplier<Uni<?>> read) {
        if (known == null || patience.isZero()) {
            return read.get().map(entity -> answer(entity, known));
        }
        return untilChanged(userId, known, System.nanoTime() + patience.toNanos(), read);
    }

    private Uni<RestResponse<byte[]>> untilChanged(long userId, String known, long end, Supplier<Uni<?>> read) {
        return changes.newest(userId)
                .chain(seq -> read.get().map(entity -> answer(entity, known)).chain(answer -> {
                    Duration left = Duration.ofNanos(end - System.nanoTime());
                    if (answer.getStatus() != RestResponse.StatusCode.NOT_MODIFIED || left.toNanos() <= 0) {
                        return Uni.createFrom().item(answer);
                    }
                    return changes.after(userId, seq, left).chain(() -> untilChanged(userId, known, end, read));
                }));
    }

    private RestResponse<byte[]> answer(Object entity, String known) {
        byte[] body = body(entity);
        String tag = tag(body);
        ResponseBuilder<byte[]> answer = matches(known, tag)
                ? ResponseBuilder.create(RestResponse.Status.NOT_MODIFIED)
                : ResponseBuilder.ok(body, MediaType.APPLICATION_JSON_TYPE);
        return answer.header(HttpHeaders.ETAG, tag).build();
    }

    private byte[] body(Object entity) {
        try {
            return json.writeValueAsBytes(entity);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String tag(byte[] body) {
        String lasting = new String(body, StandardCharsets.UTF_8);
        for (String field : RESTLESS) {
            lasting = without(field, lasting);
        }
        return "W/\"" + HexFormat.of().formatHex(Sha256.of(lasting), 0, 12) + "\"";
    }

    /** A field whose value is a time or null. By hand, since lists of bots are long and asked for often. */
    private static String without(String field, String json) {
        StringBuilder kept = new StringBuilder(json.length());
        int from = 0;
        for (int at = json.indexOf(field); at >= 0; at = json.indexOf(field, from)) {
            kept.append(json, from, at);
            int value = at + field.length();
            if (json.charAt(value) == '"') {
                from = json.indexOf('"', value + 1) + 1;
            } else {
                from = json.startsWith(NULL, value) ? value + NULL.length() : value;
            }
        }
        return kept.append(json, from, json.length()).toString();
    }

    /** A list of tags, or the star for any; compared weakly. */
    private static boolean matches(String known, String tag) {
        return known != null
                && Arrays.stream(known.split(","))
                        .map(String::strip)
                        .anyMatch(one -> one.equals("*") || opaque(one).equals(opaque(tag)));
    }

    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }
}
