package dev.rollcall.pipeline;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Configurations for tests that need no service around them. */
final class Settings {

    private Settings() {}

    static AnalysisConfig analysis(URI url, Duration timeout, int longestPart) {
        return new AnalysisConfig() {
            @Override
            public Optional<URI> url() {
                return Optional.of(url);
            }

            @Override
            public Optional<String> key() {
                return Optional.of("sk-of-the-test");
            }

            @Override
            public String model() {
                return "a-model";
            }

            @Override
            public Duration timeout() {
                return timeout;
            }

            @Override
            public int longestPart() {
                return longestPart;
            }
        };
    }

    static TranscriptionConfig transcription(URI url) {
        return new TranscriptionConfig() {
            @Override
            public Optional<URI> url() {
                return Optional.of(url);
            }

            @Override
            public Optional<String> key() {
                return Optional.empty();
            }

            @Override
            public String model() {
                return "whisper-1";
            }

            @Override
            public Duration timeout() {
                return Duration.ofSeconds(5);
            }
        };
    }

    static AudioConfig audio(boolean anywhere, long largest, Duration timeout, String directory) {
        return new AudioConfig() {
            @Override
            public boolean allowHttp() {
                return anywhere;
            }

            @Override
            public boolean allowPrivateHosts() {
                return anywhere;
            }

            @Override
            public MemorySize largest() {
                return new MemorySize(BigInteger.valueOf(largest));
            }

            @Override
            public Duration timeout() {
                return timeout;
            }

            @Override
            public Optional<String> directory() {
                return Optional.of(directory);
            }
        };
    }
}
