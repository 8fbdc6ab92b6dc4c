package dev.rollcall.runtime.external;

import dev.rollcall.platform.Printable;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/** What the service said. Whatever is not JSON comes from something in between. */
record ServiceAnswer(int status, String body) {

    boolean ok() {
        return status >= 200 && status < 300;
    }

    /** The service itself says so, and not a proxy before it. */
    boolean missing() {
        return (status == 404 || status == 410) && json() != null;
    }

    /** Null where it is no JSON object. */
    JsonObject json() {
        try {
            return body.isBlank() ? null : new JsonObject(body);
        } catch (DecodeException other) {
            return null;
        }
    }

    String words() {
        return "The bot service says " + status + ": " + Printable.of(body.strip());
    }

    IllegalStateException trouble() {
        return new IllegalStateException(words());
    }

    @Override
    public String toString() {
        return "ServiceAnswer[status=" + status + "]"; // the body may hold a bot's last words
    }
}
