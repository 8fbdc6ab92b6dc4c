package dev.rollcall.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The one secret that all replicas share, {@code rollcall.secret-key}. What is derived from it need not be stored, and
 * any replica can check it. When it is changed, the one before, {@code rollcall.former-secret-key}, still counts for
 * what was made with it.
 */
@ApplicationScoped
public class ServerKey {

    private static final String ALGORITHM = "HmacSHA256";

    /** The present one, then the former one if there is one. */
    private final List<SecretKey> keys;

    @Inject
    ServerKey(
            @ConfigProperty(name = "rollcall.secret-key") String secret,
            @ConfigProperty(name = "rollcall.former-secret-key") Optional<String> former) {
        this.keys = Stream.concat(Stream.of(secret), former.stream())
                .<SecretKey>map(text -> new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), ALGORITHM))
                .toList();
    }

    public ServerKey(String secret) {
        this(secret, Optional.empty());
    }

    public ServerKey(String secret, String former) {
        this(secret, Optional.of(former));
    }

    /**
     * HMAC-SHA256 of the message's UTF-8 bytes, 32 bytes, under the present key. Each use begins its message with a
     * name of its own, so that what was made for one use is worthless for another.
     */
    public byte[] hmac(String message) {
        return hmac(keys.get(0), message);
    }

    /** The same under each key that counts, the present one first: for checking what may be older than the key. */
    public List<byte[]> hmacs(String message) {
        return keys.stream().map(key -> hmac(key, message)).toList();
    }

    private static byte[] hmac(SecretKey key, String message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM); // not thread-safe, hence one per call
            mac.init(key);
            return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }
}
