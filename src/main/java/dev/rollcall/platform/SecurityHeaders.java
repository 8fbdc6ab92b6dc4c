package dev.rollcall.platform;

import static io.vertx.core.http.HttpHeaders.createOptimized;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
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

    private static final CharSequence NOTHING = createOptimized("default-src 'none'; frame-ancestors 'none'");

    /** Swagger UI starts itself by a script in its page, and brings its icons as data. */
    private static final CharSequence SWAGGER = createOptimized("default-src 'self'; script-src 'self' 'unsafe-inline';"
            + " style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; object-src 'none'");

    /** The dashboard: our own files and nothing else, no script or style within a page. */
    private static final CharSequence PAGES =
            createOptimized("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");

    // Bytes already: they go with every answer.
    private static final CharSequence CONTENT_TYPE_OPTIONS = createOptimized("X-Content-Type-Options");
    private static final CharSequence NOSNIFF = createOptimized("nosniff");
    private static final CharSequence REFERRER_POLICY = createOptimized("Referrer-Policy");
    private static final CharSequence SAME_ORIGIN = createOptimized("same-origin");
    private static final CharSequence NO_REFERRER = createOptimized("no-referrer");
    private static final CharSequence NO_STORE = createOptimized("no-store");
    private static final CharSequence FRAME_OPTIONS = createOptimized("X-Frame-Options");
    private static final CharSequence DENY = createOptimized("DENY");
    private static final CharSequence SECURITY_POLICY = createOptimized("Content-Security-Policy");
    private static final CharSequence STRICT_TRANSPORT = createOptimized("Strict-Transport-Security");

    private final Optional<String> strictTransport;

    SecurityHeaders(HttpConfig config) {
        this.strictTransport = config.hsts().map(time -> "max-age=" + time.toSeconds() + "; includeSubDomains");
    }

    void add(@Observes Filters filters) {
        filters.register(this::add, BEFORE_EVERY_ANSWER);
    }

    private void add(RoutingContext request) {
        MultiMap headers = request.response().headers();
        headers.set(CONTENT_TYPE_OPTIONS, NOSNIFF);
        strictTransport.ifPresent(value -> headers.set(STRICT_TRANSPORT, value));
        String path = request.normalizedPath();
        boolean page = path.equals("/") || path.equals("/ui") || path.startsWith("/ui/");
        // without a referrer a browser says "Origin: null", and forms look where they come from
        headers.set(REFERRER_POLICY, page ? SAME_ORIGIN : NO_REFERRER);
        if (!path.startsWith("/q/")) {
            headers.set(HttpHeaders.CACHE_CONTROL, NO_STORE);
        }
        // the pages that Quarkus shows while developing frame each other
        if (!path.startsWith("/q/dev")) {
            headers.set(FRAME_OPTIONS, DENY);
            headers.set(SECURITY_POLICY, page ? PAGES : path.startsWith("/q/swagger-ui") ? SWAGGER : NOTHING);
        }
        request.next();
    }
}
