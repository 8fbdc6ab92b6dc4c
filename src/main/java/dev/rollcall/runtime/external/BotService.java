package dev.rollcall.runtime.external;

import dev.rollcall.runtime.Workload;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.http.HttpClient;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.TimeoutException;

/** The calls to the service. A call fails only where nothing was understood; a status is an answer. */
final class BotService {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private final ExternalConfig config;
    private final HttpClient client;

    BotService(Vertx vertx, ExternalConfig config) {
        URI url = config.url();
        boolean secure = "https".equals(url.getScheme());
        if (url.getHost() == null || !(secure || "http".equals(url.getScheme()))) {
            throw new IllegalArgumentException(
                    "rollcall.external.url is http://host:port or https://host:port, not '" + url + "'.");
        }
        this.config = config;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setDefaultHost(url.getHost())
                .setDefaultPort(url.getPort() > 0 ? url.getPort() : secure ? 443 : 80)
                .setSsl(secure)
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setMaxPoolSize(config.connections()));
    }

    /** The handle goes along as the id that we would like, as a reference, and as the key of a repeated request. */
    Uni<ServiceAnswer> launch(Workload workload) {
        JsonObject bot = botConfig(workload);
        JsonObject body = new JsonObject()
                .put("meet_url", bot.getString("meetingUrl"))
                .put("bot_name", bot.getString("botName"))
                .put("user_id", String.valueOf(workload.userId()))
                .put("platform", workload.platform())
                .put("bot_id", workload.handle())
                .put("external_id", workload.handle());
        if (config.passEnvironment()) {
            body.put("environment", new JsonObject(new HashMap<>(workload.environment())));
        }
        return call(HttpMethod.POST, "", body, workload.handle());
    }

    private static JsonObject botConfig(Workload workload) {
        try {
            return new JsonObject(workload.environment().getOrDefault("BOT_CONFIG", "{}"));
        } catch (DecodeException none) {
            return new JsonObject();
        }
    }

    Uni<ServiceAnswer> status(String botId) {
        return call(HttpMethod.GET, "/" + segment(botId), null, null);
    }

    /** Not every service offers this; a grace is for one that knows what it means. */
    Uni<ServiceAnswer> stop(String botId, Duration grace) {
        return call(HttpMethod.DELETE, "/" + segment(botId) + "?grace_seconds=" + grace.toSeconds(), null, null);
    }

    private Uni<ServiceAnswer> call(HttpMethod method, String path, JsonObject body, String idempotencyKey) {
        String base =
                config.url().getPath() == null ? "" : config.url().getPath().replaceAll("/+$", "");
        Duration timeout = config.requestTimeout();
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setURI(base + "/api/v1/bots" + path)
                .setTimeout(timeout.toMillis())
                .putHeader("Accept", "application/json");
        config.token().ifPresent(token -> options.putHeader("Authorization", "Bearer " + token));
        if (body != null) {
            options.putHeader("Content-Type", "application/json").putHeader("Idempotency-Key", idempotencyKey);
        }
        Buffer content = body == null ? Buffer.buffer() : Buffer.newInstance(body.toBuffer());
        return client.request(options)
                .chain(request -> request.send(content))
                .chain(response ->
                        response.body().map(text -> new ServiceAnswer(response.statusCode(), text.toString())))
                .ifNoItem()
                .after(timeout)
                .failWith(() ->
                        new TimeoutException("The bot service has not answered within " + timeout.toSeconds() + " s."));
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    void close() {
        client.closeAndForget();
    }
}
