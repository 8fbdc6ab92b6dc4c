package dev.rollcall.stage;

import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.LaunchOutcome;
import dev.rollcall.runtime.Observation;
import dev.rollcall.runtime.Observed;
import dev.rollcall.runtime.Progress;
import dev.rollcall.runtime.Workload;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The runtime of {@code @QuarkusTest}s: does what the test says, so that unknown, gone and refused can be had at will.
 * Real processes are for the conformance suite and for the tests of the packaged service.
 */
@Alternative
@Priority(1)
@ApplicationScoped
public class StagedRuntime implements BotRuntime {

    private final Map<String, Observation> workloads = new ConcurrentHashMap<>();
    private final Map<String, Workload> launched = new ConcurrentHashMap<>();
    private final Map<String, Queue<LaunchOutcome>> outcomes = new ConcurrentHashMap<>();
    private final Map<String, Integer> launches = new ConcurrentHashMap<>();
    private final Map<String, Duration> terminated = new ConcurrentHashMap<>();
    private final Map<String, Integer> terminations = new ConcurrentHashMap<>();
    private final Map<String, Boolean> deleted = new ConcurrentHashMap<>();
    private final Set<String> undeletable = ConcurrentHashMap.newKeySet();
    private final Map<String, CompletableFuture<LaunchOutcome>> holds = new ConcurrentHashMap<>();
    private final Map<String, List<String>> calls = new ConcurrentHashMap<>();
    private final BroadcastProcessor<Observed> changes = BroadcastProcessor.create();
    private final BroadcastProcessor<Progress> progress = BroadcastProcessor.create();

    @Override
    public String name() {
        return "staged";
    }

    /** What the next launches of this meeting's bots answer, one after the other; afterwards Launched. */
    public void nextLaunches(String nativeId, LaunchOutcome... next) {
        outcomes.put(nativeId, new ArrayDeque<>(List.of(next)));
    }

    /** The next launch of this meeting's bot takes until the test completes it; only then the workload is there. */
    public CompletableFuture<LaunchOutcome> holdLaunch(String nativeId) {
        return holds.computeIfAbsent(nativeId, id -> new CompletableFuture<>());
    }

    /** What was asked of the handle, in order: observe, launch, launched, terminate, delete. */
    public List<String> calls(String handle) {
        return List.copyOf(calls.getOrDefault(handle, List.of()));
    }

    private void called(String handle, String what) {
        calls.computeIfAbsent(handle, it -> new CopyOnWriteArrayList<>()).add(what);
    }

    /** What the platform says of it from now on; null forgets it, so that it is gone. */
    public void set(String handle, Observation observation) {
        if (observation == null) {
            workloads.remove(handle);
        } else {
            workloads.put(handle, observation);
        }
    }

    /** Deleting it succeeds and has no effect, as with a platform that has lost its node. */
    public void survivesDeletion(String handle) {
        undeletable.add(handle);
    }

    /** Everything is gone, as after a new cluster. */
    public void forgetAll() {
        workloads.clear();
    }

    /** The platform tells of a change. */
    public void tell(String handle, Observation observation) {
        set(handle, observation);
        announce(handle, observation);
    }

    /** It sees how far a bot has come. */
    public void see(String handle, Progress.Step step) {
        Workload.identify(handle)
                .ifPresent(it -> progress.onNext(new Progress(handle, it.meetingId(), it.attempt(), step)));
    }

    /** It tells of a change, whatever is true. */
    public void announce(String handle, Observation observation) {
        Workload.identify(handle)
                .ifPresent(it -> changes.onNext(new Observed(handle, it.meetingId(), it.attempt(), observation)));
    }

    /** BOT_CONFIG and the rest of what was launched under the handle; null when nothing was. */
    public Workload launched(String handle) {
        return launched.get(handle);
    }

    public int launches(String handle) {
        return launches.getOrDefault(handle, 0);
    }

    /** The grace it was terminated with; null when it was not. */
    public Duration terminated(String handle) {
        return terminated.get(handle);
    }

    public int terminations(String handle) {
        return terminations.getOrDefault(handle, 0);
    }

    public boolean deleted(String handle) {
        return deleted.containsKey(handle);
    }

    @Override
    public Uni<LaunchOutcome> launch(Workload workload) {
        String config = workload.environment().get("BOT_CONFIG");
        called(workload.handle(), "launch");
        for (String nativeId : holds.keySet()) {
            if (config.contains('"' + nativeId + '"')) {
                return Uni.createFrom()
                        .completionStage(holds.remove(nativeId))
                        .invoke(outcome -> thereIf(outcome, workload));
            }
        }
        return launch(workload, config);
    }

    private Uni<LaunchOutcome> launch(Workload workload, String config) {
        for (var scripted : outcomes.entrySet()) {
            if (config.contains('"' + scripted.getKey() + '"')) {
                LaunchOutcome next = scripted.getValue().poll();
                if (next != null && !(next instanceof LaunchOutcome.Launched)) {
                    return Uni.createFrom().item(next);
                }
            }
        }
        LaunchOutcome outcome = new LaunchOutcome.Launched();
        thereIf(outcome, workload);
        return Uni.createFrom().item(outcome);
    }

    private void thereIf(LaunchOutcome outcome, Workload workload) {
        if (outcome instanceof LaunchOutcome.Launched) {
            launched.put(workload.handle(), workload);
            launches.merge(workload.handle(), 1, Integer::sum);
            workloads.putIfAbsent(workload.handle(), new Observation.Running());
            called(workload.handle(), "launched");
        }
    }

    @Override
    public Uni<Void> terminate(String handle, Duration grace) {
        terminated.putIfAbsent(handle, grace);
        terminations.merge(handle, 1, Integer::sum);
        called(handle, "terminate");
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> delete(String handle) {
        deleted.put(handle, true);
        called(handle, "delete");
        if (!undeletable.contains(handle)) {
            workloads.remove(handle);
        }
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Observation> observe(String handle) {
        called(handle, "observe");
        return Uni.createFrom().item(workloads.getOrDefault(handle, new Observation.Gone()));
    }

    /** As a platform's list: what cannot be judged is not in it. */
    @Override
    public Uni<List<Observed>> list() {
        List<Observed> all = workloads.entrySet().stream()
                .filter(entry -> !(entry.getValue() instanceof Observation.Unknown))
                .map(entry -> {
                    var identity = Workload.identify(entry.getKey()).orElseThrow();
                    return new Observed(entry.getKey(), identity.meetingId(), identity.attempt(), entry.getValue());
                })
                .toList();
        return Uni.createFrom().item(all);
    }

    @Override
    public Multi<Observed> watch() {
        return changes;
    }

    @Override
    public Multi<Progress> progress() {
        return progress;
    }
}
