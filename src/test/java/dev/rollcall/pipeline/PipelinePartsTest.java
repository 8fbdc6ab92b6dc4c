package dev.rollcall.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.rollcall.pipeline.Conversation.Said;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pure parts: what was written down, what a task is called, what is kept out of logs. */
class PipelinePartsTest {

    @Test
    void a_text_is_read_by_its_lines_with_times_and_names_where_they_stand() {
        assertThat(GivenText.words("""
                        [00:01:05] Ada: Let us begin.
                        01:10 Bob Miller: I will send the contract.

                        Анна: Я сделаю отчёт до пятницы.
                        Note: this line has a short word before its colon
                        we said: nothing in particular
                        """))
                .extracting(Spoken::start, Spoken::speaker, Spoken::text)
                .containsExactly(
                        tuple(65.0, "Ada", "Let us begin."),
                        tuple(70.0, "Bob Miller", "I will send the contract."),
                        tuple(70.0, "Анна", "Я сделаю отчёт до пятницы."),
                        tuple(70.0, "Note", "this line has a short word before its colon"),
                        tuple(70.0, null, "we said: nothing in particular"));
    }

    @Test
    void a_text_without_lines_is_cut_between_its_sentences() {
        List<Spoken> words = GivenText.words("This is a sentence of some length. ".repeat(100));

        assertThat(words)
                .hasSizeBetween(8, 12)
                .allSatisfy(word -> assertThat(word.text())
                        .startsWith("This")
                        .endsWith("length.")
                        .hasSizeLessThanOrEqualTo(400));
    }

    @Test
    void a_text_without_sentences_loses_no_word() {
        String words = "word ".repeat(10_000).strip();

        List<Spoken> pieces = GivenText.words(words);

        assertThat(String.join(" ", pieces.stream().map(Spoken::text).toList())).isEqualTo(words);
        assertThat(pieces).allSatisfy(piece -> assertThat(piece.text()).hasSizeLessThanOrEqualTo(2_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"aaaaaaaaaa", ":::::", "A: ", "[", "0:0:", "A.A.A", "\uD800", "，。"})
    void any_text_is_read_in_little_time(String piece) {
        assertThat(GivenText.words(piece.repeat(50_000))).isNotNull();
        assertThat(GivenText.words((piece + "\n").repeat(20_000))).isNotNull();
    }

    @Test
    void a_task_keeps_its_id_as_long_as_it_is_said_in_the_same_place() {
        Said line = new Said(1, "pipeline:3", null, 0, "…", null);
        Said storedAnew = new Said(77, "pipeline:3", null, 0, "…", null);
        Said elsewhere = new Said(1, "pipeline:4", null, 0, "…", null);

        String id = task("Send the contract.", line).id(42);

        assertThat(id).matches("task_[0-9a-f]{24}");
        assertThat(task("send   the CONTRACT", storedAnew).id(42)).isEqualTo(id);
        assertThat(task("Send the contract.", elsewhere).id(42)).isNotEqualTo(id);
        assertThat(task("Send the invoice.", line).id(42)).isNotEqualTo(id);
        assertThat(task("Send the contract.", line).id(43)).isNotEqualTo(id);
    }

    private static FoundTask task(String title, Said line) {
        return new FoundTask(title, "Ada", "soon", LocalDate.EPOCH, null, line);
    }

    @Test
    void what_comes_from_outside_is_made_fit_for_the_database() {
        Spoken odd = new Spoken(Double.NaN, -5, " ", "a\u0000b\uD800", "a-very-long-language").clean();

        assertThat(odd)
                .extracting(Spoken::start, Spoken::end, Spoken::speaker, Spoken::text, Spoken::language)
                .containsExactly(0.0, 0.0, null, "ab\uFFFD", null);
    }

    @Test
    void the_same_request_is_known_again() {
        assertThat(new Input.Text("a").hash()).isEqualTo(new Input.Text("a").hash());
        assertThat(new Input.Text("a").hash()).isNotEqualTo(new Input.Audio("a").hash());
        assertThat(new Input.Transcript().hash()).isNull();
    }
}
