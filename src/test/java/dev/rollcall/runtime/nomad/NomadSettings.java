package dev.rollcall.runtime.nomad;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The configuration, for tests that run without Quarkus. */
record NomadSettings(
        URI address,
        Optional<String> token,
        Optional<String> namespace,
        Optional<String> region,
        Duration requestTimeout,
        Duration pendingBound,
        int page)
        implements NomadConfig {

    static NomadSettings of(URI address) {
        return new NomadSettings(
                address,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(10),
                Duration.ofMinutes(4),
                50);
    }

    NomadSettings withToken(String other) {
        return new NomadSettings(address, Optional.of(other), namespace, region, requestTimeout, pendingBound, page);
    }

    NomadSettings in(String otherNamespace, String otherRegion) {
        return new NomadSettings(
                address,
                token,
                Optional.ofNullable(otherNamespace),
                Optional.ofNullable(otherRegion),
                requestTimeout,
                pendingBound,
                page);
    }

    NomadSettings withTimeout(Duration other) {
        return new NomadSettings(address, token, namespace, region, other, pendingBound, page);
    }

    NomadSettings withPendingBound(Duration other) {
        return new NomadSettings(address, token, namespace, region, requestTimeout, other, page);
    }

    NomadSettings withPages(int size) {
        return new NomadSettings(address, token, namespace, region, requestTimeout, pendingBound, size);
    }

    @Override
    public String job() {
        return "rollcall-bot";
    }

    @Override
    public String task() {
        return "bot";
    }

    @Override
    public Optional<Path> caCertificate() {
        return Optional.empty();
    }

    @Override
    public Optional<Path> clientCertificate() {
        return Optional.empty();
    }

    @Override
    public Optional<Path> clientKey() {
        return Optional.empty();
    }

    @Override
    public int connections() {
        return 32;
    }

    @Override
    public Duration watchWait() {
        return Duration.ofSeconds(20);
    }

    @Override
    public int mostPages() {
        return 40;
    }
}
