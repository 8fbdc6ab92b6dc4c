package dev.rollcall.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NoRuntimeTest {

    private final BotRuntime runtime = new NoRuntime();
    private final Workload workload = new Workload(Workload.handleOf(1, 1), 1, 1, 1, "zoom", Map.of());

    @Test
    void every_launch_is_accepted() {
        LaunchOutcome outcome = runtime.launch(workload).await().indefinitely();

        assertThat(outcome).isEqualTo(new LaunchOutcome.Launched());
    }

    @Test
    void it_never_says_that_a_bot_has_ended() {
        runtime.launch(workload).await().indefinitely();
        runtime.terminate(workload.handle(), Duration.ZERO).await().indefinitely();
        runtime.delete(workload.handle()).await().indefinitely();

        Observation observation = runtime.observe(workload.handle()).await().indefinitely();

        assertThat(observation).isInstanceOf(Observation.Unknown.class);
    }
}
