package dev.rollcall.access;

import io.quarkus.runtime.Startup;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTTokenParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.jwt.util.KeyUtils;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwt.MalformedClaimException;

/**
 * Checks tokens of another login. Which algorithm they have the configuration says, never the token: that would be how an
 * RSA key, which everybody may know, is made the secret of an HMAC.
 */
@Startup // so that a key that cannot be used is told at the start, and not by every token
@ApplicationScoped
class BearerTokens {

    private static final int SHORTEST_SECRET = 32;
    private static final int SHORTEST_RSA = 2048;

    /** None is accepted without it. */
    private final Optional<JWTAuthContextInfo> rules;

    private final DefaultJWTTokenParser parser = new DefaultJWTTokenParser();

    /** @throws IllegalArgumentException for a key that cannot be used; it never repeats the key */
    BearerTokens(BearerConfig config) {
        if (config.secret().isPresent() && config.publicKey().isPresent()) {
            throw new IllegalArgumentException(
                    "rollcall.jwt.secret and rollcall.jwt.public-key are both set: choose one, and with it the algorithm.");
        }
        this.rules = config.secret()
                .map(BearerTokens::secret)
                .or(() -> config.publicKey().map(BearerTokens::publicKey))
                .map(info -> withClaims(info, config));
        rules.ifPresent(this::warmUp);
    }

    /** The first look at a token loads all algorithms that there are: not on an event loop. */
    private void warmUp(JWTAuthContextInfo info) {
        String algorithm = info.getSignatureAlgorithm().iterator().next().getAlgorithm();
        subject(base64("{\"alg\":\"" + algorithm + "\"}") + "." + base64("{}") + ".AA", info);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JWTAuthContextInfo secret(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < SHORTEST_SECRET) {
            throw new IllegalArgumentException(
                    "rollcall.jwt.secret is too short: HS256 needs at least " + SHORTEST_SECRET + " characters.");
        }
        SecretKey key = new SecretKeySpec(bytes, "HmacSHA256");
        var info = new JWTAuthContextInfo();
        info.setSecretVerificationKey(key);
        info.setSignatureAlgorithm(Set.of(SignatureAlgorithm.HS256));
        return info;
    }

    private static JWTAuthContextInfo publicKey(String pem) {
        var info = new JWTAuthContextInfo();
        info.setPublicVerificationKey(rsa(pem));
        info.setSignatureAlgorithm(Set.of(SignatureAlgorithm.RS256));
        return info;
    }

    private static PublicKey rsa(String pem) {
        try {
            PublicKey key = KeyUtils.decodePublicKey(pem);
            if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= SHORTEST_RSA) {
                return key;
            }
        } catch (GeneralSecurityException | RuntimeException unreadable) {
            // said below
        }
        throw new IllegalArgumentException(
                "rollcall.jwt.public-key has to be an RSA key of " + SHORTEST_RSA + " bits or more, in PEM.");
    }

    private static JWTAuthContextInfo withClaims(JWTAuthContextInfo info, BearerConfig config) {
        config.issuer().ifPresent(info::setIssuedBy);
        config.audience().ifPresent(audience -> info.setExpectedAudience(new LinkedHashSet<>(audience)));
        info.setClockSkew((int) config.clockSkew().toSeconds());
        info.setRequireNamedPrincipal(true);
        return info;
    }

    boolean isAccepted() {
        return rules.isPresent();
    }

    /** Whom a token speaks for; empty when it is forged, expired, or not for us. */
    Optional<String> subjectOf(String token) {
        return rules.flatMap(info -> subject(token, info));
    }

    private Optional<String> subject(String token, JWTAuthContextInfo info) {
        try {
            return Optional.ofNullable(parser.parse(token, info).getJwtClaims().getSubject())
                    .filter(subject -> !subject.isBlank());
        } catch (ParseException | MalformedClaimException | RuntimeException refused) {
            return Optional.empty();
        }
    }
}
