package dev.rollcall.runtime.process;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Bots as child processes on this machine. */
@ConfigMapping(prefix = "rollcall.process")
interface ProcessConfig {

    /**
     * The program that is a bot, with its arguments: {@code rollcall.process.command=node,/opt/bot/bot.js} (a comma
     * within an argument is written {@code \,}). Without a slash it is looked up in the service's PATH. Default: the
     * reference bot, run by the service's own Java; a native executable is the bot itself ({@code rollcall bot}).
     */
    Optional<List<String>> command();

    /**
     * Holds one folder per bot. Bots are found again here after a restart, so it has to outlive the service, and two
     * services must never share it: both would take the same bots for theirs. Hence the port in the default.
     */
    @WithDefault("${java.io.tmpdir}/rollcall-${user.name}-${quarkus.http.port:8080}")
    Path directory();

    /** How long a process may take to start. It takes milliseconds; ten seconds are for a machine out of breath. */
    @WithDefault("10s")
    Duration launchTimeout();

    /** How long to wait for the end after SIGKILL. It is quick unless the kernel itself is stuck. */
    @WithDefault("5s")
    Duration killTimeout();

    /**
     * Whether bots end with the service. In production they must not, since a restart would end every meeting; for
     * development, Ctrl-C should leave nothing behind.
     */
    @WithDefault("false")
    boolean endWithService();
}
