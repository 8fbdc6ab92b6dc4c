package dev.rollcall.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.runtime.RuntimeConfig.Kind;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuntimeConfigTest {

    @Test
    void bots_are_local_processes_unless_said_otherwise() {
        RuntimeConfig config = config(Map.of());

        assertThat(config.runtime()).isEqualTo(Kind.PROCESS);
    }

    @Test
    void a_runtime_is_chosen_by_its_name() {
        RuntimeConfig config = config(Map.of("rollcall.runtime", "none"));

        assertThat(config.runtime()).isEqualTo(Kind.NONE);
    }

    @Test
    void an_unknown_runtime_is_answered_with_the_known_ones() {
        Map<String, String> settings = Map.of("rollcall.runtime", "mainframe");

        assertThatThrownBy(() -> config(settings))
                .hasMessageContaining(
                        "There is no runtime called 'mainframe'; rollcall.runtime is one of: process, none.");
    }

    private static RuntimeConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(RuntimeConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(RuntimeConfig.class);
    }
}
