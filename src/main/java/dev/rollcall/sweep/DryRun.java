package dev.rollcall.sweep;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rollcall.runtime.Observed;
import dev.rollcall.sweep.SweepPlan.Due;
import dev.rollcall.sweep.SweepState.Pass;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jboss.logging.Logger;

/** What a pass would do: logged, kept for the admin to see, and not done. */
@ApplicationScoped
class DryRun {

    private static final Logger LOG = Logger.getLogger(DryRun.class);

    /** For an answer and a log that people read. */
    private static final int MOST_SHOWN = 500;

    /**
     * One thing that a pass would do.
     *
     * @param action end, held (by the breaker), clean_up, or what would be done about a workload
     * @param workload null where it is about the meeting
     * @param why the event, or what the runtime says of the workload
     */
    @RegisterForReflection
    record Planned(
            @JsonProperty("action") String action,
            @JsonProperty("meeting_id") long meetingId,
            @JsonProperty("workload") String workload,
            @JsonProperty("why") String why) {

        private static Planned end(String action, Due due) {
            return new Planned(
                    action, due.meetingId(), null, due.event().getClass().getSimpleName());
        }

        private static Planned settlement(Observed observed, Settlement settlement) {
            return new Planned(
                    settlement.name().toLowerCase(Locale.ROOT),
                    observed.meetingId(),
                    observed.handle(),
                    observed.observation().getClass().getSimpleName());
        }
    }

    private final SweepState state;
    private final SweepConfig config;
    private final Fleet fleet;
    private final Planning planning;
    private final Cleanup cleanup;
    private volatile Instant lookingSince;
    private volatile List<Planned> last = List.of();

    DryRun(SweepState state, SweepConfig config, Fleet fleet, Planning planning, Cleanup cleanup) {
        this.state = state;
        this.config = config;
        this.fleet = fleet;
        this.planning = planning;
        this.cleanup = cleanup;
    }

    /** What the last one of this replica found. */
    List<Planned> last() {
        return last;
    }

    Uni<Void> pass() {
        return state.look(config.longestPause(), lookingSince)
                .invoke(pass -> lookingSince = lookingSince == null ? pass.now() : lookingSince)
                .chain(pass -> fleet.list().chain(listed -> plan(pass, listed)))
                .invoke(this::show)
                .replaceWithVoid();
    }

    private Uni<List<Planned>> plan(Pass pass, List<Observed> listed) {
        List<Planned> planned = new ArrayList<>();
        return fleet.settlements(listed)
                .invoke(settlements -> addSettlements(planned, settlements))
                .chain(() -> planning.plan(pass, listed))
                .invoke(plan -> {
                    plan.events().forEach(due -> planned.add(Planned.end("end", due)));
                    plan.held().forEach(due -> planned.add(Planned.end("held", due)));
                })
                .chain(cleanup::due)
                .invoke(due -> due.forEach(id -> planned.add(new Planned("clean_up", id, null, "Cleanup"))))
                .replaceWith(planned);
    }

    private static void addSettlements(List<Planned> planned, Map<Observed, Settlement> settlements) {
        settlements.forEach((observed, settlement) -> {
            if (settlement != Settlement.LEAVE) {
                planned.add(Planned.settlement(observed, settlement));
            }
        });
    }

    private void show(List<Planned> planned) {
        last = planned.stream().limit(MOST_SHOWN).toList();
        last.forEach(one -> LOG.infof(
                "sweep=dry-run action=%s meeting=%d workload=%s why=%s",
                one.action(), one.meetingId(), one.workload() == null ? "-" : one.workload(), one.why()));
    }
}
