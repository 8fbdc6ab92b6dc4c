package dev.rollcall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of the wire and of the database, other documents' and older bots' included. */
class WordsTest {

    @Test
    void the_statuses_are_called_as_on_the_wire() {
        assertThat(Arrays.stream(Status.values()).map(Status::word))
                .containsExactly(
                        "requested", "joining", "awaiting_admission", "active", "stopping", "completed", "failed");
    }

    @ParameterizedTest
    @EnumSource
    void a_status_is_found_by_its_word(Status status) {
        assertThat(Status.of(status.word())).contains(status);
        assertThat(Status.of(" " + status.name() + " ")).contains(status);
    }

    @ParameterizedTest
    @CsvSource({"reserved, REQUESTED", "starting, JOINING", "joined, ACTIVE", "Error, FAILED", "error, FAILED"})
    void other_documents_have_other_words(String word, Status meant) {
        assertThat(Status.of(word)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "needs_help", "needs_human_help", "dancing", "actives"})
    void an_unknown_word_is_no_status(String word) {
        assertThat(Status.of(word)).isEmpty();
        assertThat(Status.of(null)).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "REQUESTED,          true,  false",
        "JOINING,            true,  false",
        "AWAITING_ADMISSION, true,  false",
        "ACTIVE,             true,  false",
        "STOPPING,           false, false",
        "COMPLETED,          false, true",
        "FAILED,             false, true",
    })
    void a_status_holds_a_slot_or_is_terminal_or_neither(Status status, boolean slot, boolean terminal) {
        assertThat(status.holdsSlot()).isEqualTo(slot);
        assertThat(status.terminal()).isEqualTo(terminal);
    }

    @Test
    void sources_kinds_and_deadlines_are_called_as_in_the_database() {
        assertThat(Arrays.stream(Source.values()).map(Source::word))
                .containsExactly("creation", "user", "admin", "bot_callback", "launcher", "runtime", "sweeper");
        assertThat(Arrays.stream(HistoryEntry.Kind.values()).map(HistoryEntry.Kind::word))
                .containsExactly(
                        "transition", "implied", "evidence", "fenced", "escalation", "help", "relaunch", "retry");
        assertThat(Arrays.stream(OnDeadline.values()).map(OnDeadline::word))
                .containsExactly("fail", "stop", "terminate", "delete", "give_up");
    }

    @ParameterizedTest
    @EnumSource
    void what_a_deadline_does_is_found_by_its_word(OnDeadline then) {
        assertThat(OnDeadline.of(then.word())).isEqualTo(then);
        assertThat(OnDeadline.of(null)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "left_alone,                  left_alone",
        "' Left_Alone ',              left_alone",
        "removed_by_admin,            evicted",
        "admission_rejected_by_admin, awaiting_admission_rejected",
        "the_cat_did_it,              the_cat_did_it",
    })
    void a_completion_reason_has_one_spelling(String word, String spelling) {
        assertThat(CompletionReason.normalise(word)).isEqualTo(spelling);
        assertThat(new Report(null, null, word, null, null, null, null).completionReason())
                .isEqualTo(spelling);
    }

    @Test
    void no_word_is_no_reason() {
        assertThat(CompletionReason.normalise(null)).isNull();
        assertThat(CompletionReason.normalise("  ")).isNull();
        assertThat(CompletionReason.normalise("\u0000 ")).isNull();
    }

    @Test
    void a_reason_that_the_database_would_refuse_is_made_fit() {
        assertThat(CompletionReason.normalise("left\u0000_al\none")).isEqualTo("left_alone");
        assertThat(CompletionReason.normalise("x".repeat(100))).hasSize(100);
        assertThat(CompletionReason.normalise("x".repeat(101))).isEqualTo("x".repeat(100));
    }

    @Test
    void an_end_is_not_a_place_and_a_place_is_no_verdict() {
        assertThatThrownBy(() -> new Event.BotAt(Status.COMPLETED, Report.NOTHING))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Event.BotEnded(Status.ACTIVE, Report.NOTHING))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Event.BotEnded(null, Report.NOTHING).verdict()).isNull();
    }

    @Test
    void every_event_names_its_source() {
        for (Happening happening : Happening.values()) {
            String who = happening.title.substring(0, happening.title.indexOf(':'));
            Source source = switch (who) {
                case "user" -> Source.USER;
                case "launcher" -> Source.LAUNCHER;
                case "runtime" -> Source.RUNTIME;
                case "sweeper" -> Source.SWEEPER;
                default -> Source.BOT_CALLBACK;
            };
            assertThat(happening.event(Life.START).source()).as(happening.title).isEqualTo(source);
        }
    }

    @Test
    void a_blank_reason_is_none() {
        assertThat(Report.because(" ").reason()).isNull();
        assertThat(Report.because("why").reason()).isEqualTo("why");
    }

    @Test
    void the_runtimes_word_on_an_exit_is_a_report() {
        assertThat(Report.exited(2, 137, "OOMKilled"))
                .isEqualTo(new Report(2, "OOMKilled", null, null, 137, null, null));
    }
}
