package dev.rollcall.access;

import dev.rollcall.platform.ConstantTime;
import dev.rollcall.platform.ServerKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * The secret of one launch of a bot, {@code <attempt>.<base64url of HMAC-SHA256(server key, connection id, attempt)>}.
 * It is derived, never stored: a crash between the commit and the launch loses nothing. Bots that were launched under
 * the former server key go on with theirs.
 */
@ApplicationScoped
public class BotToken {

    /** Of an attempt; they are positive and fit an int. */
    private static final int MOST_DIGITS = 9;

    /** 32 bytes in base64url without padding, and the dot before them. */
    private static final int AFTER_THE_ATTEMPT = 1 + 43;

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
        OptionalInt claimed = claimedAttempt(token);
        return claimed.isPresent() && isOurs(connectionId, claimed.getAsInt(), token) ? claimed : OptionalInt.empty();
    }

    /** Nothing is checked but what a number needs: whatever is no token differs from the one that it is compared with. */
    private static OptionalInt claimedAttempt(String token) {
        int digits = token.length() - AFTER_THE_ATTEMPT;
        if (digits < 1 || digits > MOST_DIGITS) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(Integer.parseInt(token, 0, digits, 10));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /** The text is compared, not its bytes: base64 has several spellings of the last ones. */
    private boolean isOurs(UUID connectionId, int attempt, String token) {
        return serverKey.hmacs(message(connectionId, attempt)).stream()
                .anyMatch(mac -> ConstantTime.equalOfKnownLength(wire(attempt, mac), token));
    }

    private static String message(UUID connectionId, int attempt) {
        return "bot-token/" + connectionId + "/" + attempt;
    }

    private static String wire(int attempt, byte[] mac) {
        return attempt + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }
}
