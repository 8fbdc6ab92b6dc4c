package dev.rollcall.launch;

import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Report;
import dev.rollcall.lifecycle.Source;
import dev.rollcall.lifecycle.Status;
import dev.rollcall.platform.Printable;
import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.Progress;
import dev.rollcall.transition.Transitions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Moves meetings on whose bots do not call back, by what their platform sees of them. The platform repeats itself; what is
 * written once is not written again, and what could not be written comes with the next repetition.
 */
@ApplicationScoped
class SeenProgress {

    private static final Logger LOG = Logger.getLogger(SeenProgress.class);
    private static final int AT_ONCE = 8;

    /** More than one replica's bots. What falls out is told to the life cycle once more, which changes nothing. */
    private static final int MOST_REMEMBERED = 20_000;

    private final BotRuntime runtime;
    private final Transitions transitions;
    private final Set<Progress> told = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Progress, Boolean> eldest) {
            return size() > MOST_REMEMBERED;
        }
    }));
    private Cancellable watching = () -> {};

    SeenProgress(BotRuntime runtime, Transitions transitions) {
        this.runtime = runtime;
        this.transitions = transitions;
    }

    void watch(@Observes StartupEvent event) {
        watching = runtime.progress()
                .filter(told::add)
                .onItem()
                .transformToUni(this::apply)
                .merge(AT_ONCE)
                .subscribe()
                .with(done -> {}, failure -> LOG.error("progress=stopped", failure));
    }

    void stop(@Observes ShutdownEvent event) {
        watching.cancel();
    }

    /** Never fails. */
    private Uni<Void> apply(Progress progress) {
        Report report = new Report(progress.attempt(), "seen_by_platform", null, null, null, null, null);
        return transitions
                .apply(progress.meetingId(), new Event.BotAt(status(progress.step()), report, Source.RUNTIME))
                .onFailure()
                .invoke(failure -> toBeToldAgain(progress, failure))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private void toBeToldAgain(Progress progress, Throwable failure) {
        told.remove(progress);
        LOG.warnf("progress=untold workload=%s error=%s", progress.handle(), Printable.of(failure.toString()));
    }

    private static Status status(Progress.Step step) {
        return switch (step) {
            case JOINING -> Status.JOINING;
            case ACTIVE -> Status.ACTIVE;
        };
    }
}
