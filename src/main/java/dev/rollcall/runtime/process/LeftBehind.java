package dev.rollcall.runtime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bots of a service that is no more: for development, where nothing may stay behind. */
public final class LeftBehind {

    private LeftBehind() {}

    /** Ends every bot of the folder by force, with all that it has started. Without the folder there are none. */
    public static void kill(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        BotDirectory bots = new BotDirectory(directory);
        for (String handle : bots.handles()) {
            bots.folder(handle).killBot();
        }
    }
}
