package dev.rollcall.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.lifecycle.Status;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Gone;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Observed;
import dev.rollcall.runtime.Workload;
import dev.rollcall.sweep.Settlement.Known;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that makes a difference to what is done about a workload of the second launch of a meeting. */
class SettlementTest {

    /** Columns: what the database knows; then what is done when it runs, has ended, is gone. */
    @ParameterizedTest
    @CsvSource({
        "active 2,               LEAVE,             TELL_END,          CONFIRM_GONE",
        "stopping 2,             LEAVE,             TELL_END,          CONFIRM_GONE",
        "active 3,               REMOVE_ORPHAN,     REMOVE_ORPHAN,     LEAVE",
        "active 1,               HOLD_NEWER_LAUNCH, HOLD_NEWER_LAUNCH, LEAVE",
        "completed 2 to-clean,   LEAVE,             REMOVE,            LEAVE",
        "completed 2,            REMOVE_ORPHAN,     REMOVE,            LEAVE",
        "failed 3,               REMOVE_ORPHAN,     REMOVE_ORPHAN,     LEAVE",
        "completed 1,            HOLD_NEWER_LAUNCH, HOLD_NEWER_LAUNCH, LEAVE",
        "nothing,                HOLD_STRAY,        HOLD_STRAY,        LEAVE",
        "nothing held,           HOLD_STRAY,        HOLD_STRAY,        LEAVE",
        "nothing released,       REMOVE_STRAY,      REMOVE_STRAY,      LEAVE",
        "active 3 held,          HOLD_STRAY,        HOLD_STRAY,        LEAVE",
        "active 3 released,      REMOVE_STRAY,      REMOVE_STRAY,      LEAVE",
    })
    void what_is_done_follows_from_what_is_known(String known, Settlement running, Settlement ended, Settlement gone) {
        assertThat(Settlement.of(observed(new Running()), known(known))).isEqualTo(running);
        assertThat(Settlement.of(observed(new Ended(1, "Error", null)), known(known)))
                .isEqualTo(ended);
        assertThat(Settlement.of(observed(new Gone()), known(known))).isEqualTo(gone);
    }

    @Test
    void nobody_removes_what_runs_and_is_unknown() {
        assertThat(Settlement.of(observed(new Running()), Known.NOTHING)).isEqualTo(Settlement.HOLD_STRAY);
    }

    private static Observed observed(Observation observation) {
        return new Observed(Workload.handleOf(7, 2), 7, 2, observation);
    }

    private static Known known(String words) {
        String[] word = words.split(" ");
        Boolean stray = words.endsWith("held") ? Boolean.FALSE : words.endsWith("released") ? true : null;
        return word[0].equals("nothing")
                ? Known.NOTHING.asStray(stray)
                : new Known(
                        Status.of(word[0]).orElseThrow(), Integer.parseInt(word[1]), words.endsWith("to-clean"), stray);
    }
}
