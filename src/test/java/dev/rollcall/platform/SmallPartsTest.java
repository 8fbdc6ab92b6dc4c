package dev.rollcall.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SmallPartsTest {

    @Test
    void theServerKeyMakesAnOrdinaryHmac() {
        // RFC 4231, test case 2
        String mac = HexFormat.of().formatHex(new ServerKey("Jefe").hmac("what do ya want for nothing?"));
        assertThat(mac).isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void secretsAreEqualOnlyWhenTheyAre() {
        assertThat(ConstantTime.equal("admin", "admin")).isTrue();
        assertThat(ConstantTime.equal("admin", "Admin")).isFalse();
        assertThat(ConstantTime.equal("admin", "")).isFalse();
        assertThat(ConstantTime.equal("admin", null)).isFalse();
        assertThat(ConstantTime.equal(null, null)).isFalse();
    }

    @Test
    void aTextFromOutsideStaysOnItsLineOfTheLog() {
        assertThat(Printable.of("a\r\nb\u0000c\u2028d\u202ee\u001b[31m")).isEqualTo("a??b?c?d?e?[31m");
    }

    @Test
    void aLongTextIsCut() {
        assertThat(Printable.of("x".repeat(5000))).hasSize(201);
    }

    @Test
    void ordinaryLettersAndSignsOfAllScriptsAreLeftAlone() {
        assertThat(Printable.of("Zoë 会議 🎉")).isEqualTo("Zoë 会議 🎉");
        assertThat(Printable.hasControl("Zoë 会議 👩‍💻")).isFalse();
    }
}
