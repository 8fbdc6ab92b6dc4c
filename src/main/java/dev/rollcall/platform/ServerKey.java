package dev.rollcall.platform;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The one secret that all replicas share, {@code rollcall.secret-key}. What is derived from it need not be stored, and
 * any replica can check it.
 */
@ApplicationScoped
public class ServerKey {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKey key;

    public ServerKey(@ConfigProperty(name = "rollcall.secret-key") String secret) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /**
     * HMAC-SHA256 of the message's UTF-8 bytes, 32 bytes. Each use begins its message with a name of its own, so that
     * what was made for one use is worthless for another.
     */
    public byte[] hmac(String message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM); // not thread-safe, hence one per call
            mac.init(key);
            return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }
}
