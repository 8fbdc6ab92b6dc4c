package dev.rollcall.polling;

import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** The operator's own service that knows bots by our ids. Its address is configuration, so it may be anywhere. */
@Startup // so that an address that cannot be used is told at the start
@ApplicationScoped
class ExternalService {

    private static final Logger LOG = Logger.getLogger(ExternalService.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final int CONNECTIONS = 16;

    private final PollingConfig config;
    private final Optional<HttpClient> client;

    /** @throws IllegalArgumentException for an address that is none */
    ExternalService(Vertx vertx, PollingConfig config) {
        this.config = config;
        this.client = config.externalUrl().map(url -> client(vertx, url));
    }

    private static HttpClient client(Vertx vertx, URI url) {
        boolean secure = "https".equals(url.getScheme());
        if (url.getHost() == null || !(secure || "http".equals(url.getScheme()))) {
            throw new IllegalArgumentException(
                    "rollcall.polling.external-url is http://host:port or https://host:port.");
        }
        return vertx.createHttpClient(new HttpClientOptions()
                .setDefaultHost(url.getHost())
                .setDefaultPort(url.getPort() > 0 ? url.getPort() : secure ? 443 : 80)
                .setSsl(secure)
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setMaxPoolSize(CONNECTIONS));
    }

    boolean isConfigured() {
        return client.isPresent();
    }

    /** How many bots are asked for at once. */
    int connections() {
        return CONNECTIONS;
    }

    /** What it says of a bot; empty for one that it does not know, or says no sense of. Fails where nothing was understood. */
    Uni<Optional<JsonObject>> ask(String botId) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setURI(path() + "/api/v1/bots/" + botId) // ours, so there is nothing to escape
                .setTimeout(config.requestTimeout().toMillis())
                .putHeader("Accept", "application/json");
        config.externalToken().ifPresent(token -> options.putHeader("Authorization", "Bearer " + token));
        return client.orElseThrow()
                .request(options)
                .chain(request -> request.send())
                .chain(ExternalService::read)
                .ifNoItem()
                .after(config.requestTimeout())
                .failWith(() -> new TimeoutException("no answer in time"));
    }

    private String path() {
        String path = config.externalUrl().orElseThrow().getPath();
        return path == null ? "" : path.replaceAll("/+$", "");
    }

    private static Uni<Optional<JsonObject>> read(HttpClientResponse response) {
        int status = response.statusCode();
        return response.body().map(body -> {
            if (status == 404 || status == 410) {
                return Optional.empty();
            }
            if (status != 200) {
                throw new IllegalStateException("it answered " + status);
            }
            return object(body);
        });
    }

    /** An answer that makes no sense is the trouble of one bot, and not of the whole service. */
    private static Optional<JsonObject> object(Buffer body) {
        try {
            return Optional.of(new JsonObject(body.getDelegate()));
        } catch (DecodeException e) {
            LOG.warnf("bot-status=sync error=\"no JSON object\" bytes=%d", body.length());
            return Optional.empty();
        }
    }

    @PreDestroy
    void close() {
        client.ifPresent(HttpClient::closeAndForget);
    }
}
