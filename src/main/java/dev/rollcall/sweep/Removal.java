package dev.rollcall.sweep;

import dev.rollcall.launch.StrayWorkloads;
import dev.rollcall.platform.Masking;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observed;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Ends what no live meeting wants. It is killed first, since what is deleted takes its last output with it; when it has
 * ended, that is stored, and then it is deleted. What survives being killed is deleted at the next pass.
 */
@ApplicationScoped
class Removal {

    private static final Logger LOG = Logger.getLogger(Removal.class);

    private final Cleanup cleanup;
    private final StrayWorkloads strays;

    /** What this replica has killed. A restart forgets it, and kills again. */
    private final Set<String> killed = ConcurrentHashMap.newKeySet();

    Removal(Cleanup cleanup, StrayWorkloads strays) {
        this.cleanup = cleanup;
        this.strays = strays;
    }

    /** Of an older launch, or of a meeting that is over. */
    Uni<Void> orphan(Observed observed) {
        return observed.observation() instanceof Ended ended
                ? cleanup.removeEnded(observed.meetingId(), observed.handle(), ended)
                : end(observed);
    }

    /** Of no meeting, so its evidence is kept with the stray itself. */
    Uni<Void> stray(Observed observed) {
        String handle = observed.handle();
        Uni<Void> removed = observed.observation() instanceof Ended ended
                ? strays.store(handle, Evidence.json(ended, Masking.ofPatterns()))
                        .chain(() -> cleanup.delete(handle))
                        .chain(() -> strays.removed(handle))
                : end(observed);
        return removed;
    }

    private Uni<Void> end(Observed observed) {
        String handle = observed.handle();
        boolean survived = !killed.add(handle);
        LOG.infof("orphan=%s workload=%s meeting=%d", survived ? "delete" : "kill", handle, observed.meetingId());
        return survived ? cleanup.delete(handle) : cleanup.kill(handle);
    }

    /** What is not there any more need not be remembered. */
    void forgetAllBut(Collection<String> present) {
        killed.retainAll(present);
    }
}
