package dev.rollcall.runtime;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.Converter;

/** Where the bots of this installation run. */
@ConfigMapping(prefix = "rollcall")
interface RuntimeConfig {

    /** The one runtime in use. Local processes by default: they need nothing that is not on every machine. */
    @WithDefault("process")
    @WithConverter(KindConverter.class)
    Kind runtime();

    /** The runtimes there are. */
    enum Kind {
        /** Child processes on this machine. */
        PROCESS,
        /** Accepts every launch and does nothing: for the benchmark. */
        NONE;

        /** The word for it in the configuration, which is the identifier of its bean too. */
        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Says in one sentence which words there are, where the built-in converter speaks of classes. */
    final class KindConverter implements Converter<Kind> {

        @Override
        public Kind convert(String value) {
            return Arrays.stream(Kind.values())
                    .filter(kind -> kind.key().equalsIgnoreCase(value.trim()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("There is no runtime called '" + value
                            + "'; rollcall.runtime is one of: "
                            + Arrays.stream(Kind.values()).map(Kind::key).collect(Collectors.joining(", ")) + "."));
        }
    }
}
