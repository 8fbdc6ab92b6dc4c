package dev.rollcall.sweep;

import dev.rollcall.platform.FleetAlert;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** The breaker holds back ends by silence: people have to look at what became of so many bots at once. */
@ApplicationScoped
class BreakerAlert implements FleetAlert {

    private final SweepState state;

    BreakerAlert(SweepState state) {
        this.state = state;
    }

    @Override
    public String name() {
        return "breaker_held";
    }

    @Override
    public String nameOfEnd() {
        return "breaker_released";
    }

    @Override
    public Uni<Look> look() {
        return state.report().map(report -> new Look(report.held() > 0, Map.of("held", report.held())));
    }
}
