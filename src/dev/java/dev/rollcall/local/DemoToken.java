package dev.rollcall.local;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What the login of a frontend would hand out: a token signed by HS256. */
public final class DemoToken {

    private static final Duration LIFE = Duration.ofDays(1);

    private DemoToken() {}

    /** @param subject the external_id of a user */
    public static String of(String subject, String secret) {
        long now = Instant.now().getEpochSecond();
        String signed = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "."
                + base64("{\"sub\":\"%s\",\"iat\":%d,\"exp\":%d}".formatted(subject, now, now + LIFE.toSeconds()));
        return signed + "." + signature(signed, secret);
    }

    private static String signature(String signed, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
