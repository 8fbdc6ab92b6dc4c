package dev.rollcall.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtractorTest {

    /** Far above what it takes, far below what a rule takes that looks at everything for everything. */
    private static final Duration SOON = Duration.ofSeconds(3);

    @Test
    void nothing_comes_of_nothing() {
        assertThat(Extractor.extract(List.of(), Talk.DAY)).isEqualTo(new Extraction("", List.of()));
        assertThat(Talk.of("", "   ", "[music]", "Thank you for watching.", "...")
                        .items())
                .isEmpty();
        assertThat(Extractor.extract(Arrays.asList(null, new Line(1, null, 0, null, null)), Talk.DAY)
                        .items())
                .isEmpty();
    }

    @Test
    void the_summary_is_made_of_sentences_of_the_meeting() {
        String summary = Talk.of(
                        "Anna: The budget of the fair is twice the budget of last year.",
                        "Ben: Hm.",
                        "Anna: Did you see the match?",
                        "Ben: The fair needs six people and the budget has room for four.")
                .summary();

        assertThat(summary)
                .isIn(
                        "Anna: The budget of the fair is twice the budget of last year.",
                        "Ben: The fair needs six people and the budget has room for four.");
    }

    @Test
    void the_summary_has_a_limit() {
        String[] lines = new String[500];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "Anna: " + ("extraordinarily" + i + " ").repeat(30) + ".";
        }
        assertThat(Talk.of(lines).summary()).hasSizeLessThanOrEqualTo(800);
    }

    @Test
    void a_language_without_rules_has_a_summary_and_no_items() {
        Extraction extraction = Extractor.extract(
                List.of(new Line(1, "Jörg", 0, "Ich will morgen den Bericht an die Buchhaltung schicken.", "de")),
                Talk.DAY);

        assertThat(extraction.items()).isEmpty();
        assertThat(extraction.summary()).contains("Buchhaltung");
    }

    @Test
    void words_stay_out_of_logs() {
        Line line = new Line(7, "Anna", 0, "I'll fire Ben tomorrow.", "en");
        Extraction extraction = Extractor.extract(List.of(line), Talk.DAY);

        assertThat(line.toString() + extraction + extraction.items())
                .contains("7")
                .doesNotContain("fire", "Anna");
    }

    @Test
    void an_hour_of_two_thousand_lines_takes_less_than_a_second() {
        List<Line> hour = new ArrayList<>();
        List<Line> some = LabelledMeeting.of(LabelledMeeting.Half.DEVELOPMENT, "en").stream()
                .flatMap(meeting -> meeting.lines().stream())
                .toList();
        while (hour.size() < 2_000) {
            Line line = some.get(hour.size() % some.size());
            hour.add(new Line(hour.size(), line.speaker(), hour.size() * 1.8, line.text(), "en"));
        }

        Duration best = Duration.ofDays(1);
        for (int i = 0; i < 3; i++) {
            long began = System.nanoTime();
            Extractor.extract(hour, Talk.DAY);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            best = took.compareTo(best) < 0 ? took : best;
        }

        System.out.printf("2,000 lines in %d ms%n", best.toMillis());
        assertThat(best).isLessThan(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "ж",
                ",",
                ".",
                "a ",
                "a, ",
                "I'll ",
                "I'll, ",
                "if ",
                "please ",
                "not ",
                "до ",
                "надо ",
                "2026-",
                "'",
                "the end of ",
                "I'll send ",
                "can you ",
                "1 ",
                "\uD83D\uDE00",
                "\uD83D",
                "...",
                "and ",
                "x. ",
                "never mind. "
            })
    void hostile_lines_take_no_longer(String piece) {
        String text = piece.repeat(20_000 / piece.length());
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            lines.add(new Line(i, i % 3 == 0 ? null : "S" + i % 3, i, text, null));
        }

        assertTimeout(SOON, () -> Extractor.extract(lines, Talk.DAY));
    }
}
