package dev.rollcall.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineAddressTest {

    @Test
    void an_engine_listens_on_a_socket_or_a_port() {
        assertThat(EngineAddress.of("unix:///var/run/docker.sock"))
                .isEqualTo(new EngineAddress.Unix(Path.of("/var/run/docker.sock")));
        assertThat(EngineAddress.of(" tcp://docker.example:2375 "))
                .isEqualTo(new EngineAddress.Tcp("docker.example", 2375));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "docker", "tcp://docker", "ssh://user@host", "npipe:////./pipe/docker_engine", "fd://"})
    void anything_else_is_answered_with_what_there_is(String host) {
        assertThatThrownBy(() -> EngineAddress.of(host))
                .hasMessage(
                        "The Docker Engine's address '" + host
                                + "' cannot be used: rollcall.docker.host (or DOCKER_HOST) is unix:///path or tcp://host:port.");
    }
}
