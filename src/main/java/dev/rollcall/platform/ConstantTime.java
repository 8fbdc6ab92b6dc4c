package dev.rollcall.platform;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Comparison of secrets in a time that tells nothing about where, or in how many characters, they differ. */
public final class ConstantTime {

    private ConstantTime() {}

    /** Both sides are hashed first, so that not even the length of the expected secret shows. Null equals nothing. */
    public static boolean equal(String expected, String given) {
        return expected != null && given != null && MessageDigest.isEqual(Sha256.of(expected), Sha256.of(given));
    }

    /** The same for two texts whose length everybody may know, without the hashing. */
    public static boolean equalOfKnownLength(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
