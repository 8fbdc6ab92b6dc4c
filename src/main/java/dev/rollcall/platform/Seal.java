package dev.rollcall.platform;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keeps secrets that must come back, such as the one that signs a user's webhooks: AES-256-GCM under a key derived from
 * the {@link ServerKey}. A sealed text reads {@code v1.<id of the key>.<base64url of nonce, ciphertext and tag>}. It
 * opens only in the place that it was sealed for, so that nobody with a hand in the database can move one row's secret
 * into another.
 */
@ApplicationScoped
public class Seal {

    /** A sealed text that cannot be opened. The message tells why, and nothing of what is inside. */
    public static final class BrokenException extends RuntimeException {
        private BrokenException(String message) {
            super(message);
        }
    }

    private record Key(String id, SecretKey secret) {}

    private static final String VERSION = "v1";
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int ID_BYTES = 4;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    // not static: a native image would bake its seed in
    private final SecureRandom random = new SecureRandom();
    private final List<Key> keys;

    public Seal(ServerKey serverKey) {
        List<byte[]> ids = serverKey.hmacs("seal/key-id");
        List<byte[]> secrets = serverKey.hmacs("seal/aes-256-gcm");
        this.keys = IntStream.range(0, ids.size())
                .mapToObj(i -> key(ids.get(i), secrets.get(i)))
                .toList();
    }

    private static Key key(byte[] id, byte[] secret) {
        return new Key(HexFormat.of().formatHex(id, 0, ID_BYTES), new SecretKeySpec(secret, "AES"));
    }

    /**
     * Seals under the present key.
     *
     * @param place the table, row and column that it belongs to, such as {@code users/7/webhook_secret}
     */
    public String seal(String secret, String place) {
        Key key = keys.get(0);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] hidden =
                    cipher(Cipher.ENCRYPT_MODE, key, nonce, place).doFinal(secret.getBytes(StandardCharsets.UTF_8));
            byte[] all = ByteBuffer.allocate(nonce.length + hidden.length)
                    .put(nonce)
                    .put(hidden)
                    .array();
            return VERSION + "." + key.id() + "."
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + TRANSFORMATION, e);
        }
    }

    /**
     * The secret again.
     *
     * @throws BrokenException when it was changed, belongs to another place, or its key is not configured any more
     */
    public String open(String sealed, String place) {
        String[] parts = sealed.split("\\.", -1);
        if (parts.length != 3 || !parts[0].equals(VERSION)) {
            throw new BrokenException("This is no sealed secret.");
        }
        Key key = keys.stream()
                .filter(candidate -> candidate.id().equals(parts[1]))
                .findFirst()
                .orElseThrow(() -> new BrokenException(
                        "A secret is sealed under another server key than the present and the former one."));
        try {
            byte[] all = Base64.getUrlDecoder().decode(parts[2]);
            if (all.length < NONCE_BYTES + TAG_BITS / 8) {
                throw new BrokenException("A sealed secret was cut short.");
            }
            byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
            byte[] hidden = Arrays.copyOfRange(all, NONCE_BYTES, all.length);
            byte[] secret = cipher(Cipher.DECRYPT_MODE, key, nonce, place).doFinal(hidden);
            return new String(secret, StandardCharsets.UTF_8);
        } catch (AEADBadTagException | IllegalArgumentException e) {
            throw new BrokenException("A sealed secret was changed, or belongs to another place.");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + TRANSFORMATION, e);
        }
    }

    /** The same secret under the present key. */
    public String renew(String sealed, String place) {
        return seal(open(sealed, place), place);
    }

    /** What every text begins with that is sealed under the present key. */
    public String presentPrefix() {
        return VERSION + "." + keys.get(0).id() + ".";
    }

    public boolean hasFormerKey() {
        return keys.size() > 1;
    }

    private static Cipher cipher(int mode, Key key, byte[] nonce, String place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(mode, key.secret(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((VERSION + "." + key.id() + "." + place).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
