package dev.rollcall.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.runtime.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BotObservationTest {

    private static final int ROUNDS = 2_000;

    private final BotObservation observation = new BotObservation(Clock.systemUTC(), Duration.ofMinutes(1));
    private final ExecutorService wrapper = Executors.newSingleThreadExecutor();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        wrapper.shutdownNow();
    }

    /** The sweeper may look at any moment of a launch: between two of its looks at the disk the bot may have appeared. */
    @Test
    void a_bot_that_is_just_being_launched_is_never_taken_for_lost() throws Exception {
        String living = thisProcess();
        Set<Observation> seen = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            BotFolder folder = new BotFolder(directory.resolve("bot-" + round));
            folder.claim();
            Future<?> launch = wrapper.submit(written(folder, living));
            while (!launch.isDone()) {
                seen.add(observation.of(folder));
            }
            launch.get();
        }

        assertThat(seen).containsExactly(new Observation.Running());
    }

    private static Callable<?> written(BotFolder folder, String identity) {
        return () -> {
            Files.writeString(folder.path().resolve("wrapper"), identity + "\n");
            return Files.writeString(folder.path().resolve("pid"), identity + "\n");
        };
    }

    /** As the wrapper writes it down. */
    private static String thisProcess() throws IOException {
        ProcessHandle self = ProcessHandle.current();
        Path stat = Path.of("/proc/self/stat");
        String started = Files.exists(stat)
                ? Files.readString(stat).replaceFirst("^.*\\) ", "").split(" ")[19]
                : ProcessIdentity.asPsPrintsIt(self.info().startInstant().orElseThrow());
        return self.pid() + " " + started;
    }
}
