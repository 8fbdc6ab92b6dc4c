package dev.rollcall.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkloadTest {

    @Test
    void a_handle_names_its_meeting_and_attempt() {
        String handle = Workload.handleOf(4711, 3);

        assertThat(handle).isEqualTo("rollcall-bot-4711-3");
        assertThat(Workload.identify(handle)).contains(new Workload.Identity(4711, 3));
    }

    @Test
    void the_highest_ids_make_a_round_trip() {
        String handle = Workload.handleOf(999_999_999_999_999_999L, 999_999_999);

        assertThat(Workload.identify(handle)).contains(new Workload.Identity(999_999_999_999_999_999L, 999_999_999));
    }

    @Test
    void what_is_no_handle_of_ours_names_nothing() {
        List<String> foreign = List.of(
                "", "vexa-bot-1-1", "rollcall-bot-1", "rollcall-bot--1-1", "../rollcall-bot-1-1", "rollcall-bot-1-1 ");

        assertThat(foreign)
                .allSatisfy(name -> assertThat(Workload.identify(name)).isEmpty());
    }

    @Test
    void its_text_shows_the_names_of_variables_and_no_values() {
        Workload workload = new Workload("rollcall-bot-1-1", 1, 1, 1, "zoom", Map.of("BOT_CONFIG", "s3cret"));

        assertThat(workload.toString()).contains("BOT_CONFIG").doesNotContain("s3cret");
    }
}
