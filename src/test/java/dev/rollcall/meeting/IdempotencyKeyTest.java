package dev.rollcall.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rollcall.platform.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

    @Test
    void no_header_is_no_key() {
        assertThat(IdempotencyKey.of(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "8e03978e-40d5-43dd-bc93-6894a57f9324", "\"quoted\"", "with a space", "~!@#"})
    void printable_characters_are_a_key(String header) {
        assertThat(IdempotencyKey.of(header)).contains(new IdempotencyKey(header));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " a", "a ", "a\tb", "a\u0000b", "é", "a\u2028b"})
    void anything_else_is_422(String header) {
        Problem problem = catchThrowableOfType(Problem.class, () -> IdempotencyKey.of(header));
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.errors()).extracting(Problem.FieldError::field).containsExactly("Idempotency-Key");
    }

    @Test
    void a_key_has_255_characters_at_most() {
        assertThat(IdempotencyKey.of("k".repeat(255))).isPresent();
        assertThat(catchThrowableOfType(Problem.class, () -> IdempotencyKey.of("k".repeat(256)))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void a_key_is_not_logged() {
        assertThat(IdempotencyKey.of("abc-defg-hij").toString()).doesNotContain("abc");
    }
}
