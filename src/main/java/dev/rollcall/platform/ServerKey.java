package dev.rollcall.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
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

    /** Of the present key, then of the former one if there is one. None is used itself: each use takes a copy. */
    private final List<Mac> macs;

    @Inject
    ServerKey(
            @ConfigProperty(name = "rollcall.secret-key") String secret,
            @ConfigProperty(name = "rollcall.former-secret-key") Optional<String> former) {
        this.macs = Stream.concat(Stream.of(secret), former.stream())
                .map(ServerKey::mac)
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
        return hmac(macs.get(0), message);
    }

    /** The same under each key that counts, the present one first: for checking what may be older than the key. */
    public List<byte[]> hmacs(String message) {
        return macs.stream().map(mac -> hmac(mac, message)).toList();
    }

    private static Mac mac(String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }

    /** A copy brings its key along, digested already: every callback asks for one. */
    private static byte[] hmac(Mac mac, String message) {
        try {
            return ((Mac) mac.clone()).doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Java's own " + ALGORITHM + " can be copied", e);
        }
    }
}
