package dev.rollcall.runtime.docker;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Bots as containers of a Docker Engine. */
@ConfigMapping(prefix = "rollcall.docker")
interface DockerConfig {

    /** Where the engine listens: {@code unix:///path} or {@code tcp://host:port} (without TLS). */
    @WithDefault("${DOCKER_HOST:unix:///var/run/docker.sock}")
    Optional<String> host();

    /** Set where others speak TLS with the engine; a service that is to do so does not start, since it cannot. */
    @WithDefault("${DOCKER_TLS_VERIFY:}")
    Optional<String> tlsVerify();

    /** The image that is a bot; needed by this runtime. It is never pulled: it has to be on the engine. */
    @WithDefault("${BOT_IMAGE_NAME:}")
    Optional<String> image();

    /** Instead of the image's own command; a comma within an argument is written {@code \,}. */
    Optional<List<String>> command();

    /** The network that bots join, where they reach this service and Redis; empty is the engine's default. */
    @WithDefault("${DOCKER_NETWORK:}")
    Optional<String> network();

    /**
     * Tells the bots of this service from those of another one on the same engine. Two services that share an engine
     * must never share this word: both would take the same containers for theirs.
     */
    @WithDefault("rollcall")
    String installation();

    /** CPUs for each bot, such as 1.5. No limit by default: an engine refuses more than its machine has. */
    Optional<BigDecimal> cpus();

    /** Memory of each bot, its /dev/shm included; swap is not used. A bot has been seen with 1 GiB. */
    @WithDefault("4G")
    MemorySize memory();

    /** Chromium keeps what it draws in /dev/shm and crashes where that is full; 64 MiB is the engine's default. */
    @WithDefault("2G")
    MemorySize shmSize();

    /** Processes and threads of each bot: several times what Chromium takes, and a bound for what goes wild. */
    @WithDefault("2048")
    long pidsLimit();

    /** What bots keep of root's capabilities, such as {@code CHOWN}; none by default. */
    Optional<List<String>> capabilities();

    /** How long the engine may take for one call. A launch is two of them, and has 30 s. */
    @WithDefault("12s")
    Duration timeout();
}
