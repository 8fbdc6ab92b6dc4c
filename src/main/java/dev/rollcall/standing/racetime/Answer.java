package dev.rollcall.standing.racetime;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What racetime.gg has answered.
 *
 * @param json null where it is no JSON object
 * @param cachedFor how long the same will be answered again, less the time that it has stood in a cache; zero if not said
 * @param retryAfter what a busy server asks for; zero if nothing
 */
record Answer(int status, JsonObject json, Duration cachedFor, Duration retryAfter) {

    private static final Pattern MAX_AGE = Pattern.compile("(?i)(?:^|[,\\s])max-age=(\\d{1,9})(?:$|[,\\s])");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    static Answer of(int status, MultiMap headers, String body) {
        Duration left = maxAge(headers.get("Cache-Control")).minus(seconds(headers.get("Age")));
        return new Answer(
                status,
                Json.parsed(body).orElse(null),
                left.isNegative() ? Duration.ZERO : left,
                seconds(headers.get("Retry-After")));
    }

    private static Duration maxAge(String cacheControl) {
        Matcher found = MAX_AGE.matcher(cacheControl == null ? "" : cacheControl);
        return found.find() ? Duration.ofSeconds(Long.parseLong(found.group(1))) : Duration.ZERO;
    }

    private static Duration seconds(String header) {
        return header != null && SECONDS.matcher(header.strip()).matches()
                ? Duration.ofSeconds(Long.parseLong(header.strip()))
                : Duration.ZERO;
    }

    /** Without what it says, which may be a token. */
    @Override
    public String toString() {
        return "Answer[status=" + status + ", cachedFor=" + cachedFor + "]";
    }
}
