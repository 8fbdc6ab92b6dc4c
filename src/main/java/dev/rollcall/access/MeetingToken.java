package dev.rollcall.access;

import dev.rollcall.platform.ConstantTime;
import dev.rollcall.platform.HmacSha256;
import dev.rollcall.platform.ServerKey;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * What a bot shows to whoever takes its transcript and its recording: a JWT for one launch (contract E.1). Nothing is
 * stored, and it opens nothing of the API. Made and checked by hand, since one algorithm and one header are all there
 * is: a JWT library would bring algorithms to choose from, which is how such checks are got round.
 */
@ApplicationScoped
public class MeetingToken {

    private static final String HEADER = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));
    private static final String SCOPE = "transcribe:write";
    private static final String AUDIENCE = "transcription-collector";

    /** The launch that a token was made for; whether it is still the present one, the caller has to look up. */
    public record Launch(
            long meetingId, long userId, String platform, String nativeId, UUID connectionId, int attempt) {}

    private final HmacSha256 hmac;
    private final Clock clock;

    public MeetingToken(ServerKey serverKey, MeetingTokenConfig config, Clock clock) {
        byte[] secret = config.meetingTokenKey()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .orElseGet(() -> serverKey.hmac("meeting-token"));
        this.hmac = new HmacSha256(secret);
        this.clock = clock;
    }

    /**
     * @param issuer who collectors of the bot's era expect to have made it
     * @param life from now; the bot cannot get another token later
     */
    public String issue(Launch launch, String issuer, Duration life) {
        long now = clock.instant().getEpochSecond();
        JsonObject claims = new JsonObject()
                .put("meeting_id", launch.meetingId())
                .put("user_id", launch.userId())
                .put("platform", launch.platform())
                .put("native_meeting_id", launch.nativeId())
                .put("session_uid", launch.connectionId().toString())
                .put("attempt", launch.attempt())
                .put("scope", SCOPE)
                .put("iss", issuer)
                .put("aud", AUDIENCE)
                .put("iat", now)
                .put("exp", now + life.toSeconds())
                .put("jti", launch.connectionId() + "." + launch.attempt());
        String signed = HEADER + "." + base64(claims.encode().getBytes(StandardCharsets.UTF_8));
        return signed + "." + signature(signed);
    }

    /** Empty when the token is null, malformed, forged, expired, or made for something else. */
    public Optional<Launch> verify(String token) {
        return verify(token, clock.instant());
    }

    /** The same for what was said at this moment and is read only now. */
    public Optional<Launch> verify(String token, Instant at) {
        String[] parts = token == null ? new String[0] : token.split("\\.", -1);
        // the signature as text, not its bytes: base64 has several spellings of the last ones
        if (parts.length != 3
                || !parts[0].equals(HEADER)
                || !ConstantTime.equal(signature(parts[0] + "." + parts[1]), parts[2])) {
            return Optional.empty();
        }
        try {
            JsonObject claims =
                    new JsonObject(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
            return isValid(claims, at) ? Optional.of(launch(claims)) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty(); // rightly signed by another holder of the key, but not one of ours
        }
    }

    private static boolean isValid(JsonObject claims, Instant at) {
        return AUDIENCE.equals(claims.getString("aud"))
                && SCOPE.equals(claims.getString("scope"))
                && claims.getLong("exp") > at.getEpochSecond();
    }

    private static Launch launch(JsonObject claims) {
        return new Launch(
                claims.getLong("meeting_id"),
                claims.getLong("user_id"),
                claims.getString("platform"),
                claims.getString("native_meeting_id"),
                UUID.fromString(claims.getString("session_uid")),
                claims.getInteger("attempt"));
    }

    private String signature(String signed) {
        return base64(hmac.of(signed));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
