package dev.rollcall.launch;

import dev.rollcall.lifecycle.Effect;
import dev.rollcall.runtime.BotRuntime;
import dev.rollcall.runtime.Observation.Ended;
import dev.rollcall.tracing.Tracing;
import dev.rollcall.tracing.Tracing.Subject;
import dev.rollcall.transition.EffectHandler;
import dev.rollcall.transition.TransitionRecord;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Ends workloads when a decision says so. What gets lost here is repeated by the next step of the stop, or swept. */
@ApplicationScoped
class WorkloadEnds implements EffectHandler {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final BotRuntime runtime;
    private final Tracing tracing;

    WorkloadEnds(BotRuntime runtime, Tracing tracing) {
        this.runtime = runtime;
        this.tracing = tracing;
    }

    @Override
    public boolean concerns(TransitionRecord record) {
        return record.wants(Effect.Terminate.class) || record.wants(Effect.Delete.class);
    }

    @Override
    public Uni<Void> handle(TransitionRecord record) {
        return tracing.work("terminate", Subject.of(record.meetingId()), () -> end(record));
    }

    private Uni<Void> end(TransitionRecord record) {
        String handle = record.before().workload();
        Uni<Void> end = record.decision().effects().stream()
                .filter(Effect.Terminate.class::isInstance)
                .map(Effect.Terminate.class::cast)
                .findFirst()
                .map(terminate -> runtime.terminate(handle, terminate.grace()))
                .orElseGet(() -> delete(handle));
        return end.ifNoItem().after(TIMEOUT).fail();
    }

    /** What has ended by itself meanwhile still has its last output, which the sweeper stores before it deletes. */
    private Uni<Void> delete(String handle) {
        return runtime.observe(handle)
                .chain(seen -> seen instanceof Ended ? Uni.createFrom().voidItem() : runtime.delete(handle));
    }
}
