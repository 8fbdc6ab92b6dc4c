package dev.rollcall.runtime;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The runtimes there are: the words for {@code rollcall.runtime}. */
enum RuntimeKind {
    /** Pods. */
    KUBERNETES,
    /** Child processes on this machine. */
    PROCESS,
    /** Containers of a Docker Engine. */
    DOCKER,
    /** Dispatched jobs of Nomad. */
    NOMAD,
    /** Another HTTP service launches them. */
    EXTERNAL,
    /** Accepts every launch and does nothing: for the benchmark. */
    NONE;

    /** The word for it in the configuration, which is the identifier of its bean too. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException with one sentence that names the words there are */
    static RuntimeKind of(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.key().equalsIgnoreCase(word.trim()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no runtime called '" + word
                        + "'; rollcall.runtime is one of: "
                        + Arrays.stream(values()).map(RuntimeKind::key).collect(Collectors.joining(", ")) + "."));
    }
}
