package dev.rollcall.pipeline;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

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
            return sha256("text:" + given.text());
        }
        return this instanceof Audio audio ? sha256("audio:" + audio.url()) : null;
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
