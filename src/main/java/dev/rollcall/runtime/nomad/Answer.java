package dev.rollcall.runtime.nomad;

import dev.rollcall.platform.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.http.HttpClientResponse;

/**
 * What Nomad said. Errors are plain text, and most of what the caller has done wrong is a 500.
 *
 * @param index where a blocking question goes on; 0 when Nomad did not say
 * @param nextToken the next page, or null
 * @param leader false when this server knows of no leader, so that what it says may be old
 */
record Answer(int status, String body, long index, String nextToken, boolean leader) {

    static Answer of(HttpClientResponse response, String body) {
        String index = response.getHeader("X-Nomad-Index");
        return new Answer(
                response.statusCode(),
                body,
                index == null ? 0 : Long.parseUnsignedLong(index),
                response.getHeader("X-Nomad-NextToken"),
                !"false".equals(response.getHeader("X-Nomad-KnownLeader")));
    }

    boolean ok() {
        return status == 200;
    }

    boolean missing() {
        return status == 404;
    }

    JsonObject object() {
        return new JsonObject(body);
    }

    JsonArray array() {
        return new JsonArray(body);
    }

    /** For people: the status, and the first words. */
    String words() {
        return "Nomad says " + status + ": " + Printable.of(body.strip());
    }

    /** Trouble that a caller cannot do anything about. */
    IllegalStateException trouble() {
        return new IllegalStateException(words());
    }

    @Override
    public String toString() {
        return "Answer[status=" + status + ", index=" + index + "]"; // the body may hold a bot's last words
    }
}
