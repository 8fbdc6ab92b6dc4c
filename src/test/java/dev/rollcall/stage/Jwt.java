package dev.rollcall.stage;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.ConfigProvider;

/** Bearer tokens, right and wrong ones: made by hand, so that nothing keeps a test from making a wrong one. */
public record Jwt(JsonObject claims) {

    /** One that is fine for an hour. */
    public static Jwt of(String subject) {
        long now = Instant.now().getEpochSecond();
        return new Jwt(new JsonObject().put("sub", subject).put("iat", now).put("exp", now + 3600));
    }

    /** The same with another claim; without it for null. */
    public Jwt with(String claim, Object value) {
        JsonObject changed = claims.copy();
        if (value == null) {
            changed.remove(claim);
        } else {
            changed.put(claim, value);
        }
        return new Jwt(changed);
    }

    /** As the login of this build's services signs it. */
    public String signed() {
        return hs256(ConfigProvider.getConfig()
                .getValue("rollcall.jwt.secret", String.class)
                .getBytes(StandardCharsets.UTF_8));
    }

    public String hs256(byte[] secret) {
        return hmac("HS256", "HmacSHA256", secret);
    }

    public String hs512(byte[] secret) {
        return hmac("HS512", "HmacSHA512", secret);
    }

    private String hmac(String name, String algorithm, byte[] secret) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret, algorithm));
            String signed = unsigned(name);
            return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public String rs256(PrivateKey key) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            String signed = unsigned("RS256");
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signed by nobody. */
    public String none() {
        return unsigned("none") + ".";
    }

    /** With a header of this algorithm, without the dot and the signature. */
    public String unsigned(String algorithm) {
        return base64(new JsonObject()
                        .put("alg", algorithm)
                        .put("typ", "JWT")
                        .encode()
                        .getBytes(StandardCharsets.UTF_8))
                + "." + base64(claims.encode().getBytes(StandardCharsets.UTF_8));
    }

    public static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A public key as it stands in configuration files. */
    public static String pem(KeyPair pair) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "Jwt" + claims.encode();
    }
}
