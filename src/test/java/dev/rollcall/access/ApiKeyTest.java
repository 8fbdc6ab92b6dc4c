package dev.rollcall.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApiKeyTest {

    @Test
    void isHashedAsEverybodyElseHashesIt() {
        String hash = HexFormat.of().formatHex(ApiKey.hash("demo"));
        assertThat(hash).isEqualTo("2a97516c354b68848cdbd8f54a226a0a55b21ed138e207ad6c5cbb9c00aa5aea");
    }

    @Test
    void hasABoundedLength() {
        assertThat(ApiKey.isPlausible("x".repeat(255))).isTrue();
        assertThat(ApiKey.isPlausible("x".repeat(256))).isFalse();
    }

    @Test
    void holdsNoControlCharacters() {
        assertThat(ApiKey.isPlausible("de\nmo")).isFalse();
        assertThat(ApiKey.isPlausible(new String(new byte[] {'a', 0}, StandardCharsets.US_ASCII)))
                .isFalse();
    }

    @Test
    void newOnesNameTheirFirstScope() {
        NewApiKey newKey = new NewApiKey();
        assertThat(newKey.of(List.of("tx", "bot"))).matches("vxa_tx_[A-Za-z0-9]{32}");
        assertThat(newKey.of(List.of())).matches("vxa_full_[A-Za-z0-9]{32}");
    }

    @Test
    void newOnesAreNeverTheSame() {
        NewApiKey newKey = new NewApiKey();
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            keys.add(newKey.of(List.of("bot")));
        }
        assertThat(keys).hasSize(1000);
    }
}
