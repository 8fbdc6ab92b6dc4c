package dev.rollcall.sweep;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
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

    @RegisterForReflection
    record State(
            @JsonProperty("last_pass_at") Instant lastPassAt,
            int held,
            @JsonProperty("held_since") Instant heldSince) {}

    private final SweepState state;

    SweepResource(SweepState state) {
        this.state = state;
    }

    @GET
    @Operation(summary = "When the fleet was last swept, and how many ends the breaker holds back")
    public Uni<State> state() {
        return state.report().map(report -> new State(report.lastPassAt(), report.held(), report.heldSince()));
    }

    @POST
    @Cancellable(false)
    @Path("/release")
    @ResponseStatus(202)
    @Operation(summary = "Believe the picture: end what the breaker holds back, for the next ten minutes")
    public Uni<State> release() {
        return state.release().chain(this::state);
    }
}
