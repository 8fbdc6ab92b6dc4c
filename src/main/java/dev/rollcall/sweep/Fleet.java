package dev.rollcall.sweep;

import dev.rollcall.launch.StrayWorkloads;
import dev.rollcall.lifecycle.Event;
import dev.rollcall.platform.Printable;
import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.runtime.Observation.Gone;
import dev.rollcall.runtime.Observation.Unknown;
import dev.rollcall.runtime.Observed;
import dev.rollcall.transition.Transitions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.LinkedHashMap;
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

    private final BotRuntime runtime;
    private final Transitions transitions;
    private final Cleanup cleanup;
    private final Removal removal;
    private final StrayWorkloads strays;
    private final KnownWorkloads known;
    private final SweepConfig config;
    private Cancellable watching = () -> {};

    Fleet(
            BotRuntime runtime,
            Transitions transitions,
            Cleanup cleanup,
            Removal removal,
            StrayWorkloads strays,
            KnownWorkloads known,
            SweepConfig config) {
        this.runtime = runtime;
        this.transitions = transitions;
        this.cleanup = cleanup;
        this.removal = removal;
        this.strays = strays;
        this.known = known;
        this.config = config;
    }

    void watch(@Observes StartupEvent event) {
        if (config.dryRun()) {
            return;
        }
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
                .invoke(() -> removal.forgetAllBut(KnownWorkloads.handles(listed)))
                .replaceWithVoid();
    }

    /** What {@link #settleAll} would do, workload by workload; does nothing. */
    Uni<Map<Observed, Settlement>> settlements(List<Observed> listed) {
        return known.of(listed).map(facts -> {
            Map<Observed, Settlement> settlements = new LinkedHashMap<>();
            listed.forEach(
                    observed -> settlements.put(observed, Settlement.of(observed, facts.get(observed.handle()))));
            return settlements;
        });
    }

    private Uni<Void> settle(List<Observed> chunk) {
        return settlements(chunk)
                .onItem()
                .transformToMulti(settlements -> Multi.createFrom().iterable(settlements.entrySet()))
                .onItem()
                .transformToUni(each -> settle(each.getKey(), each.getValue()))
                .merge(config.concurrency())
                .collect()
                .last()
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf("fleet=settle error=%s", Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> settle(Observed observed, Settlement settlement) {
        Uni<Void> settled = switch (settlement) {
            case LEAVE -> Uni.createFrom().voidItem();
            case TELL_END -> tellEnd(observed);
            case CONFIRM_GONE -> confirmGone(observed);
            case REMOVE, REMOVE_ORPHAN -> removal.orphan(observed);
            case HOLD_STRAY -> hold(observed, StrayWorkloads.Reason.UNKNOWN_MEETING);
            case HOLD_NEWER_LAUNCH -> hold(observed, StrayWorkloads.Reason.NEWER_LAUNCH);
            case REMOVE_STRAY -> removal.stray(observed);
        };
        return settled.onFailure()
                .invoke(failure -> LOG.warnf(
                        "fleet=settle workload=%s error=%s", observed.handle(), Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> tellEnd(Observed observed) {
        Ended ended = (Ended) observed.observation();
        return transitions
                .apply(observed.meetingId(), new Event.WorkloadEnded(Evidence.report(observed.attempt(), ended)))
                .chain(() -> cleanup.removeEnded(observed.meetingId(), observed.handle(), ended));
    }

    /** The watch is a nudge; the platform is asked before a meeting ends by it. */
    private Uni<Void> confirmGone(Observed observed) {
        return observe(observed.handle())
                .chain(seen -> seen instanceof Gone
                        ? transitions
                                .apply(observed.meetingId(), SweepPlan.gone(observed.attempt()))
                                .replaceWithVoid()
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> hold(Observed observed, StrayWorkloads.Reason reason) {
        return strays.hold(observed.handle(), observed.meetingId(), observed.attempt(), reason);
    }
}
