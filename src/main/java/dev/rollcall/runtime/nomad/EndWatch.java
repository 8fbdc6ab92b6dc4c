package dev.rollcall.runtime.nomad;

import dev.rollcall.platform.Printable;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Gone;
import dev.rollcall.runtime.Observation.Running;
import dev.rollcall.runtime.Observation.Unknown;
import dev.rollcall.runtime.Observed;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Asks Nomad, question by question, to tell when something has changed, and finds out which bots have ended. One per subscriber. */
final class EndWatch {

    private static final Logger LOG = Logger.getLogger(EndWatch.class);

    /** The index is that of all jobs of the cluster: others' changes must not make us ask without a pause. */
    private static final Duration BETWEEN = Duration.ofMillis(250);

    /** While a stopped bot still uses its grace, its end need not change anything that Nomad lists. */
    private static final Duration WHILE_ENDING = Duration.ofSeconds(2);

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);
    private static final int LOOKS_AT_ONCE = 8;

    private final BotJobs jobs;
    private final NomadConfig config;
    private final Function<BotJob, Uni<Observation>> judge;

    private long index;
    private Duration backoff = Duration.ZERO;
    private Duration pause = Duration.ZERO;
    private Map<String, BotJob> known = new HashMap<>();
    private final Set<String> told = new HashSet<>();

    EndWatch(BotJobs jobs, NomadConfig config, Function<BotJob, Uni<Observation>> judge) {
        this.jobs = jobs;
        this.config = config;
        this.judge = judge;
    }

    Multi<Observed> ends() {
        return Multi.createBy()
                .repeating()
                .uni(this::afterPause)
                .indefinitely()
                .onItem()
                .disjoint();
    }

    /** Never fails. */
    private Uni<List<Observed>> afterPause() {
        Uni<List<Observed>> look = Uni.createFrom().deferred(this::look);
        return (pause.isZero()
                        ? look
                        : Uni.createFrom()
                                .nullItem()
                                .onItem()
                                .delayIt()
                                .by(pause)
                                .chain(() -> look))
                .onFailure()
                .invoke(this::slowDown)
                .onFailure()
                .recoverWithItem(List.of());
    }

    private Uni<List<Observed>> look() {
        return jobs.pageAfter(index, told.containsAll(dead(known)) ? config.watchWait() : WHILE_ENDING)
                .chain(this::withFurtherPages)
                .chain(this::changes);
    }

    private Uni<BotJobs.Page> withFurtherPages(BotJobs.Page first) {
        return first.next() == null ? Uni.createFrom().item(first) : AllPages.after(first, jobs, config.mostPages());
    }

    private Uni<List<Observed>> changes(BotJobs.Page page) {
        backoff = Duration.ZERO;
        pause = page.index() == 0 ? WHILE_ENDING : BETWEEN; // without an index nothing would hold the next question
        // Going back means that Nomad was restored: only a question without an index brings all of it again.
        index = page.index() < index ? 0 : page.index();
        Map<String, BotJob> now =
                page.jobs().stream().collect(Collectors.toMap(BotJob::id, Function.identity(), (one, same) -> one));
        List<Observed> gone = page.next() != null ? List.of() : gone(now);
        known = now;
        told.retainAll(now.keySet());
        return Multi.createFrom()
                .iterable(now.values())
                .filter(job -> job.dead() && !told.contains(job.id()))
                .onItem()
                .transformToUni(this::look)
                .merge(LOOKS_AT_ONCE)
                .filter(observed -> observed.observation() instanceof Ended)
                .collect()
                .asList()
                .map(ended -> {
                    ended.addAll(gone);
                    return ended;
                });
    }

    /** Never fails: what could not be asked is asked again at the next look. */
    private Uni<Observed> look(BotJob job) {
        return judge.apply(job)
                .map(seen -> told(job, seen))
                .onFailure()
                .recoverWithItem(trouble -> job.seen(new Unknown(trouble.getMessage())));
    }

    private Observed told(BotJob job, Observation seen) {
        if (!(seen instanceof Running)) { // of what is unknown, as of a lost node, the sweeper asks on
            told.add(job.id());
        }
        return job.seen(seen);
    }

    /** Somebody has purged them, or Nomad's own cleanup has. */
    private List<Observed> gone(Map<String, BotJob> now) {
        return known.values().stream()
                .filter(job -> !now.containsKey(job.id()) && !told.contains(job.id()))
                .map(job -> job.seen(new Gone()))
                .toList();
    }

    private static Set<String> dead(Map<String, BotJob> jobs) {
        return jobs.values().stream().filter(BotJob::dead).map(BotJob::id).collect(Collectors.toSet());
    }

    private void slowDown(Throwable failure) {
        Duration doubled = backoff.isZero() ? FIRST_BACKOFF : backoff.multipliedBy(2);
        backoff = doubled.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : doubled;
        pause = backoff;
        index = 0; // another server may answer next
        LOG.warnf("event=watch_failed runtime=nomad pause=%s reason=\"%s\"", pause, Printable.of(failure.toString()));
    }
}
