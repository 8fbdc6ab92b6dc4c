package dev.rollcall.platform;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;

/**
 * What every answer tells a browser: believe the content type, keep nothing, frame nothing, load nothing. A page that
 * needs more sets the header itself; what is set later replaces what is set here.
 */
@ApplicationScoped
class SecurityHeaders {

    /** In front of CORS (300), which answers by itself. */
    private static final int BEFORE_EVERY_ANSWER = 400;

    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

    /** Swagger UI starts itself by a script in its page, and brings its icons as data. */
    private static final String SWAGGER = "default-src 'self'; script-src 'self' 'unsafe-inline';"
            + " style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; object-src 'none'";

    /** The dashboard: our own files and nothing else, no script or style within a page. */
    private static final String PAGES = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final Optional<String> strictTransport;

    SecurityHeaders(HttpConfig config) {
        this.strictTransport = config.hsts().map(time -> "max-age=" + time.toSeconds() + "; includeSubDomains");
    }

    void add(@Observes Filters filters) {
        filters.register(this::add, BEFORE_EVERY_ANSWER);
    }

    private void add(RoutingContext request) {
        MultiMap headers = request.response().headers();
        headers.set("X-Content-Type-Options", "nosniff");
        strictTransport.ifPresent(value -> headers.set("Strict-Transport-Security", value));
        String path = request.normalizedPath();
        boolean page = path.equals("/") || path.equals("/ui") || path.startsWith("/ui/");
        // without a referrer a browser says "Origin: null", and forms look where they come from
        headers.set("Referrer-Policy", page ? "same-origin" : "no-referrer");
        if (!path.startsWith("/q/")) {
            headers.set("Cache-Control", "no-store");
        }
        // the pages that Quarkus shows while developing frame each other
        if (!path.startsWith("/q/dev")) {
            headers.set("X-Frame-Options", "DENY");
            headers.set("Content-Security-Policy", page ? PAGES : path.startsWith("/q/swagger-ui") ? SWAGGER : NOTHING);
        }
        request.next();
    }
}
