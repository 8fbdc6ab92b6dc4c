package dev.rollcall.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {

    @Test
    void a_line_of_pid_and_start_is_read() {
        assertThat(ProcessIdentity.parse("42 123456")).contains(new ProcessIdentity(42, "123456"));
        assertThat(ProcessIdentity.parse("42 Fri Nov 7 03:05:09 2025"))
                .contains(new ProcessIdentity(42, "Fri Nov 7 03:05:09 2025"));
    }

    @Test
    void a_damaged_line_is_nobody() {
        List<String> lines = List.of("", " ", "42", "x 1", "-1 5", " 42 7");

        assertThat(lines)
                .allSatisfy(line -> assertThat(ProcessIdentity.parse(line)).isEmpty());
    }

    @Test
    void a_start_is_written_as_ps_prints_it_in_the_c_locale() {
        String start = ProcessIdentity.asPsPrintsIt(Instant.parse("2025-11-07T03:05:09.876Z"));

        assertThat(start).isEqualTo("Fri Nov 7 03:05:09 2025");
    }

    @Test
    void our_own_pid_with_another_start_is_not_us() {
        ProcessIdentity impostor = new ProcessIdentity(ProcessHandle.current().pid(), "1");

        assertThat(impostor.running()).isEmpty();
    }
}
