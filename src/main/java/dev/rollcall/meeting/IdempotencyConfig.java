package dev.rollcall.meeting;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Requests for bots that may be sent again. */
@ConfigMapping(prefix = "rollcall.idempotency")
interface IdempotencyConfig {

    /** How long the first answer is given again. Longer than any client retries, and what others of its kind keep. */
    @WithDefault("24h")
    Duration keep();
}
