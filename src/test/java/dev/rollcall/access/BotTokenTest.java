package dev.rollcall.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.platform.ServerKey;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class BotTokenTest {

    private static final UUID CONNECTION = UUID.fromString("2f1a9a5e-4a44-4e6e-9d53-2f0a53a3b111");

    private final BotToken tokens = new BotToken(new ServerKey("a secret"));

    @Test
    void tellsTheAttemptThatItWasMadeFor() {
        String token = tokens.of(CONNECTION, 17);
        assertThat(tokens.attemptOf(CONNECTION, token)).hasValue(17);
    }

    @Test
    void isTheSameOnEveryReplica() {
        BotToken replica = new BotToken(new ServerKey("a secret"));
        assertThat(replica.of(CONNECTION, 1)).isEqualTo(tokens.of(CONNECTION, 1));
    }

    @Test
    void opensNoOtherConnection() {
        String token = tokens.of(CONNECTION, 1);
        assertThat(tokens.attemptOf(UUID.randomUUID(), token)).isEmpty();
    }

    @Test
    void isWorthlessUnderAnotherServerKey() {
        String token = new BotToken(new ServerKey("another secret")).of(CONNECTION, 1);
        assertThat(tokens.attemptOf(CONNECTION, token)).isEmpty();
    }

    @Test
    void goesOnAfterAChangeOfTheServerKey() {
        BotToken changed = new BotToken(new ServerKey("a newer secret", "a secret"));
        assertThat(changed.attemptOf(CONNECTION, tokens.of(CONNECTION, 3))).hasValue(3);
        assertThat(changed.attemptOf(CONNECTION, changed.of(CONNECTION, 4))).hasValue(4);
        assertThat(tokens.attemptOf(CONNECTION, changed.of(CONNECTION, 4))).isEmpty();
    }

    @Test
    void cannotBeTurnedIntoThatOfAnotherAttempt() {
        String token = tokens.of(CONNECTION, 1);
        assertThat(tokens.attemptOf(CONNECTION, "2" + token.substring(1))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+1", "01", "\u0661"})
    void knowsOneSpellingOfItsAttempt(String attempt) {
        String token = tokens.of(CONNECTION, 1);
        assertThat(tokens.attemptOf(CONNECTION, attempt + token.substring(1))).isEmpty();
    }

    @Test
    void everyBitOfItMatters() {
        String token = tokens.of(CONNECTION, 1);
        for (int i = 2; i < token.length() - 1; i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String forged = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(tokens.attemptOf(CONNECTION, forged))
                    .as("character %d", i)
                    .isEmpty();
        }
    }

    /** The last of 43 characters carries four bits that mean something and two that must be zero. */
    @Test
    void hasOneSpellingOnly() {
        String token = tokens.of(CONNECTION, 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        long accepted = alphabet.chars()
                .mapToObj(last -> token.substring(0, token.length() - 1) + (char) last)
                .filter(spelling -> tokens.attemptOf(CONNECTION, spelling).isPresent())
                .count();
        assertThat(accepted).isEqualTo(1);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "1",
                "1.",
                ".abc",
                "0.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "-1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "one.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "99999999999.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA A",
                "1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.x"
            })
    void refusesWhatIsNoToken(String token) {
        assertThat(tokens.attemptOf(CONNECTION, token)).isEmpty();
    }

    @Test
    void refusesEverythingWithoutAConnection() {
        assertThat(tokens.attemptOf(null, tokens.of(CONNECTION, 1))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_000_000_000})
    void isMadeForRealAttemptsOnly(int attempt) {
        assertThatThrownBy(() -> tokens.of(CONNECTION, attempt)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void travelsInAUrlAndAHeaderAsItIs() {
        assertThat(tokens.of(CONNECTION, 3)).matches("3\\.[A-Za-z0-9_-]{43}");
    }
}
