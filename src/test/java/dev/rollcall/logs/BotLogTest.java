package dev.rollcall.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.platform.Masking;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BotLogTest {

    private static final Masking MASKING = Masking.of("Geheim12");

    @Test
    void few_lines_are_kept_in_their_order() {
        BotLog log = BotLog.newest(List.of("one", "", "three"), null, MASKING);

        assertThat(log.lines()).containsExactly("one", "", "three");
        assertThat(log.trimmed()).isFalse();
    }

    @Test
    void of_many_lines_the_newest_50_kib_are_kept() {
        List<String> logged = IntStream.range(0, 1_500)
                .mapToObj(number -> "%04d ".formatted(number) + "ü".repeat(500))
                .toList();

        BotLog log = BotLog.newest(logged, null, MASKING);

        assertThat(log.trimmed()).isTrue();
        assertThat(log.lines()).last().asString().startsWith("1499 ");
        assertThat(bytes(log)).isBetween(BotLog.MOST_BYTES - 1_100, BotLog.MOST_BYTES);
    }

    @Test
    void of_one_endless_line_the_end_is_kept() {
        BotLog log = BotLog.newest(List.of("older", "é".repeat(100_000) + "!"), null, MASKING);

        assertThat(log.trimmed()).isTrue();
        assertThat(log.lines()).singleElement().asString().endsWith("é!");
        assertThat(bytes(log)).isBetween(BotLog.MOST_BYTES - 4, BotLog.MOST_BYTES);
    }

    @Test
    void secrets_are_masked_before_anything_is_cut() {
        String line = "Geheim12 ".repeat(20_000);

        assertThat(BotLog.newest(List.of(line), null, MASKING).lines())
                .singleElement()
                .asString()
                .doesNotContain("Geheim")
                .doesNotContain("heim12");
    }

    @Test
    void the_end_of_an_endless_line_does_not_begin_with_half_a_secret() {
        String secret = "1.LQvYKtj3M1sOq2cGm5rT8wXzA4bNfEhD7iJkP0uVyZa";
        String end = "é".repeat(BotLog.MOST_BYTES - 20) + "!";

        BotLog log = BotLog.newest(List.of("x".repeat(10_000) + " " + secret + " " + end), null, MASKING);

        assertThat(log.lines().get(0)).doesNotContain("uVyZa").endsWith("é!");
    }

    @Test
    @Timeout(5)
    void a_line_as_long_as_a_body_may_be_takes_no_time() {
        String line = "eyJ".repeat(700_000);

        assertThat(BotLog.newest(List.of(line), null, MASKING).trimmed()).isTrue();
    }

    @Test
    void what_does_not_print_is_gone() {
        BotLog log = BotLog.newest(List.of("\u001b[31mred\u001b[0m\u0000\tend\r"), null, MASKING);

        assertThat(log.lines()).containsExactly(" red  \tend ");
    }

    @Test
    void many_empty_lines_take_their_room_too() {
        BotLog log = BotLog.newest(Collections.nCopies(200_000, ""), null, MASKING);

        assertThat(log.lines()).hasSize(BotLog.MOST_BYTES);
        assertThat(log.trimmed()).isTrue();
    }

    private static int bytes(BotLog log) {
        return String.join("\n", log.lines()).getBytes(StandardCharsets.UTF_8).length;
    }
}
