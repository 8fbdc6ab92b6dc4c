package dev.rollcall.runtime.external;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The configuration, for tests that run without Quarkus. */
record ExternalSettings(
        URI url, Path directory, Ids ids, boolean passEnvironment, Duration requestTimeout, String secret)
        implements ExternalConfig {

    /** The service of the seed: ids of its own, and it knows nothing of us. */
    static ExternalSettings plain(URI url, Path directory) {
        return new ExternalSettings(url, directory, Ids.THEIRS, false, Duration.ofSeconds(10), null);
    }

    ExternalSettings with(Ids other) {
        return new ExternalSettings(url, directory, other, passEnvironment, requestTimeout, secret);
    }

    ExternalSettings withEnvironment() {
        return new ExternalSettings(url, directory, ids, true, requestTimeout, secret);
    }

    ExternalSettings withTimeout(Duration other) {
        return new ExternalSettings(url, directory, ids, passEnvironment, other, secret);
    }

    ExternalSettings withToken(String other) {
        return new ExternalSettings(url, directory, ids, passEnvironment, requestTimeout, other);
    }

    ExternalSettings at(Path other) {
        return new ExternalSettings(url, other, ids, passEnvironment, requestTimeout, secret);
    }

    @Override
    public Optional<String> token() {
        return Optional.ofNullable(secret);
    }

    @Override
    public Duration pollInterval() {
        return Duration.ofMillis(100);
    }

    @Override
    public Duration longestPause() {
        return Duration.ofSeconds(1);
    }

    @Override
    public int connections() {
        return 16;
    }

    @Override
    public Duration keepRecords() {
        return Duration.ofDays(2);
    }
}
