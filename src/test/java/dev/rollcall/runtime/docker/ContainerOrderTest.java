package dev.rollcall.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollcall.runtime.Workload;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerOrderTest {

    private static final Workload WORKLOAD =
            new Workload("rollcall-bot-7-2", 7, 2, 3, "teams", Map.of("BOT_CONFIG", "{}"));

    @Test
    void a_bot_is_confined_and_its_output_bounded() throws Exception {
        ObjectNode order = new ContainerOrder(DockerSettings.of("unix:///x", "bot:1", "here"), "bot:1").of(WORKLOAD);

        assertThat(new ObjectMapper().readTree(order.toString())).isEqualTo(new ObjectMapper().readTree("""
                        {
                          "Image": "bot:1",
                          "Env": ["BOT_CONFIG={}"],
                          "Labels": {
                            "managed-by": "rollcall",
                            "rollcall.installation": "here",
                            "rollcall.meeting": "7",
                            "rollcall.attempt": "2",
                            "rollcall.user": "3",
                            "rollcall.platform": "teams"
                          },
                          "HostConfig": {
                            "NetworkMode": "none",
                            "AutoRemove": false,
                            "RestartPolicy": {"Name": "no"},
                            "Init": true,
                            "CapDrop": ["ALL"],
                            "SecurityOpt": ["no-new-privileges"],
                            "Memory": 67108864,
                            "MemorySwap": 67108864,
                            "ShmSize": 16777216,
                            "PidsLimit": 128,
                            "LogConfig": {"Type": "json-file", "Config": {"max-size": "10m", "max-file": "2"}}
                          }
                        }
                        """));
    }
}
