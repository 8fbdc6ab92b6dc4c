package dev.rollcall.access;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Who else than admins may read statistics. */
@ConfigMapping(prefix = "rollcall.analytics")
interface AnalyticsConfig {

    /**
     * A second token for X-Admin-API-Key, which reads /admin/analytics and /admin/stats and opens nothing else; also
     * {@code ANALYTICS_API_TOKEN}. It must not be the admin token. Default: there is none.
     */
    Optional<String> token();
}
