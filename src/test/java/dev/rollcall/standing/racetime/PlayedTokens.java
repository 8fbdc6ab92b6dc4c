package dev.rollcall.standing.racetime;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The OAuth applications of a server's bots, and the tokens that they were given. */
final class PlayedTokens {

    private record Given(String clientId, Instant until) {}

    final PlayedFaults faults = new PlayedFaults();

    /** When each request came, whatever it was answered. */
    final List<Instant> requests = new CopyOnWriteArrayList<>();

    /** What a new token is told to live, which need not be whole seconds for the server itself. */
    volatile Duration life = Duration.ofHours(10);

    /** How long an answer takes. */
    volatile Duration delay = Duration.ofMillis(1);

    volatile boolean tellsLife = true;

    private final Vertx vertx;
    private final Map<String, String> applications = new ConcurrentHashMap<>();
    private final Map<String, Given> tokens = new ConcurrentHashMap<>();

    PlayedTokens(Vertx vertx) {
        this.vertx = vertx;
    }

    void activate(String clientId, String clientSecret) {
        applications.put(clientId, clientSecret);
    }

    /** Its application is deleted, and all its tokens with it. */
    void deactivate(String clientId) {
        applications.remove(clientId);
        tokens.values().removeIf(token -> token.clientId().equals(clientId));
    }

    void forgetTokens() {
        tokens.clear();
    }

    List<String> given() {
        return List.copyOf(tokens.keySet());
    }

    boolean isGood(String token) {
        Given given = token == null ? null : tokens.get(token);
        return given != null && Instant.now().isBefore(given.until());
    }

    void answer(HttpServerRequest request) {
        requests.add(Instant.now());
        request.setExpectMultipart(true);
        request.endHandler(end -> {
            if (!faults.play(request)) {
                vertx.setTimer(delay.toMillis(), due -> form(request, request.formAttributes()));
            }
        });
    }

    private void form(HttpServerRequest request, MultiMap form) {
        String type = form.get("grant_type");
        if (type == null) {
            PlayedFaults.json(400, error("invalid_request")).handle(request);
        } else if (!type.equals("client_credentials")) {
            PlayedFaults.json(400, error("unsupported_grant_type")).handle(request);
        } else if (form.get("client_secret") == null
                || !form.get("client_secret").equals(applications.get(String.valueOf(form.get("client_id"))))) {
            PlayedFaults.json(401, error("invalid_client")).handle(request);
        } else {
            PlayedFaults.json(200, give(form.get("client_id"))).handle(request);
        }
    }

    private String give(String clientId) {
        String token = "tok" + UUID.randomUUID().toString().replace("-", "");
        tokens.put(token, new Given(clientId, Instant.now().plus(life)));
        JsonObject answer = new JsonObject()
                .put("access_token", token)
                .put("token_type", "Bearer")
                .put("scope", "read chat_message race_action create_race");
        return (tellsLife ? answer.put("expires_in", life.toSeconds()) : answer).encode();
    }

    private static String error(String word) {
        return new JsonObject().put("error", word).encode();
    }
}
