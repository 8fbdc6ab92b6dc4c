package dev.rollcall.drain;

import dev.rollcall.platform.HealthPart;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Draining is worth knowing and no trouble: the service is healthy, and ready for all but new bots. */
@ApplicationScoped
class DrainHealth implements HealthPart {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final DrainSwitch drain;

    DrainHealth(DrainSwitch drain) {
        this.drain = drain;
    }

    @Override
    public String name() {
        return "draining";
    }

    /** Without the reason and the name: anybody may look. That it is unknown is the database's trouble, told there. */
    @Override
    public Uni<Fact> ask() {
        return drain.read()
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .map(state -> new Fact(true, false, state.draining()))
                .onFailure()
                .recoverWithItem(new Fact(true, false, "unknown"));
    }
}
