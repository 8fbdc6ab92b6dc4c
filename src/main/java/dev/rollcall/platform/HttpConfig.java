package dev.rollcall.platform;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** What is said and allowed around every request. */
@ConfigMapping(prefix = "rollcall.http")
interface HttpConfig {

    /**
     * Strict-Transport-Security for so long, as in `365d`. Off by default: only who ends TLS in front of the service
     * knows whether every name under it can do with it.
     */
    Optional<Duration> hsts();

    /**
     * The share of the heap that large bodies under way may take together, 0 to 1. What does not fit is answered 503:
     * without this bound a thousand bodies of 2 MiB would end the service.
     */
    @WithDefault("0.25")
    double largeBodies();

    /**
     * Whether `/q/openapi` answers. On by default: it tells nothing that the documentation does not tell. Swagger UI has
     * `quarkus.swagger-ui.enabled`.
     */
    @WithDefault("true")
    boolean openapi();
}
