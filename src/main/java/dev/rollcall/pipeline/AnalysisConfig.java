package dev.rollcall.pipeline;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The service that makes summary and tasks of a transcript: any with OpenAI's chat interface and JSON schemas. Without
 * one, the embedded extractor does it by plain rules.
 */
@ConfigMapping(prefix = "rollcall.analysis")
interface AnalysisConfig {

    /** Up to and with /v1, such as https://api.openai.com/v1 or http://llm:8000/v1. */
    Optional<URI> url();

    /** Sent as a bearer token. */
    Optional<String> key();

    /** As the service calls it. */
    @WithDefault("gpt-4o-mini")
    String model();

    /** For one answer. */
    @WithDefault("2m")
    Duration timeout();

    /** Characters of a transcript that are sent at once; a longer one is sent in parts. */
    @WithDefault("100000")
    int longestPart();
}
