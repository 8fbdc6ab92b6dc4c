package dev.rollcall.access;

import dev.rollcall.platform.Printable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The key that a user sends as X-API-Key. Only its SHA-256 is ever stored. */
final class ApiKey {

    private static final int LONGEST = 255;

    private ApiKey() {}

    /** False for what cannot be one of ours, so that the database need not be asked. */
    static boolean isPlausible(String key) {
        return key.length() <= LONGEST && !Printable.hasControl(key);
    }

    /** Keys are random and long, hence one plain hash is enough: there is nothing to guess. */
    static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
