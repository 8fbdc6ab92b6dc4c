package dev.rollcall.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ExtractorPropertyTest {

    @Property
    void anyTextsAreReadWithoutAnException(
            @ForAll List<String> texts, @ForAll String speaker, @ForAll String language) {
        allIsWell(lines(texts, speaker, language), Talk.DAY);
    }

    @Property(tries = 3000)
    void anyMixtureOfWordsThatRulesLookForIsReadWithoutAnException(
            @ForAll("mixtures") List<String> texts, @ForAll("days") LocalDate day) {
        allIsWell(lines(texts, "Anna", null), day);
    }

    @Property
    void theSameMeetingGivesTheSameItems(@ForAll("mixtures") List<String> texts) {
        List<Line> lines = lines(texts, "Anna", null);
        assertThat(Extractor.extract(lines, Talk.DAY)).isEqualTo(Extractor.extract(lines, Talk.DAY));
    }

    private static void allIsWell(List<Line> lines, LocalDate day) {
        Extraction extraction = Extractor.extract(lines, day);

        Set<Long> ids = lines.stream().map(Line::id).collect(Collectors.toSet());
        assertThat(extraction.summary()).hasSizeLessThanOrEqualTo(800);
        assertThat(extraction.items()).allSatisfy(item -> {
            assertThat(item.what()).isNotBlank();
            assertThat(ids).contains(item.lineId());
            assertThat(item.dueDate() == null || item.due() != null).isTrue();
        });
    }

    private static List<Line> lines(List<String> texts, String speaker, String language) {
        List<Line> lines = new ArrayList<>();
        for (String text : texts) {
            String who = lines.size() % 2 == 0 ? speaker : "Ben";
            lines.add(new Line(lines.size(), lines.size() % 5 == 4 ? null : who, lines.size(), text, language));
        }
        return lines;
    }

    @Provide
    Arbitrary<List<String>> mixtures() {
        return Arbitraries.of(
                        ("I'll I will send do it that the report Ben Anna, please can you could you mind let me let's we need to"
                                        + " to by before on in within next this Friday tomorrow end of month year 31 30 29"
                                        + " February twenty thirty first third the 15th 2026-02-30 99.99.9999 as soon as if not"
                                        + " never no yes. sure okay? , ; ... action item: TODO: said he'd promised to actually no"
                                        + " надо нужно сделаю отправлю завтра до пятницы двадцать первого тридцать числа через"
                                        + " недели конца Борис, можешь проверить обещал не забудь после как давайте буду")
                                .split(" "))
                .list()
                .ofMaxSize(14)
                .map(words -> String.join(" ", words))
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<LocalDate> days() {
        return Arbitraries.longs().between(0, 60_000).map(LocalDate::ofEpochDay);
    }
}
