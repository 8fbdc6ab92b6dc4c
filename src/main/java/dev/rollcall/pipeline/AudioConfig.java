package dev.rollcall.pipeline;

import dev.rollcall.platform.OutboundUrl;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Recordings that are fetched from an audio_url, to be transcribed. */
@ConfigMapping(prefix = "rollcall.audio")
interface AudioConfig {

    /** Whether plain http is taken too. No: what was said is nobody else's business. */
    @WithDefault("false")
    boolean allowHttp();

    /** Whether it may lead to this machine or a private network. No: a user could ask what only insiders may. */
    @WithDefault("false")
    boolean allowPrivateHosts();

    /** A larger recording is refused. Some services take 25 MB at most; hours of speech fit into this. */
    @WithDefault("200M")
    MemorySize largest();

    /** Until the whole recording is there. */
    @WithDefault("5m")
    Duration timeout();

    /** Where it is kept until it is transcribed; by default where the system keeps temporary files. */
    Optional<String> directory();

    default String folder() {
        return directory().orElse(System.getProperty("java.io.tmpdir"));
    }

    default OutboundUrl.Rules rules() {
        return new OutboundUrl.Rules(allowHttp(), allowPrivateHosts());
    }
}
