package dev.rollcall.launch;

import dev.rollcall.launch.LaunchQueue.Claim;
import dev.rollcall.lifecycle.Effect;
import dev.rollcall.platform.ClaimedWork;
import dev.rollcall.platform.Printable;
import dev.rollcall.tracing.Tracing;
import dev.rollcall.tracing.Tracing.Subject;
import dev.rollcall.transition.EffectHandler;
import dev.rollcall.transition.TransitionRecord;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Turns claimed rows into workloads: at once when a reservation is committed, and every second for what was left. A
 * replica claims only as much as it can start, so that others take the rest.
 */
@ApplicationScoped
public class Launcher implements EffectHandler {

    private static final Logger LOG = Logger.getLogger(Launcher.class);

    private final Starter starter;
    private final Tracing tracing;
    private final ClaimedWork<Claim> launches;

    Launcher(LaunchQueue queue, Starter starter, Tracing tracing, LaunchConfig config) {
        this.tracing = tracing;
        this.starter = starter;
        this.launches = new ClaimedWork<>(
                "launch", config.concurrency(), room -> queue.claim(room, config.claim()), this::launch);
    }

    @Override
    public boolean concerns(TransitionRecord record) {
        return record.wants(Effect.Launch.class);
    }

    @Override
    public Uni<Void> handle(TransitionRecord record) {
        return look();
    }

    /** There may be something to launch. */
    @Scheduled(identity = "launch-queue", every = "1s")
    Uni<Void> look() {
        launches.look();
        return Uni.createFrom().voidItem();
    }

    /** What is under way is found again by whoever claims it next. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        launches.stop(Duration.ZERO);
    }

    private Uni<Void> launch(Claim claim) {
        return tracing.work("launch", Subject.of(claim.order().meetingId()), () -> starter.start(claim))
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "launch=unsettled meeting=%d error=%s",
                        claim.order().meetingId(), Printable.of(failure.toString())))
                .onFailure()
                .recoverWithNull(); // the claim runs out, and the same launch finds itself again
    }
}
