package dev.rollcall.access;

import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Sha256;

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
        return Sha256.of(key);
    }
}
