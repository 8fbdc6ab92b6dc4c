package dev.rollcall.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.logs.LogBook.BotLines;
import dev.rollcall.logs.LogBook.Entry;
import dev.rollcall.logs.LogBook.Told;
import dev.rollcall.logs.LogsApi.Attempt;
import dev.rollcall.logs.LogsApi.Evidence;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogBookTest {

    private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");

    @Test
    void attempts_and_what_was_told_of_them_come_with_the_newest_last() {
        LogBook book = LogBook.of(
                List.of(told(2, 30, "third"), told(1, 20, "second"), told(1, 10, "first"), lines(2, 40, "line")),
                false);

        assertThat(book.truncated()).isFalse();
        assertThat(book.attempts()).extracting(Attempt::attempt).containsExactly(1, 2);
        assertThat(book.attempts().get(0).evidence())
                .extracting(Evidence::reason)
                .containsExactly("first", "second");
        assertThat(book.attempts().get(0).botLogs()).isNull();
        assertThat(book.attempts().get(1).botLogs()).containsExactly("line");
        assertThat(book.attempts().get(1).botLogsAt()).isEqualTo(START.plusSeconds(40));
    }

    @Test
    void where_it_is_too_much_the_oldest_is_left_out() {
        List<Entry> newestFirst = IntStream.iterate(299, number -> number >= 0, number -> number - 1)
                .mapToObj(number -> (Entry) told(1, number, "%03d".formatted(number) + "x".repeat(2_000)))
                .toList();

        LogBook book = LogBook.of(newestFirst, false);

        assertThat(book.truncated()).isTrue();
        List<Evidence> kept = book.attempts().get(0).evidence();
        assertThat(kept).hasSizeBetween(90, 110);
        assertThat(kept.get(kept.size() - 1).reason()).startsWith("299");
    }

    @Test
    void what_was_not_even_read_is_left_out_too() {
        assertThat(LogBook.of(List.of(told(1, 1, "x")), true).truncated()).isTrue();
    }

    @Test
    void nothing_told_is_no_attempt() {
        assertThat(LogBook.of(List.of(), false)).isEqualTo(new LogBook(List.of(), false));
    }

    private static Told told(int attempt, int second, String reason) {
        return new Told(
                attempt,
                new Evidence(
                        START.plusSeconds(second),
                        "evidence",
                        "bot_callback",
                        null,
                        reason,
                        null,
                        null,
                        null,
                        Map.of("a", "b")));
    }

    private static BotLines lines(int attempt, int second, String line) {
        return new BotLines(attempt, START.plusSeconds(second), List.of(line), true, null);
    }
}
