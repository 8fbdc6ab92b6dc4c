package dev.rollcall.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BotFolderTest {

    private static final int ROUNDS = 500;
    private static final int FILES = 20;

    private final ExecutorService launch = Executors.newSingleThreadExecutor();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        launch.shutdownNow();
    }

    /** A wrapper that was started before the deletion writes into its folder for another moment. */
    @Test
    void a_folder_goes_although_a_launch_still_writes_into_it() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            BotFolder folder = new BotFolder(directory.resolve("bot-" + round));
            folder.claim();
            Future<?> written = launch.submit(writes(folder));

            folder.endAndRemove(Duration.ofSeconds(10));

            written.get();
            assertThat(folder.exists()).isFalse();
        }
    }

    private static Callable<?> writes(BotFolder folder) {
        return () -> {
            try {
                for (int file = 0; file < FILES; file++) {
                    Files.writeString(folder.path().resolve("file-" + file), "\n");
                }
            } catch (NoSuchFileException gone) {
                // as it should be
            }
            return null;
        };
    }
}
