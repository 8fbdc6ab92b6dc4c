package dev.rollcall.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * How often a replica is asked before it says 429. Every limit is a bucket of tokens: so many at once, so many more each
 * second. Callbacks of bots and health probes are never limited.
 */
@ConfigMapping(prefix = "rollcall.rate")
interface RateConfig {

    /** Off where a gateway in front limits already. */
    @WithDefault("true")
    boolean enabled();

    /** Requests at once with one user's key: what clients of Vexa 0.12 are used to. */
    @WithDefault("120")
    int userBurst();

    /** Requests each second with one user's key, in the long run. */
    @WithDefault("40")
    double userPerSecond();

    /** Requests at once with the admin token: a script that makes a hundred users need not know of limits. */
    @WithDefault("240")
    int adminBurst();

    /** Requests each second with the admin token, in the long run. */
    @WithDefault("40")
    double adminPerSecond();

    /**
     * Requests at once from one address without a key, or with one that was not seen before: after a restart that is
     * everybody behind one proxy.
     */
    @WithDefault("600")
    int strangerBurst();

    /** The same each second. */
    @WithDefault("200")
    double strangerPerSecond();

    /** Wrong keys at once from one address; then keys that were not seen before are refused without being looked up. */
    @WithDefault("20")
    int failureBurst();

    /** Wrong keys each second from one address, in the long run. */
    @WithDefault("0.5")
    double failurePerSecond();

    /** Keys, and addresses, that are remembered; the longest unseen is forgotten first. About 10 MB at most. */
    @WithDefault("50000")
    int mostRemembered();
}
