package dev.rollcall.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.dashboard.Sentence.Part;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SentenceTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void words_and_times_follow_each_other_and_nothing_is_lost() {
        assertThat(Sentence.parts("Unless it is heard by 12:01:30 UTC, it fails.", NOON))
                .containsExactly(
                        new Part("Unless it is heard by ", null),
                        new Part("12:01:30 UTC", Instant.parse("2026-11-21T12:01:30Z")),
                        new Part(", it fails.", null));
    }

    @Test
    void a_sentence_without_a_time_is_one_part() {
        assertThat(Sentence.parts("The meeting is over.", NOON))
                .containsExactly(new Part("The meeting is over.", null));
    }

    @Test
    void a_date_counts() {
        assertThat(Sentence.parts("2026-11-19 08:00:00 UTC", NOON))
                .containsExactly(new Part("2026-11-19 08:00:00 UTC", Instant.parse("2026-11-19T08:00:00Z")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"99:99:99 UTC", "24:00:00 UTC", "2026-02-31 08:00:00 UTC"})
    void what_only_looks_like_a_time_is_words(String quoted) {
        assertThat(Sentence.parts(quoted, NOON)).containsExactly(new Part(quoted, null));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T23:50:00Z, 00:10:00, 2026-11-22T00:10:00Z",
        "2026-11-21T00:10:00Z, 23:50:00, 2026-11-20T23:50:00Z",
        "2026-11-21T12:00:00Z, 23:59:59, 2026-11-21T23:59:59Z",
        "2026-11-21T12:00:00Z, 00:00:01, 2026-11-21T00:00:01Z"
    })
    void without_a_date_it_is_the_nearest(Instant now, String time, Instant meant) {
        assertThat(Sentence.parts(time + " UTC", now)).containsExactly(new Part(time + " UTC", meant));
    }
}
