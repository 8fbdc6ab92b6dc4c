package dev.rollcall.transition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogTextTest {

    @Test
    void nothingIsADash() {
        assertThat(LogText.quoted(null)).isEqualTo("-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\t", "\u0000", "\u001b", "\u0085", "\u009b", "\u2028", "\u2029", "\u202e"})
    void nothingBreaksTheLine(String control) {
        assertThat(LogText.quoted("a" + control + "b")).isEqualTo("\"a?b\"");
    }

    @Test
    void aQuoteCannotEndTheValue() {
        assertThat(LogText.quoted("a\" to=completed")).isEqualTo("\"a' to=completed\"");
    }

    @Test
    void longTextIsCut() {
        assertThat(LogText.quoted("x".repeat(1_000))).hasSizeLessThan(210);
    }
}
