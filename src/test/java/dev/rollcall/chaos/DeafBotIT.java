package dev.rollcall.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.stage.User;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A bot that has said its last word and does not listen to signals is killed at the first look, not at a later one. */
class DeafBotIT {

    private static final Map<String, String> DEAF =
            Map.of("rollcall.process.command", "/bin/sh,-c,trap '' TERM; while :; do sleep 1; done");

    /** The linger is three seconds; a second look would be half a minute after the first. */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(20);

    @Test
    void aBotThatIgnoresSignalsDoesNotOutliveItsMeeting() {
        try (Arena arena = Arena.open(1, DEAF)) {
            long id = arena.tenant(1).sent(User.newMeet(), "");
            Awaitility.await("its process").until(() -> !arena.processes().isEmpty());

            PlayedBot.of(arena, id).inMeeting().report("completed", ", \"exit_code\": 0");

            Awaitility.await("its end")
                    .atMost(FIRST_LOOK)
                    .until(() -> arena.processes().isEmpty());
            assertThat(arena.replicas().get(0).log()).doesNotContain("cleanup=failed");
            arena.assertSound("chaos=deaf-bot");
        }
    }
}
