package dev.rollcall.access;

import dev.rollcall.platform.ConstantTime;
import dev.rollcall.platform.ServerKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The secret of one launch of a bot, {@code <attempt>.<base64url of HMAC-SHA256(server key, connection id, attempt)>}.
 * It is derived, never stored: a crash between the commit and the launch loses nothing. Bots that were launched under
 * the former server key go on with theirs.
 */
@ApplicationScoped
public class BotToken {

    /** 32 bytes in base64url without padding are 43 characters; attempts are positive and fit an int. */
    private static final Pattern WIRE = Pattern.compile("([1-9][0-9]{0,8})\\.([A-Za-z0-9_-]{43})");

    private final ServerKey serverKey;

    public BotToken(ServerKey serverKey) {
        this.serverKey = serverKey;
    }

    /** @param attempt the number of the launch, 1 to 999,999,999 */
    public String of(UUID connectionId, int attempt) {
        if (attempt < 1 || attempt > 999_999_999) {
            throw new IllegalArgumentException("An attempt is a number from 1 to 999,999,999, not " + attempt);
        }
        return wire(attempt, serverKey.hmac(message(connectionId, attempt)));
    }

    /**
     * The launch that this token was made for, whether or not it is still the present one; empty when the token is
     * null, malformed, forged, or of another connection.
     */
    public OptionalInt attemptOf(UUID connectionId, String token) {
        if (connectionId == null || token == null) {
            return OptionalInt.empty();
        }
        Matcher wire = WIRE.matcher(token);
        if (!wire.matches()) {
            return OptionalInt.empty();
        }
        int attempt = Integer.parseInt(wire.group(1));
        // the text, not its bytes: base64 has several spellings of the last ones
        boolean ours = serverKey.hmacs(message(connectionId, attempt)).stream()
                .anyMatch(mac -> ConstantTime.equalOfKnownLength(wire(attempt, mac), token));
        return ours ? OptionalInt.of(attempt) : OptionalInt.empty();
    }

    private static String message(UUID connectionId, int attempt) {
        return "bot-token/" + connectionId + "/" + attempt;
    }

    private static String wire(int attempt, byte[] mac) {
        return attempt + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }
}
