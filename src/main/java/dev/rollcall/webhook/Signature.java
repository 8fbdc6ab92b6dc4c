package dev.rollcall.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What proves to a receiver that a webhook is ours and not an old one (wire contract F.2). Pure. */
final class Signature {

    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    /**
     * The value of X-Webhook-Signature: {@code sha256=} and hex of HMAC-SHA256 over "timestamp.body"; while a secret is
     * being changed one for each, the new one first, with commas between.
     *
     * @param timestamp seconds since 1970, as sent in X-Webhook-Timestamp
     * @param secrets at least one
     */
    static String header(long timestamp, byte[] body, List<String> secrets) {
        return secrets.stream()
                .map(secret -> "sha256=" + HexFormat.of().formatHex(hmac(timestamp, body, secret)))
                .collect(Collectors.joining(","));
    }

    private static byte[] hmac(long timestamp, byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }
}
