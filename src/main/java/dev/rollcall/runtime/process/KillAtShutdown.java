package dev.rollcall.runtime.process;

import java.io.IOException;
import org.jboss.logging.Logger;

/**
 * Ends all bots when this Java process ends. A hook of the JVM and not of the application: in development the
 * application stops and starts at each reload, and the bots are to stay.
 */
final class KillAtShutdown {

    private static final Logger LOG = Logger.getLogger(KillAtShutdown.class);

    private final BotDirectory directory;
    private final Thread hook = new Thread(this::killAll, "rollcall-end-bots");

    KillAtShutdown(BotDirectory directory) {
        this.directory = directory;
    }

    void register() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The next application registers a hook of its own. Without effect when there is none. */
    void unregister() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // Then the hook runs, or has run, by itself.
        }
    }

    private void killAll() {
        try {
            LeftBehind.kill(directory.path());
        } catch (IOException trouble) {
            LOG.warnf("event=kill_all_failed runtime=process reason=\"%s\"", trouble);
        }
    }
}
