package dev.rollcall.transcript;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;
import java.util.UUID;

/** Of a stream of its own, which the service of the tests does not read. */
record Settings(
        boolean enabled,
        String stream,
        int batch,
        Duration claimAfter,
        Duration grace,
        boolean trim,
        Duration waitForOthers)
        implements TranscriptConfig {

    static final int LARGEST = 200_000;

    static Settings ofOwnStream() {
        return new Settings(
                true,
                "stream_" + UUID.randomUUID(),
                100,
                Duration.ofHours(1),
                Duration.ofHours(1),
                true,
                Duration.ofDays(1));
    }

    Settings batch(int size) {
        return new Settings(enabled, stream, size, claimAfter, grace, trim, waitForOthers);
    }

    Settings claimAfter(Duration idle) {
        return new Settings(enabled, stream, batch, idle, grace, trim, waitForOthers);
    }

    Settings grace(Duration time) {
        return new Settings(enabled, stream, batch, claimAfter, time, trim, waitForOthers);
    }

    Settings off() {
        return new Settings(false, stream, batch, claimAfter, grace, trim, waitForOthers);
    }

    @Override
    public String group() {
        return "rollcall";
    }

    @Override
    public MemorySize largestMessage() {
        return new MemorySize(BigInteger.valueOf(LARGEST));
    }

    @Override
    public int deadLetters() {
        return 1000;
    }

    @Override
    public Duration deadLettersFor() {
        return Duration.ofDays(7);
    }
}
