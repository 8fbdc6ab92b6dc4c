package dev.rollcall.transcript;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How transcripts come in over Redis. */
@ConfigMapping(prefix = "rollcall.transcripts")
interface TranscriptConfig {

    /** Whether the stream is read. Off, for a collector of another system that does it; bots may still post. */
    @WithDefault("true")
    boolean enabled();

    /** The stream that transcribers write to: what those of Vexa call it. */
    @WithDefault("transcription_segments")
    String stream();

    /**
     * The consumer group that all replicas share. Not the one of another collector: messages would be divided between
     * the two.
     */
    @WithDefault("rollcall")
    String group();

    /** Messages read at once, stored by one transaction. */
    @WithDefault("100")
    int batch();

    /** A message that nobody has acknowledged for so long is taken over: its replica died. */
    @WithDefault("30s")
    Duration claimAfter();

    /** How long a message waits for its meeting to become known. */
    @WithDefault("1m")
    Duration grace();

    /** A larger message is refused; 10,000 segments with a sentence each take 2 MB. */
    @WithDefault("4M")
    MemorySize largestMessage();

    /** Refused messages that are kept in {@code <stream>:dead}, the newest ones. */
    @WithDefault("1000")
    int deadLetters();

    /** How long a refused message is kept there. */
    @WithDefault("7d")
    Duration deadLettersFor();

    /** Whether what is stored is removed from the stream. */
    @WithDefault("true")
    boolean trim();

    /** How long a message stays in the stream for other groups that have not read it. */
    @WithDefault("1d")
    Duration waitForOthers();
}
