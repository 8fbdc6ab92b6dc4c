package dev.rollcall.standing.generic;

import dev.rollcall.platform.FieldErrors;
import dev.rollcall.standing.Assignment;
import dev.rollcall.standing.BaseUrl;
import dev.rollcall.standing.Connection;
import dev.rollcall.standing.ConnectionSettings;
import dev.rollcall.standing.Connector;
import dev.rollcall.standing.Reports;
import dev.rollcall.standing.StandingConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Any service: a socket (ws, wss) is kept open and pinged, a page (http, https) is asked for in every interval. */
@ApplicationScoped
class GenericConnector implements Connector {

    /** Until a connection stands, and until an answer is there. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int LARGEST_FRAME = 1024 * 1024;

    private final Vertx vertx;
    private final StandingConfig config;
    private final HttpClient http;
    private final WebSocketClient sockets;

    GenericConnector(Vertx vertx, StandingConfig config) {
        this.vertx = vertx;
        this.config = config;
        int connect = (int) PATIENCE.toMillis();
        // a kept connection that its service has just closed would look like trouble; and our traces are none of theirs
        this.http = vertx.createHttpClient(new HttpClientOptions()
                .setKeepAlive(false)
                .setMaxPoolSize(Math.max(1, config.atOnce()))
                .setConnectTimeout(connect)
                .setTracingPolicy(TracingPolicy.IGNORE));
        this.sockets = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setConnectTimeout(connect)
                .setMaxConnections(Math.max(1, config.atOnce()))
                .setClosingTimeout(1) // whoever does not answer a close is cut off: no second socket beside it
                .setMaxFrameSize(LARGEST_FRAME)
                .setMaxMessageSize(LARGEST_FRAME));
    }

    @Override
    public String name() {
        return "generic";
    }

    @Override
    public void check(ConnectionSettings settings, FieldErrors errors) {
        BaseUrl.checkWithSockets(errors, settings.baseUrl(), config.rules());
        GenericSettings.check(settings, errors);
    }

    @Override
    public Uni<Connection> open(Assignment assignment, Reports reports) {
        return Uni.createFrom().item(() -> {
            GenericSettings settings = GenericSettings.of(assignment.settings());
            return settings.isSocket()
                    ? new OpenSocket(vertx, sockets, settings, assignment.interval(), reports).begin()
                    : new AskedPage(vertx, http, settings, assignment.interval(), reports).begin();
        });
    }
}
