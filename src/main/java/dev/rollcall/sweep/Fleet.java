package dev.rollcall.sweep;

import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Status;
import dev.rollcall.platform.Printable;
import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Unknown;
import dev.rollcall.runtime.Observed;
import dev.rollcall.transition.Transitions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * What the runtime says of our workloads, and what follows at once: an end that nobody reported ends its meeting, and a
 * workload that no live meeting wants is removed. The runtime's watch brings it within moments; each pass of the sweeper
 * goes through the whole list, for what the watch missed and for what an earlier process of this service launched.
 */
@ApplicationScoped
class Fleet {

    private static final Logger LOG = Logger.getLogger(Fleet.class);
    private static final int CHUNK = 500;

    private record Known(Status status, int attempt, boolean toBeCleanedUp) {}

    private final BotRuntime runtime;
    private final Transitions transitions;
    private final Cleanup cleanup;
    private final Pool pool;
    private final SweepConfig config;
    private Cancellable watching;

    Fleet(BotRuntime runtime, Transitions transitions, Cleanup cleanup, Pool pool, SweepConfig config) {
        this.runtime = runtime;
        this.transitions = transitions;
        this.cleanup = cleanup;
        this.pool = pool;
        this.config = config;
    }

    void watch(@Observes StartupEvent event) {
        watching = runtime.watch()
                .onItem()
                .transformToUni(observed -> settle(List.of(observed)))
                .merge(config.concurrency())
                .subscribe()
                .with(done -> {}, failure -> LOG.error("The runtime's watch has stopped; sweeping goes on.", failure));
    }

    void stop(@Observes ShutdownEvent event) {
        watching.cancel();
    }

    /** Everything that the runtime lists; nothing when it does not answer. */
    Uni<List<Observed>> list() {
        return runtime.list()
                .ifNoItem()
                .after(config.runtimeTimeout())
                .fail()
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("sweep=list runtime=%s error=%s", runtime.name(), Printable.of(failure.toString())))
                .onFailure()
                .recoverWithItem(List.of());
    }

    /** Never fails: no answer is unknown. */
    Uni<Observation> observe(String handle) {
        return Uni.createFrom()
                .deferred(() -> runtime.observe(handle))
                .ifNoItem()
                .after(config.runtimeTimeout())
                .recoverWithItem(() -> new Unknown("The runtime did not answer in time."))
                .onFailure()
                .recoverWithItem(failure -> new Unknown(failure.toString()));
    }

    /** Ends what has ended, and removes what nobody wants. A meeting's row is read after the list, so it is the newer. */
    Uni<Void> settleAll(List<Observed> listed) {
        return Multi.createFrom()
                .iterable(listed)
                .group()
                .intoLists()
                .of(CHUNK)
                .onItem()
                .transformToUniAndConcatenate(this::settle)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> settle(List<Observed> chunk) {
        return meetingsOf(chunk)
                .onItem()
                .transformToMulti(known -> Multi.createFrom()
                        .iterable(chunk)
                        .onItem()
                        .transformToUni(observed -> settle(observed, known.get(observed.meetingId())))
                        .merge(config.concurrency()))
                .collect()
                .last()
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf("fleet=settle error=%s", Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Map<Long, Known>> meetingsOf(List<Observed> chunk) {
        Long[] ids = chunk.stream().map(Observed::meetingId).distinct().toArray(Long[]::new);
        return pool.preparedQuery("""
                        select id, status, attempt, cleanup_at is not null as to_be_cleaned_up
                        from meetings
                        where id = any ($1)
                        """).execute(Tuple.of(ids)).map(rows -> {
            Map<Long, Known> known = new HashMap<>();
            rows.forEach(row -> known.put(
                    row.getLong("id"),
                    new Known(
                            Status.of(row.getString("status")).orElse(Status.FAILED),
                            row.getInteger("attempt"),
                            row.getBoolean("to_be_cleaned_up"))));
            return known;
        });
    }

    private Uni<Void> settle(Observed observed, Known meeting) {
        Uni<Void> settled;
        if (meeting == null || observed.attempt() < meeting.attempt()) {
            settled = removeOrphan(observed);
        } else if (observed.observation() instanceof Ended ended) {
            settled = ended(observed, meeting, ended);
        } else if (meeting.status().terminal() && !meeting.toBeCleanedUp()) {
            settled = removeOrphan(observed);
        } else {
            settled = Uni.createFrom().voidItem();
        }
        return settled.onFailure()
                .invoke(failure -> LOG.warnf(
                        "fleet=settle workload=%s error=%s", observed.handle(), Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> ended(Observed observed, Known meeting, Ended ended) {
        if (meeting.status().terminal()) {
            return cleanup.removeEnded(observed.meetingId(), observed.handle(), ended);
        }
        return transitions
                .apply(observed.meetingId(), new Event.WorkloadEnded(Evidence.report(observed.attempt(), ended)))
                .chain(() -> cleanup.removeEnded(observed.meetingId(), observed.handle(), ended));
    }

    /** No live meeting wants it: its evidence is stored where there is a meeting, and it is deleted. */
    private Uni<Void> removeOrphan(Observed observed) {
        LOG.infof("orphan=delete workload=%s meeting=%d", observed.handle(), observed.meetingId());
        return observed.observation() instanceof Ended ended
                ? cleanup.removeEnded(observed.meetingId(), observed.handle(), ended)
                : cleanup.delete(observed.handle());
    }
}
