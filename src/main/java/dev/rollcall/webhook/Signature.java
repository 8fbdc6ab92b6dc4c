package dev.rollcall.webhook;

import dev.rollcall.platform.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** What proves to a receiver that a webhook is ours and not an old one (wire contract F.2). Pure. */
final class Signature {

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
        return new HmacSha256(secret.getBytes(StandardCharsets.UTF_8))
                .of((timestamp + ".").getBytes(StandardCharsets.UTF_8), body);
    }
}
