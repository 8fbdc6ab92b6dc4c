package dev.rollcall.runtime;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * Accepts every launch and does nothing: for the benchmark, whose bots are made elsewhere. It remembers nothing, so it
 * cannot say whether a bot runs. It says Unknown and not Gone: Gone would be evidence of an end, and the sweeper would
 * end every meeting of the benchmark.
 */
@Singleton
@Identifier("none") final class NoRuntime implements BotRuntime {

    @Override
    public String name() {
        return "none";
    }

    @Override
    public Uni<LaunchOutcome> launch(Workload workload) {
        return Uni.createFrom().item(new LaunchOutcome.Launched());
    }

    @Override
    public Uni<Void> terminate(String handle, Duration grace) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> delete(String handle) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Observation> observe(String handle) {
        return Uni.createFrom().item(new Observation.Unknown("The runtime 'none' launches nothing."));
    }

    @Override
    public Uni<List<Observed>> list() {
        return Uni.createFrom().item(List.of());
    }

    @Override
    public Multi<Observed> watch() {
        return Multi.createFrom().nothing();
    }
}
