package dev.rollcall.fleet;

import dev.rollcall.fleet.StatsApi.MeetingsAndUsers;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Numbers of meetings and users, in the shape that clients of older bot services read. */
@Path("/admin/stats")
@RolesAllowed({"admin", "analytics"})
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
class StatsResource {

    private static final int USUAL_PAGE = 100;

    private final StatsQueries queries;

    StatsResource(StatsQueries queries) {
        this.queries = queries;
    }

    @GET
    @Path("/meetings-users")
    @Operation(summary = "How many users and meetings there are, and the meetings with their users, newest first")
    @APIResponseSchema(MeetingsAndUsers.class)
    @APIResponse(responseCode = "422", description = "skip or limit is not valid")
    public Uni<MeetingsAndUsers> meetingsAndUsers(
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "0", defaultValue = "0")) @RestQuery
                    String skip,
            @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "1000",
                                            defaultValue = "100"))
                    @RestQuery
                    String limit) {
        Slice page = Slice.of(skip, limit, USUAL_PAGE);
        return queries.page(page.skip(), page.limit());
    }
}
