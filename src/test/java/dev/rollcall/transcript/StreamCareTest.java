package dev.rollcall.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.transcript.SegmentStream.Group;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Up to where the stream is trimmed. */
class StreamCareTest {

    private static final StreamId LONG_AGO = new StreamId(10, 0);

    private static Group group(String name, long delivered, Long pending) {
        return new Group(name, new StreamId(delivered, 3), pending == null ? null : new StreamId(pending, 0));
    }

    private static String before(Group... groups) {
        return StreamCare.before(List.of(groups), "ours", LONG_AGO)
                .map(StreamId::toString)
                .orElse("nothing");
    }

    @Test
    void all_that_was_delivered_and_acknowledged_goes() {
        assertThat(before(group("ours", 50, null))).isEqualTo("50-4");
    }

    @Test
    void what_is_not_acknowledged_stays_and_all_after_it() {
        assertThat(before(group("ours", 50, 30L))).isEqualTo("30-0");
    }

    @Test
    void what_others_still_need_stays() {
        assertThat(before(group("ours", 50, null), group("theirs", 40, null))).isEqualTo("40-4");
        assertThat(before(group("ours", 50, null), group("theirs", 60, 20L))).isEqualTo("20-0");
        assertThat(before(group("ours", 50, null), group("theirs", 60, null))).isEqualTo("50-4");
    }

    @Test
    void others_that_have_read_nothing_for_too_long_are_not_waited_for() {
        assertThat(before(group("ours", 50, null), group("gone", 0, null))).isEqualTo("10-0");
        assertThat(before(group("ours", 5, null), group("gone", 0, null))).isEqualTo("5-4");
    }

    @Test
    void without_a_group_of_ours_nothing_goes() {
        assertThat(before(group("theirs", 40, null))).isEqualTo("nothing");
    }

    @Test
    void versions_grow_as_ids_do() {
        assertThat(StreamId.of("5-1").version())
                .isGreaterThan(StreamId.of("5-0").version());
        assertThat(StreamId.of("6-0").version())
                .isGreaterThan(StreamId.of("5-999999").version());
        assertThat(StreamId.of("7")).isEqualTo(new StreamId(7, 0));
    }
}
