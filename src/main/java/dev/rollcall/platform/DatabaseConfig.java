package dev.rollcall.platform;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The pools of connections to the database. Their size is `quarkus.datasource.reactive.max-size`. */
@ConfigMapping(prefix = "rollcall.database")
interface DatabaseConfig {

    /** How long a statement waits for a free connection, then 503: well before a caller gives up at ten seconds. */
    @WithDefault("5s")
    Duration connectionWait();

    /** Statements that may wait for a connection; the next is answered 503 at once. More than a pool does in that time. */
    @WithDefault("10000")
    int longestQueue();

    /** Connections that look up keys and do nothing else, so that a full pool never makes a valid key look invalid. */
    @WithDefault("4")
    int keyConnections();
}
