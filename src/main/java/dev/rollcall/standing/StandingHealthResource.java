package dev.rollcall.standing;

import dev.rollcall.standing.StandingApi.Health;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Open to monitors, which have no key: names, no messages. */
@Path("/")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Standing bots")
class StandingHealthResource {

    private final StandingQueries queries;

    StandingHealthResource(StandingQueries queries) {
        this.queries = queries;
    }

    @GET
    @Path("/standing-bots/health")
    @Operation(
            summary =
                    "For monitors: 200 when every active bot is connected, else 503 with the list of those that are not",
            description = "It needs no key. Bots that an operator has stopped or paused do not count.")
    @APIResponseSchema(Health.class)
    @APIResponse(responseCode = "503", description = "An active bot is not connected")
    public Uni<RestResponse<Health>> health() {
        return queries.health()
                .map(health -> RestResponse.ResponseBuilder.<Health>create(
                                health.unhealthy().isEmpty() ? 200 : 503)
                        .entity(health)
                        .header("Cache-Control", "no-store")
                        .build());
    }
}
