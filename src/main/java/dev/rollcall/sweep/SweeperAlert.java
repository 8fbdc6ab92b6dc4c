package dev.rollcall.sweep;

import dev.rollcall.platform.FleetAlert;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Nobody sweeps, on any replica: what is overdue stays so. */
@ApplicationScoped
class SweeperAlert implements FleetAlert {

    private final SweepState state;
    private final SweepConfig config;

    SweeperAlert(SweepState state, SweepConfig config) {
        this.state = state;
        this.config = config;
    }

    @Override
    public String name() {
        return "sweeper_late";
    }

    @Override
    public String nameOfEnd() {
        return "sweeper_on_time";
    }

    /** As /health says it. A fleet that was never swept has only just begun. */
    @Override
    public Uni<Look> look() {
        return state.report()
                .map(report -> new Look(
                        report.lastPassAt() != null
                                && report.secondsAgo()
                                        > 2 * Math.max(1, config.every().toSeconds()),
                        Map.of("seconds_since_last_pass", report.secondsAgo())));
    }
}
