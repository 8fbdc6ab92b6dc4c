package dev.rollcall.runtime.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The configuration, for tests that run without Quarkus. */
record ProcessSettings(
        Optional<List<String>> command,
        Path directory,
        Duration launchTimeout,
        Duration killTimeout,
        boolean endWithService)
        implements ProcessConfig {

    static ProcessSettings of(Path directory, String... command) {
        return new ProcessSettings(
                Optional.of(List.of(command)), directory, Duration.ofSeconds(10), Duration.ofSeconds(5), false);
    }

    static ProcessSettings script(Path directory, String script) {
        return of(directory, "sh", "-c", script);
    }
}
