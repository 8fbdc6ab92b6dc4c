package dev.rollcall.runtime.docker;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The configuration, for tests that run without Quarkus. */
record DockerSettings(
        Optional<String> host,
        Optional<String> tlsVerify,
        Optional<String> image,
        Optional<List<String>> command,
        Optional<String> network,
        String installation,
        Optional<BigDecimal> cpus,
        MemorySize memory,
        MemorySize shmSize,
        long pidsLimit,
        Optional<List<String>> capabilities,
        Duration timeout)
        implements DockerConfig {

    static DockerSettings of(String host, String image, String installation, String... command) {
        return new DockerSettings(
                Optional.of(host),
                Optional.empty(),
                Optional.of(image),
                Optional.of(List.of(command)).filter(words -> !words.isEmpty()),
                Optional.of("none"),
                installation,
                Optional.empty(),
                mebibytes(64),
                mebibytes(16),
                128,
                Optional.empty(),
                Duration.ofSeconds(60)); // a test starts more bots at once than a service does
    }

    DockerSettings withImage(String other) {
        return new DockerSettings(
                host,
                tlsVerify,
                Optional.ofNullable(other),
                command,
                network,
                installation,
                cpus,
                memory,
                shmSize,
                pidsLimit,
                capabilities,
                timeout);
    }

    DockerSettings withMemory(int mebibytes) {
        return new DockerSettings(
                host,
                tlsVerify,
                image,
                command,
                network,
                installation,
                cpus,
                mebibytes(mebibytes),
                shmSize,
                pidsLimit,
                capabilities,
                timeout);
    }

    DockerSettings withNetwork(String other) {
        return new DockerSettings(
                host,
                tlsVerify,
                image,
                command,
                Optional.of(other),
                installation,
                cpus,
                memory,
                shmSize,
                pidsLimit,
                capabilities,
                timeout);
    }

    DockerSettings withTimeout(Duration other) {
        return new DockerSettings(
                host,
                tlsVerify,
                image,
                command,
                network,
                installation,
                cpus,
                memory,
                shmSize,
                pidsLimit,
                capabilities,
                other);
    }

    DockerSettings withTls(String other) {
        return new DockerSettings(
                Optional.of(other),
                Optional.of("1"),
                image,
                command,
                network,
                installation,
                cpus,
                memory,
                shmSize,
                pidsLimit,
                capabilities,
                timeout);
    }

    private static MemorySize mebibytes(int number) {
        return new MemorySize(BigInteger.valueOf(number).multiply(BigInteger.valueOf(1024 * 1024)));
    }
}
