package dev.rollcall.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RuntimeKindTest {

    @Test
    void a_runtime_is_chosen_by_its_name_in_any_case() {
        RuntimeKind kind = RuntimeKind.of(" None ");

        assertThat(kind).isEqualTo(RuntimeKind.NONE);
    }

    @Test
    void an_unknown_runtime_is_answered_with_the_known_ones() {
        assertThatThrownBy(() -> RuntimeKind.of("mainframe"))
                .hasMessage(
                        "There is no runtime called 'mainframe'; rollcall.runtime is one of: kubernetes, process, docker, nomad, external, none.");
    }
}
