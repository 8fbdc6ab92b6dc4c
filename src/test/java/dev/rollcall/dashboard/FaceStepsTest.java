package dev.rollcall.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.polling.FaceStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The eight statuses as a line of seven steps. */
class FaceStepsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "INITIALIZED,       now ahead ahead ahead ahead ahead ahead",
        "CONNECTING,        done now ahead ahead ahead ahead ahead",
        "CONNECTED,         done done now ahead ahead ahead ahead",
        "TRANSCRIBING,      done done done now ahead ahead ahead",
        "ANALYZING_MEETING, done done done done now ahead ahead",
        "CREATING_TASKS,    done done done done done now ahead",
    })
    void each_step_is_behind_or_now_or_ahead(FaceStatus status, String states) {
        assertThat(states(FaceSteps.of(status, NOW, FaceStatus.INITIALIZED))).isEqualTo(states);
    }

    @ParameterizedTest
    @CsvSource({
        "DONE,  CREATING_TASKS, done done done done done done now",
        "DONE,  CONNECTED,      done done done skipped skipped skipped now",
        "ERROR, INITIALIZED,    done skipped skipped skipped skipped skipped now",
        "ERROR, TRANSCRIBING,   done done done done skipped skipped now",
    })
    void what_was_never_reached_before_the_end_is_skipped(FaceStatus status, FaceStatus reached, String states) {
        assertThat(states(FaceSteps.of(status, NOW, reached))).isEqualTo(states);
    }

    @Test
    void the_last_step_says_how_it_ended_and_the_present_one_since_when() {
        assertThat(last(FaceStatus.ERROR).badge().word()).isEqualTo("Error");
        assertThat(last(FaceStatus.DONE).badge().word()).isEqualTo("Done");
        assertThat(last(FaceStatus.DONE).at()).isEqualTo(NOW);
        assertThat(last(FaceStatus.CONNECTING).badge().word()).isEqualTo("Done");
        assertThat(last(FaceStatus.CONNECTING).at()).isNull();
    }

    private static Stage last(FaceStatus status) {
        return FaceSteps.of(status, NOW, FaceStatus.CONNECTED).get(6);
    }

    private static String states(List<Stage> steps) {
        return String.join(" ", steps.stream().map(Stage::state).toList());
    }
}
