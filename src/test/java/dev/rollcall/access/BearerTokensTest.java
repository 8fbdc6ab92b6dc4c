package dev.rollcall.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.stage.Jwt;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens of another login are believed. */
class BearerTokensTest {

    private static final String SECRET = "a secret of more than thirty-two characters";
    private static final byte[] SECRET_BYTES = SECRET.getBytes(StandardCharsets.UTF_8);
    private static final KeyPair PAIR = Jwt.rsa(2048);
    private static final Jwt ADA = Jwt.of("ada");

    private record Config(
            Optional<String> secret,
            Optional<String> publicKey,
            Optional<String> issuer,
            Optional<List<String>> audience,
            Duration clockSkew)
            implements BearerConfig {

        static Config of(String secret, String publicKey) {
            return new Config(
                    Optional.ofNullable(secret),
                    Optional.ofNullable(publicKey),
                    Optional.empty(),
                    Optional.empty(),
                    Duration.ofSeconds(30));
        }

        Config strict(String issuer, List<String> audience) {
            return new Config(secret, publicKey, Optional.of(issuer), Optional.of(audience), clockSkew);
        }

        @Override
        public String toString() {
            return "Config[]";
        }
    }

    private static final BearerTokens HS256 = new BearerTokens(Config.of(SECRET, null));
    private static final BearerTokens RS256 = new BearerTokens(Config.of(null, Jwt.pem(PAIR)));
    private static final BearerTokens STRICT =
            new BearerTokens(Config.of(SECRET, null).strict("https://login.example.org", List.of("rollcall", "bots")));

    @Test
    void a_token_signed_with_the_secret_names_its_user() {
        assertThat(HS256.subjectOf(ADA.hs256(SECRET_BYTES))).contains("ada");
    }

    @Test
    void a_token_signed_with_the_private_key_names_its_user() {
        assertThat(RS256.subjectOf(ADA.rs256(PAIR.getPrivate()))).contains("ada");
    }

    static Stream<String> confused() {
        return Stream.of(
                // the public key, which everybody may know, as the secret of an HMAC
                ADA.hs256(PAIR.getPublic().getEncoded()),
                ADA.hs256(Jwt.pem(PAIR).getBytes(StandardCharsets.UTF_8)),
                ADA.hs256(Jwt.pem(PAIR).strip().getBytes(StandardCharsets.UTF_8)),
                ADA.none(),
                ADA.none() + "x",
                ADA.unsigned("none"),
                ADA.unsigned("None") + ".",
                ADA.unsigned("NONE") + ".",
                ADA.unsigned("HS256") + ".",
                ADA.unsigned("RS256") + ".",
                ADA.hs256(SECRET_BYTES),
                ADA.rs256(Jwt.rsa(2048).getPrivate()));
    }

    @ParameterizedTest
    @MethodSource("confused")
    void where_a_public_key_is_configured_no_other_algorithm_or_key_is_taken(String token) {
        assertThat(RS256.subjectOf(token)).isEmpty();
    }

    static Stream<String> notSigned() {
        return Stream.of(
                ADA.rs256(PAIR.getPrivate()),
                ADA.hs512((SECRET + SECRET).getBytes(StandardCharsets.UTF_8)),
                ADA.hs512(SECRET_BYTES),
                ADA.hs256("another secret of more than thirty-two characters".getBytes(StandardCharsets.UTF_8)),
                ADA.none(),
                ADA.unsigned("HS256") + ".",
                changed(ADA.hs256(SECRET_BYTES)),
                "",
                "a.b",
                "a.b.c",
                "not a token",
                "x".repeat(8000));
    }

    @ParameterizedTest
    @MethodSource("notSigned")
    void where_a_secret_is_configured_no_other_algorithm_or_key_is_taken(String token) {
        assertThat(HS256.subjectOf(token)).isEmpty();
    }

    private static String changed(String token) {
        String[] parts = token.split("\\.");
        return parts[0] + "." + Jwt.of("eve").unsigned("HS256").split("\\.")[1] + "." + parts[2];
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 3600})
    void an_expired_token_is_none(long seconds) {
        assertThat(HS256.subjectOf(expired(seconds))).isEmpty();
    }

    @Test
    void the_clock_of_who_signs_may_be_a_little_off() {
        assertThat(HS256.subjectOf(expired(5))).contains("ada");
    }

    private static String expired(long secondsAgo) {
        long now = Instant.now().getEpochSecond();
        return ADA.with("iat", now - 7200).with("exp", now - secondsAgo).hs256(SECRET_BYTES);
    }

    @Test
    void a_token_that_begins_later_is_none() {
        long now = Instant.now().getEpochSecond();

        assertThat(HS256.subjectOf(ADA.with("nbf", now + 3600).hs256(SECRET_BYTES)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exp", "iat", "sub"})
    void a_token_without_its_times_or_a_user_is_none(String claim) {
        assertThat(HS256.subjectOf(ADA.with(claim, null).hs256(SECRET_BYTES))).isEmpty();
    }

    @Test
    void a_blank_user_is_none() {
        assertThat(HS256.subjectOf(Jwt.of(" ").hs256(SECRET_BYTES))).isEmpty();
    }

    @Test
    void issuer_and_audience_are_looked_at_where_they_are_configured() {
        Jwt right = ADA.with("iss", "https://login.example.org").with("aud", List.of("other", "bots"));

        assertThat(STRICT.subjectOf(right.hs256(SECRET_BYTES))).contains("ada");
        assertThat(STRICT.subjectOf(right.with("aud", "rollcall").hs256(SECRET_BYTES)))
                .contains("ada");
        assertThat(Stream.of(
                        ADA,
                        right.with("iss", null),
                        right.with("iss", "https://login.example.com"),
                        right.with("aud", null),
                        right.with("aud", "other")))
                .allSatisfy(wrong ->
                        assertThat(STRICT.subjectOf(wrong.hs256(SECRET_BYTES))).isEmpty());
    }

    @Test
    void an_audience_is_not_looked_at_where_none_is_configured() {
        assertThat(HS256.subjectOf(ADA.with("aud", "other").with("iss", "x").hs256(SECRET_BYTES)))
                .contains("ada");
    }

    @Test
    void without_a_key_no_token_is_believed() {
        BearerTokens none = new BearerTokens(Config.of(null, null));

        assertThat(none.isAccepted()).isFalse();
        assertThat(none.subjectOf(ADA.hs256(SECRET_BYTES))).isEmpty();
        assertThat(none.subjectOf(ADA.none())).isEmpty();
    }

    static Stream<Config> unusable() {
        return Stream.of(
                Config.of(SECRET, Jwt.pem(PAIR)),
                Config.of("S3cr3t of less than 32", null),
                Config.of(null, "S3cr3t that is no key at all, however long"),
                Config.of(null, Jwt.pem(Jwt.rsa(1024))));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void a_key_that_cannot_be_used_is_told_at_the_start_without_repeating_it(Config config) {
        assertThatThrownBy(() -> new BearerTokens(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("rollcall.jwt.")
                .hasMessageNotContaining("S3cr3t");
    }
}
