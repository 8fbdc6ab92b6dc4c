package dev.rollcall.pipeline;

import dev.rollcall.platform.Sha256;

/** What a job works on. Pure. */
sealed interface Input {

    /** The transcript that is there. */
    record Transcript() implements Input {}

    /** What somebody wrote down. */
    record Text(String text) implements Input {
        @Override
        public String toString() {
            return "Text[]"; // somebody's words
        }
    }

    /** A recording to fetch; its address may hold a signature. */
    record Audio(String url) implements Input {
        @Override
        public String toString() {
            return "Audio[]";
        }
    }

    /** SHA-256 of what came, by which the same request is known again; null for the transcript that is there. */
    default byte[] hash() {
        if (this instanceof Text given) {
            return Sha256.of("text:" + given.text());
        }
        return this instanceof Audio audio ? Sha256.of("audio:" + audio.url()) : null;
    }
}
