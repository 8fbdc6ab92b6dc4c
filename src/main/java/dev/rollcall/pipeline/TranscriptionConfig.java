package dev.rollcall.pipeline;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The service that makes words of a recording: any with OpenAI's interface. Without one, no audio_url is taken. */
@ConfigMapping(prefix = "rollcall.transcription")
interface TranscriptionConfig {

    /** Up to and with /v1, such as https://api.openai.com/v1 or http://whisper:8000/v1. */
    Optional<URI> url();

    /** Sent as a bearer token. */
    Optional<String> key();

    /** As the service calls it. It must be able to answer verbose_json. */
    @WithDefault("whisper-1")
    String model();

    /** For a whole recording. */
    @WithDefault("10m")
    Duration timeout();
}
