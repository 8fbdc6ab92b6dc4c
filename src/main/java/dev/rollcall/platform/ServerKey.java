package dev.rollcall.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The one secret that all replicas share, {@code rollcall.secret-key}. What is derived from it need not be stored, and
 * any replica can check it. When it is changed, the one before, {@code rollcall.former-secret-key}, still counts for
 * what was made with it.
 */
@ApplicationScoped
public class ServerKey {

    /** The present one, then the former one if there is one. */
    private final List<HmacSha256> keys;

    @Inject
    ServerKey(
            @ConfigProperty(name = "rollcall.secret-key") String secret,
            @ConfigProperty(name = "rollcall.former-secret-key") Optional<String> former) {
        this.keys = Stream.concat(Stream.of(secret), former.stream())
                .map(text -> new HmacSha256(text.getBytes(StandardCharsets.UTF_8)))
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
        return keys.get(0).of(message);
    }

    /** The same under each key that counts, the present one first: for checking what may be older than the key. */
    public List<byte[]> hmacs(String message) {
        return keys.stream().map(key -> key.of(message)).toList();
    }
}
