package dev.rollcall.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.access.MeetingToken.Launch;
import dev.rollcall.platform.ServerKey;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class MeetingTokenTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration LIFE = Duration.ofHours(2);
    private static final Launch LAUNCH = new Launch(
            42, 7, "google_meet", "abc-defg-hij", UUID.fromString("8a7e1c52-93a1-4c57-9f35-0d5a1e6a2b11"), 3);
    private static final String HS256 = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    private final MeetingToken tokens = tokens("a secret", null, NOON);
    private final String token = tokens.issue(LAUNCH, "bot-manager", LIFE);

    @Test
    void carriesTheClaimsThatCollectorsLookAt() {
        assertThat(decoded(token, 0)).isEqualTo(HS256);
        assertThat(new JsonObject(decoded(token, 1))).isEqualTo(new JsonObject("""
                {
                  "meeting_id": 42,
                  "user_id": 7,
                  "platform": "google_meet",
                  "native_meeting_id": "abc-defg-hij",
                  "session_uid": "8a7e1c52-93a1-4c57-9f35-0d5a1e6a2b11",
                  "attempt": 3,
                  "scope": "transcribe:write",
                  "iss": "bot-manager",
                  "aud": "transcription-collector",
                  "iat": 1767268800,
                  "exp": 1767276000,
                  "jti": "8a7e1c52-93a1-4c57-9f35-0d5a1e6a2b11.3"
                }
                """));
    }

    @Test
    void tellsTheLaunchThatItWasMadeFor() {
        assertThat(tokens.verify(token)).contains(LAUNCH);
    }

    @Test
    void isGoodOnEveryReplica() {
        assertThat(tokens("a secret", null, NOON).verify(token)).contains(LAUNCH);
    }

    @ParameterizedTest
    @CsvSource({"7199, true", "7200, false", "86400, false"})
    void isGoodForItsLifeAndNoLonger(long secondsLater, boolean good) {
        MeetingToken later = tokens("a secret", null, NOON.plusSeconds(secondsLater));
        assertThat(later.verify(token).isPresent()).isEqualTo(good);
    }

    @Test
    void isWorthlessUnderAnotherServerKey() {
        assertThat(tokens("another secret", null, NOON).verify(token)).isEmpty();
    }

    @Test
    void isSignedWithTheConfiguredKeyAsAnyLibraryWouldDo() throws Exception {
        String shared = tokens("a secret", "the collector's ADMIN_TOKEN", NOON).issue(LAUNCH, "meeting-api", LIFE);
        String signed = shared.substring(0, shared.lastIndexOf('.'));
        assertThat(shared).isEqualTo(signed + "." + hs256("the collector's ADMIN_TOKEN", signed));
        assertThat(tokens.verify(shared)).isEmpty();
    }

    @Test
    void isNotSignedWithTheServerKeyItself() throws Exception {
        String signed = token.substring(0, token.lastIndexOf('.'));
        assertThat(token).doesNotEndWith(hs256("a secret", signed));
    }

    @Test
    void noCharacterOfItCanBeChanged() {
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(tokens.verify(token.substring(0, i) + other + token.substring(i + 1)))
                    .as("character %d", i)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"none\",\"typ\":\"JWT\"}",
                "{\"alg\":\"HS512\",\"typ\":\"JWT\"}",
                "{\"alg\":\"RS256\",\"typ\":\"JWT\"}",
                "{}"
            })
    void anotherAlgorithmIsNotListenedTo(String header) throws Exception {
        assertThat(tokens("x", "key", NOON).verify(signed("key", header, decoded(token, 1))))
                .isEmpty();
        assertThat(tokens("x", "key", NOON).verify(base64(header) + "." + token.split("\\.")[1] + "."))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "aud, '\"somebody else\"'",
        "aud, '[\"transcription-collector\"]'",
        "scope, '\"admin\"'",
        "scope, 'null'",
        "exp, 'null'",
        "exp, '\"tomorrow\"'",
        "meeting_id, 'null'",
        "meeting_id, '\"42\"'",
        "session_uid, '\"x\"'",
        "session_uid, 'null'"
    })
    void rightlySignedClaimsOfAnotherKindOpenNothing(String claim, String value) throws Exception {
        MeetingToken shared = tokens("x", "key", NOON);
        JsonObject claims = new JsonObject(decoded(token, 1));
        claims.put(claim, new JsonObject("{\"v\": " + value + "}").getValue("v"));
        assertThat(shared.verify(signed("key", HS256, claims.encode()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "7", "{", "\u0000"})
    void rightlySignedNonsenseOpensNothing(String claims) throws Exception {
        assertThat(tokens("x", "key", NOON).verify(signed("key", HS256, claims)))
                .isEmpty();
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {".", "..", "...", "a.b", "a.b.c", "a.b.c.d", "1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void refusesWhatIsNoToken(String nonsense) {
        assertThat(tokens.verify(nonsense)).isEmpty();
    }

    private static MeetingToken tokens(String serverKey, String key, Instant now) {
        return new MeetingToken(
                new ServerKey(serverKey), () -> Optional.ofNullable(key), Clock.fixed(now, ZoneOffset.UTC));
    }

    private static String signed(String key, String header, String claims) throws Exception {
        String signed = base64(header) + "." + base64(claims);
        return signed + "." + hs256(key, signed);
    }

    private static String hs256(String key, String signed) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(signed.getBytes()));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String token, int part) {
        return new String(Base64.getUrlDecoder().decode(token.split("\\.")[part]), StandardCharsets.UTF_8);
    }
}
