package dev.rollcall.runtime.process;

import dev.rollcall.runtime.Observed;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import io.smallrye.mutiny.operators.multi.processors.SerializedProcessor;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Tells when bots end, those of an earlier service included. */
final class BotEnds {

    private static final Logger LOG = Logger.getLogger(BotEnds.class);

    /** How many ends a subscriber may lag behind. Who lags more loses some, and learns of them by the sweep. */
    private static final int BUFFER = 4096;

    private final BroadcastProcessor<Observed> ends = BroadcastProcessor.create();
    private final SerializedProcessor<Observed, Observed> report = ends.serialized(); // bots end at the same moment
    private final Set<String> followed = ConcurrentHashMap.newKeySet();
    private final BotDirectory directory;
    private final Function<String, Observed> observe;

    BotEnds(BotDirectory directory, Function<String, Observed> observe) {
        this.directory = directory;
        this.observe = observe;
    }

    Multi<Observed> watch() {
        return ends.onOverflow().buffer(BUFFER).onFailure().retry().indefinitely();
    }

    /** Reports the bot's end when it comes. @return false when somebody has asked for that already */
    boolean follow(String handle) {
        boolean first = followed.add(handle);
        if (first) {
            awaitEnd(handle);
        }
        return first;
    }

    /** Waits for the wrapper, so that the exit code is there; then for the bot, if it has outlived its wrapper. */
    private void awaitEnd(String handle) {
        try {
            Optional<ProcessHandle> process = directory.folder(handle).process();
            if (process.isPresent()) {
                process.get().onExit().thenRunAsync(() -> awaitEnd(handle), Infrastructure.getDefaultExecutor());
                return;
            }
        } catch (IOException trouble) {
            LOG.warnf("event=watch_failed runtime=process handle=%s reason=\"%s\"", handle, trouble);
        }
        followed.remove(handle);
        report.onNext(observe.apply(handle));
    }
}
