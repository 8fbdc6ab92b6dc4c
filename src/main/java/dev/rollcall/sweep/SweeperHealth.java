package dev.rollcall.sweep;

import dev.rollcall.platform.HealthPart;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whether somebody sweeps, on any replica, and whether something is held back: by the breaker, or as a stray. */
@ApplicationScoped
class SweeperHealth implements HealthPart {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final SweepState state;
    private final SweepConfig config;

    SweeperHealth(SweepState state, SweepConfig config) {
        this.state = state;
        this.config = config;
    }

    @Override
    public String name() {
        return "sweeper";
    }

    @Override
    public Uni<Fact> ask() {
        return state.report()
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .map(this::fact)
                .onFailure()
                .recoverWithItem(new Fact(false, false, "unknown"));
    }

    private Fact fact(SweepState.Report report) {
        boolean onTime = report.isOnTime(config.every());
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("last_pass_at", report.lastPassAt());
        shown.put("on_time", onTime);
        shown.put("held", report.held());
        shown.put("strays", report.strays());
        if (config.dryRun()) {
            shown.put("dry_run", true); // and nobody sweeps, unless another replica does
        }
        return new Fact(onTime && report.held() == 0 && report.strays() == 0, false, shown);
    }
}
