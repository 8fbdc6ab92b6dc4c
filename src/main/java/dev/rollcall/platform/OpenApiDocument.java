package dev.rollcall.platform;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;

/**
 * Hands out what the API looks like, as it lies in the artifact: making it out of the code takes too long for a start,
 * so a test does that, and holds it to the code.
 */
@ApplicationScoped
class OpenApiDocument {

    private static final String PATH = "/q/openapi";
    private static final String RESOURCE = "openapi.json";

    private final HttpConfig config;

    OpenApiDocument(HttpConfig config) {
        this.config = config;
    }

    void route(@Observes Router router) {
        if (config.openapi()) {
            answer(router, PATH, "application/json");
            answer(router, PATH + ".json", "application/json");
            answer(router, PATH + ".yaml", "application/yaml"); // every JSON text is YAML 1.2 as well
        }
    }

    private static void answer(Router router, String path, String type) {
        router.route(path)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .blockingHandler(request -> answer(request, type), false);
    }

    private static void answer(RoutingContext request, String type) {
        try (InputStream document =
                Thread.currentThread().getContextClassLoader().getResourceAsStream(RESOURCE)) {
            request.response().putHeader(HttpHeaders.CONTENT_TYPE, type).end(Buffer.buffer(document.readAllBytes()));
        } catch (IOException e) {
            request.fail(e);
        }
    }
}
