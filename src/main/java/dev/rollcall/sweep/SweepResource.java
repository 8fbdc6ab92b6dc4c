package dev.rollcall.sweep;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rollcall.launch.StrayWorkloads;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The sweeper for operators: what it holds back, and the word that lets it go. */
@Path("/admin/sweeper")
@RolesAllowed("admin")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
class SweepResource {

    /**
     * @param strays workloads that nobody knows, and that are held
     * @param dryRun nothing is done; {@code planned} is what this replica would have done at its last pass
     */
    @RegisterForReflection
    record State(
            @JsonProperty("last_pass_at") Instant lastPassAt,
            int held,
            @JsonProperty("held_since") Instant heldSince,
            int strays,
            @JsonProperty("dry_run") boolean dryRun,
            List<DryRun.Planned> planned) {}

    @RegisterForReflection
    record Strays(List<StrayWorkload> strays) {}

    /** @param reason unknown_meeting, newer_launch or not_launched_by_us */
    @RegisterForReflection
    record StrayWorkload(
            String workload,
            @JsonProperty("meeting_id") long meetingId,
            int attempt,
            String reason,
            @JsonProperty("first_seen_at") Instant firstSeenAt,
            @JsonProperty("released_at") Instant releasedAt) {

        private static StrayWorkload of(StrayWorkloads.Stray stray) {
            return new StrayWorkload(
                    stray.handle(),
                    stray.meetingId(),
                    stray.attempt(),
                    stray.reason(),
                    stray.firstSeenAt(),
                    stray.releasedAt());
        }
    }

    private final SweepState state;
    private final StrayWorkloads strays;
    private final SweepConfig config;
    private final DryRun dryRun;

    SweepResource(SweepState state, StrayWorkloads strays, SweepConfig config, DryRun dryRun) {
        this.state = state;
        this.strays = strays;
        this.config = config;
        this.dryRun = dryRun;
    }

    @GET
    @Operation(summary = "When the fleet was last swept, what is held back, and in a dry run what would be done")
    public Uni<State> state() {
        return state.report()
                .map(report -> new State(
                        report.lastPassAt(),
                        report.held(),
                        report.heldSince(),
                        report.strays(),
                        config.dryRun(),
                        dryRun.last()));
    }

    @POST
    @Cancellable(false)
    @Path("/release")
    @ResponseStatus(202)
    @Operation(summary = "Believe the picture: end what the breaker holds back, for the next ten minutes")
    public Uni<State> release() {
        return state.release().chain(this::state);
    }

    @GET
    @Path("/strays")
    @Operation(summary = "Workloads of ours by name that the database knows nothing of, the oldest first")
    public Uni<Strays> strays() {
        return strays.present()
                .map(present ->
                        new Strays(present.stream().map(StrayWorkload::of).toList()));
    }

    @POST
    @Cancellable(false)
    @Path("/strays/release")
    @ResponseStatus(202)
    @Operation(summary = "Remove the strays that are there now; what shows up later is held again")
    public Uni<Strays> releaseStrays() {
        return strays.releaseAll().chain(this::strays);
    }
}
