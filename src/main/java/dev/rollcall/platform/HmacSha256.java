package dev.rollcall.platform;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 under one key, 32 bytes. May be shared by threads. */
public final class HmacSha256 {

    private static final String ALGORITHM = "HmacSHA256";

    /** Not used itself: each use takes a copy, which brings the key along, digested already. */
    private final Mac keyed;

    /** @param key at least one byte */
    public HmacSha256(byte[] key) {
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }

    /** Of the text in UTF-8. */
    public byte[] of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Of all parts, one after the other. */
    public byte[] of(byte[]... parts) {
        try {
            Mac mac = (Mac) keyed.clone();
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Java's own " + ALGORITHM + " can be copied", e);
        }
    }
}
