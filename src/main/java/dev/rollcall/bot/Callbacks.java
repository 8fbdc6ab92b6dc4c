package dev.rollcall.bot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;

/**
 * Posts to the control plane. No method throws: what does not get through is logged, and the bot goes on.
 *
 * <p>HttpURLConnection and not java.net.http, because it lets the bot start 0.2 s earlier.
 */
final class Callbacks {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);
    private static final int LARGEST_ANSWER = 1 << 20;

    static {
        // By default the JDK silently sends a POST a second time when the connection breaks.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    private final BotSettings settings;
    private final Log log;

    Callbacks(BotSettings settings, Log log) {
        this.settings = settings;
        this.log = log;
    }

    /** What every callback says: who speaks, and when. */
    ObjectNode body() {
        return Json.object()
                .put("connection_id", settings.connectionId())
                .put("timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    }

    void statusChange(ObjectNode body, Tries tries) {
        post("status_change", body, tries);
    }

    /** The answer, or empty when there was none. */
    Optional<JsonNode> heartbeat(ObjectNode body) {
        return post("heartbeat", body, Tries.once());
    }

    boolean acknowledge(Collection<String> commandIds) {
        ObjectNode body = body();
        commandIds.forEach(body.putArray("acknowledged")::add);
        return post("ack", body, Tries.once()).isPresent();
    }

    private Optional<JsonNode> post(String kind, ObjectNode body, Tries tries) {
        URI url = settings.callbackUrl().sibling(kind);
        byte[] bytes = Json.bytes(body);
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
        long giveUpAt = System.nanoTime() + tries.budget().toNanos();
        for (int attempt = 1; ; attempt++) {
            Answer answer = attempt(url, bytes, giveUpAt);
            if (answer.processed()) {
                return Optional.of(answer.json());
            }
            log.step("callback_failed", "callback", kind, "attempt", attempt, "outcome", answer.outcome());
            Duration pause = backoff.next();
            boolean again = !answer.refused()
                    && attempt < tries.most()
                    && System.nanoTime() + pause.toNanos() < giveUpAt
                    && tries.pause().test(pause);
            if (!again) {
                log.step("callback_given_up", "callback", kind, "attempts", attempt);
                return Optional.empty();
            }
        }
    }

    private Answer attempt(URI url, byte[] body, long giveUpAt) {
        Duration limit = Duration.ofNanos(giveUpAt - System.nanoTime());
        try {
            HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(body.length);
            connection.setInstanceFollowRedirects(false); // the secret goes nowhere else
            connection.setRequestProperty("Content-Type", "application/json");
            settings.internalSecret().ifPresent(secret -> connection.setRequestProperty("X-Internal-Secret", secret));
            connection.setConnectTimeout(millis(limit, Tries.CONNECT));
            connection.setReadTimeout(millis(limit, Tries.ANSWER)); // has no effect once connected
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            int status = connection.getResponseCode();
            return new Answer(status, status < 400 ? read(connection.getInputStream()) : Json.object(), "");
        } catch (IOException | RuntimeException e) {
            // The name alone: messages of HttpURLConnection quote the URL with its token.
            return new Answer(0, Json.object(), e.getClass().getSimpleName());
        }
    }

    private static JsonNode read(InputStream in) throws IOException {
        try (in) {
            return Json.parse(in.readNBytes(LARGEST_ANSWER));
        }
    }

    /** At least one, since zero means "wait for ever" to the connection. */
    private static int millis(Duration limit, Duration usual) {
        return (int) Math.max(1, Math.min(limit.toMillis(), usual.toMillis()));
    }

    /** @param status 0 when no answer came; then {@code error} says why */
    private record Answer(int status, JsonNode json, String error) {

        /** Only this word is success: a 2xx from something in between says nothing about the callback. */
        boolean processed() {
            return status >= 200
                    && status < 300
                    && "processed".equals(json.path("status").asText());
        }

        /** The control plane has understood and said no; it will say the same again. */
        boolean refused() {
            return status >= 400 && status < 500;
        }

        String outcome() {
            return status == 0 ? error : "http_" + status;
        }
    }
}
