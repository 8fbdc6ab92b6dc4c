package dev.rollcall.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.platform.Problem;
import dev.rollcall.transcript.TranscriptApi.Line;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each form, letter by letter. */
class TranscriptFormatTest {

    private static final Instant BEGAN = Instant.parse("2026-03-01T10:00:00Z");

    private static final List<Line> SAID = List.of(
            line(1.5, 3.25, "Ada", "Let us begin."),
            line(3_723.004, 3_723.004, null, "No end & <b>no</b> name --> here\n\nsecond line"),
            line(-2, 1, "Гр<ейс>\nH", "שלום עולם"));

    private static Line line(double start, double end, String speaker, String text) {
        Instant startAt = BEGAN.plusMillis(Math.round(start * 1000));
        Instant endAt = BEGAN.plusMillis(Math.round(end * 1000));
        return new Line(start, end, text, "en", BEGAN, speaker, true, startAt, endAt, "u", null);
    }

    private static String written(TranscriptFormat format) {
        StringBuilder text = new StringBuilder(format.head());
        for (int i = 0; i < SAID.size(); i++) {
            text.append(format.cue(i + 1, BEGAN, SAID.get(i)));
        }
        return text.toString();
    }

    @Test
    void as_text() {
        assertThat(written(TranscriptFormat.TEXT)).isEqualTo("""
                [00:00:01] Ada: Let us begin.
                [01:02:03] No end & <b>no</b> name --> here second line
                [00:00:00] Гр<ейс> H: שלום עולם
                """);
    }

    @Test
    void as_SubRip() {
        assertThat(written(TranscriptFormat.SRT)).isEqualTo("""
                1
                00:00:01,500 --> 00:00:03,250
                Ada: Let us begin.

                2
                01:02:03,004 --> 01:02:03,005
                No end & <b>no</b> name -> here second line

                3
                00:00:00,000 --> 00:00:01,000
                Гр<ейс> H: שלום עולם

                """);
    }

    @Test
    void as_WebVTT() {
        assertThat(written(TranscriptFormat.VTT)).isEqualTo("""
                WEBVTT

                00:00:01.500 --> 00:00:03.250
                <v Ada>Let us begin.

                01:02:03.004 --> 01:02:03.005
                No end &amp; &lt;b&gt;no&lt;/b&gt; name --&gt; here second line

                00:00:00.000 --> 00:00:01.000
                <v Гр&lt;ейс&gt; H>שלום עולם

                """);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "null, '', JSON",
                "null, */*, JSON",
                "null, application/json, JSON",
                "null, text/plain, TEXT",
                "null, text/*, TEXT",
                "null, text/vtt, VTT",
                "null, application/x-subrip, SRT",
                "null, 'image/png, text/vtt', VTT",
                "srt, application/json, SRT",
                "VTT, image/png, VTT",
                "txt, '', TEXT",
                "text, '', TEXT",
                "json, text/plain, JSON"
            })
    void what_is_asked_for_counts_more_than_what_is_accepted(String format, String accept, TranscriptFormat wanted) {
        assertThat(TranscriptFormat.of(format, types(accept))).isEqualTo(wanted);
    }

    private static List<MediaType> types(String accept) {
        return Stream.of(accept.split(","))
                .map(String::strip)
                .filter(type -> !type.isEmpty())
                .map(MediaType::valueOf)
                .toList();
    }

    @Test
    void what_there_is_not_is_said() {
        assertThatThrownBy(() -> TranscriptFormat.of("pdf", List.of()))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(422))
                .hasMessage("format must be one of json, text, srt, vtt.");
        assertThatThrownBy(() -> TranscriptFormat.of(null, types("image/png")))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(406));
    }
}
