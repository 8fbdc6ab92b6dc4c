package dev.rollcall.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.extract.LabelledMeeting.Half;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/extractor.md tells how well the extractor does today, on meetings that it was written for and on others. */
class ExtractorDocumentTest {

    private static final Path DOCUMENT = Path.of("docs", "extractor.md");
    private static final String BEGIN = "<!-- measured by ExtractorDocumentTest -->\n";
    private static final String END = "<!-- end -->\n";

    @Test
    void the_document_has_the_figures_of_today() throws IOException {
        String text = Files.readString(DOCUMENT);
        String fresh =
                text.substring(0, text.indexOf(BEGIN) + BEGIN.length()) + table() + text.substring(text.indexOf(END));
        if ("write".equals(System.getProperty("extractor.docs"))) {
            Files.writeString(DOCUMENT, fresh);
        }
        assertThat(Files.readString(DOCUMENT))
                .as("docs/extractor.md is stale; write it again with"
                        + " ./mvnw test -Dtest=ExtractorDocumentTest -Dextractor.docs=write")
                .isEqualTo(fresh);
    }

    /** A little below what the rules reach on the half that they were written for. */
    @ParameterizedTest
    @CsvSource({"en,0.80,0.85", "ru,0.85,0.90"})
    void the_rules_do_not_get_worse(String language, double precision, double recall) {
        Score score = Score.of(LabelledMeeting.of(Half.DEVELOPMENT, language));

        assertThat(score.precision()).as("precision").isGreaterThanOrEqualTo(precision);
        assertThat(score.recall()).as("recall").isGreaterThanOrEqualTo(recall);
        assertThat(score.ownersRight()).as("owners").isGreaterThanOrEqualTo(0.85);
        assertThat(score.datesRight()).as("days").isGreaterThanOrEqualTo(0.85);
    }

    @ParameterizedTest
    @CsvSource({"en", "ru"})
    void a_label_stands_in_lines_that_there_are(String language) {
        for (Half half : Half.values()) {
            assertThat(LabelledMeeting.of(half, language)).isNotEmpty().allSatisfy(meeting -> {
                assertThat(meeting.lines()).isNotEmpty();
                assertThat(meeting.labels()).allSatisfy(label -> {
                    assertThat(label.what()).isNotBlank();
                    assertThat(label.lines())
                            .allMatch(
                                    line -> line >= 1 && line <= meeting.lines().size());
                });
            });
        }
    }

    private static String table() {
        return """
                | meetings | language | how many | labels | found | hits | precision | recall | F1 | F1, all words | owner right | day right |
                | --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |
                """
                + row("held out", Half.HELD_OUT, "en", "English")
                + row("held out", Half.HELD_OUT, "ru", "Russian")
                + row("development", Half.DEVELOPMENT, "en", "English")
                + row("development", Half.DEVELOPMENT, "ru", "Russian");
    }

    private static String row(String name, Half half, String code, String language) {
        Score score = Score.of(LabelledMeeting.of(half, code));
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d | %d | %d | %d | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |\n",
                name,
                language,
                score.meetings(),
                score.labels(),
                score.found(),
                score.hits(),
                score.precision(),
                score.recall(),
                score.f1(),
                score.wordyF1(),
                score.ownersRight(),
                score.datesRight());
    }
}
