package dev.rollcall.runtime.nomad;

import io.netty.handler.codec.http.QueryStringEncoder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientResponse;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Nomad's HTTP API, <a href="https://developer.hashicorp.com/nomad/api-docs">as published</a>: every call with the token,
 * the namespace and the region, and with a time-out. A call fails only where nothing was understood; a status is an answer.
 */
final class NomadApi {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private final NomadConfig config;
    private final HttpClient client;

    NomadApi(Vertx vertx, NomadConfig config) {
        this.config = config;
        this.client = vertx.createHttpClient(options(config));
    }

    private static HttpClientOptions options(NomadConfig config) {
        URI address = config.address();
        boolean secure = "https".equals(address.getScheme());
        if (address.getHost() == null || !(secure || "http".equals(address.getScheme()))) {
            throw new IllegalArgumentException(
                    "rollcall.nomad.address is http://host:port or https://host:port, not '" + address + "'.");
        }
        if (config.namespace().filter("*"::equals).isPresent()) {
            throw new IllegalArgumentException(
                    "rollcall.nomad.namespace is one namespace, not '*': bots are dispatched into it.");
        }
        HttpClientOptions options = new HttpClientOptions()
                .setDefaultHost(address.getHost())
                .setDefaultPort(address.getPort() > 0 ? address.getPort() : secure ? 443 : 4646)
                .setSsl(secure)
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setMaxPoolSize(config.connections() + 1); // one is the watch's
        config.caCertificate()
                .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        config.clientCertificate()
                .ifPresent(file -> options.setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(file.toString())
                        .addKeyPath(config.clientKey()
                                .orElseThrow(() -> new IllegalArgumentException(
                                        "rollcall.nomad.client-certificate needs rollcall.nomad.client-key."))
                                .toString())));
        return options;
    }

    /** One segment of a path: the slashes in the ids of dispatched jobs are part of the id. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    Uni<Answer> get(String path, Map<String, String> query) {
        return call(HttpMethod.GET, path, query, null, config.requestTimeout());
    }

    /** A blocking question: Nomad may keep it for {@code wait} and a sixteenth of that. */
    Uni<Answer> getWithin(String path, Map<String, String> query, Duration wait) {
        Duration longest = wait.plus(wait.dividedBy(16)).plus(config.requestTimeout());
        return call(HttpMethod.GET, path, query, null, longest);
    }

    Uni<Answer> post(String path, Map<String, String> query, JsonObject body) {
        return call(HttpMethod.POST, path, query, body, config.requestTimeout());
    }

    Uni<Answer> delete(String path, Map<String, String> query) {
        return call(HttpMethod.DELETE, path, query, null, config.requestTimeout());
    }

    private Uni<Answer> call(
            HttpMethod method, String path, Map<String, String> query, JsonObject body, Duration timeout) {
        RequestOptions options =
                new RequestOptions().setMethod(method).setURI(uri(path, query)).setTimeout(timeout.toMillis());
        config.token().ifPresent(token -> options.putHeader("X-Nomad-Token", token));
        if (body != null) {
            options.putHeader("Content-Type", "application/json");
        }
        Buffer content = body == null ? Buffer.buffer() : Buffer.newInstance(body.toBuffer());
        return client.request(options)
                .chain(request -> request.send(content))
                .chain(NomadApi::read)
                .ifNoItem()
                .after(timeout)
                .failWith(() -> new TimeoutException("Nomad has not answered within " + timeout.toSeconds() + " s."));
    }

    private String uri(String path, Map<String, String> query) {
        String base = config.address().getPath() == null
                ? ""
                : config.address().getPath().replaceAll("/+$", "");
        QueryStringEncoder uri = new QueryStringEncoder(base + path);
        config.namespace().ifPresent(namespace -> uri.addParam("namespace", namespace));
        config.region().ifPresent(region -> uri.addParam("region", region));
        query.forEach(uri::addParam);
        return uri.toString();
    }

    private static Uni<Answer> read(HttpClientResponse response) {
        return response.body().map(body -> Answer.of(response, body.toString()));
    }

    void close() {
        client.closeAndForget();
    }
}
