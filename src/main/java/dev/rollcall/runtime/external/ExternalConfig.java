package dev.rollcall.runtime.external;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Bots that another HTTP service launches. */
@ConfigMapping(prefix = "rollcall.external")
interface ExternalConfig {

    /** Who names the bots. */
    enum Ids {
        /** The service: only our record tells which of its bots is which of ours. */
        THEIRS,
        /** We do: the service takes our handle as the id, so that a bot is found without a record. */
        OURS
    }

    /** The service; {@code /api/v1/bots} is added. Default: the neighbour of a container, where such a service usually is. */
    @WithDefault("http://host.docker.internal:8001")
    URI url();

    /** What is sent as a bearer token, where the service wants one. */
    Optional<String> token();

    /**
     * Whether the service keeps the {@code bot_id} that we send ({@code ours}), or answers with an id of its own
     * ({@code theirs}, which is safe to assume).
     */
    @WithDefault("theirs")
    Ids ids();

    /**
     * Whether the bot's environment, with its secrets, is sent along: for a service that runs Rollcall's own bots, which
     * then call back by themselves. Others have no use for it.
     */
    @WithDefault("false")
    boolean passEnvironment();

    /** How often the status of each bot is asked for: what frontends poll with, too. */
    @WithDefault("3s")
    Duration pollInterval();

    /** While the service is down the interval doubles, up to this: a restart of it is noticed within a minute. */
    @WithDefault("1m")
    Duration longestPause();

    /** How long one call may take. Starting a browser is not part of it. */
    @WithDefault("10s")
    Duration requestTimeout();

    /** Calls at once, from one replica. */
    @WithDefault("16")
    int connections();

    /**
     * Holds one small file per bot: the service's id for it, and how it ended. It has to outlive the service; where several
     * replicas run, all need the same one, on a shared volume.
     */
    @WithDefault("${java.io.tmpdir}/rollcall-external-${user.name}-${quarkus.http.port:8080}")
    Path directory();

    /** How long a record is kept after its bot was deleted: longer than the day in which the sweeper looks again. */
    @WithDefault("2d")
    Duration keepRecords();
}
