package dev.rollcall.event;

import dev.rollcall.event.FeedApi.Page;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** The feed of what belongs to no user, for operators and their programs. */
@Path("/admin/events")
@RolesAllowed("admin")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Events")
class OperatorFeedResource {

    private final FeedAnswers answers;

    OperatorFeedResource(FeedAnswers answers) {
        this.answers = answers;
    }

    @GET
    @Operation(
            summary = "What happened to standing bots, in order and without a gap",
            description = "Ask again with after = next of the last answer, as with GET /events.")
    @APIResponseSchema(Page.class)
    @APIResponse(responseCode = "410", description = "The events after this place are not kept any more")
    @APIResponse(responseCode = "422", description = "A parameter is not valid")
    public Uni<Page> events(
            @Parameter(description = "As in GET /events") @RestQuery String after,
            @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "100",
                                            defaultValue = "100"))
                    @RestQuery
                    String limit,
            @Parameter(description = "How long to wait for the first event, such as `25s`; at most 55 s") @RestQuery
                    String wait,
            @Context RoutingContext request) {
        return answers.page(OperatorFeed.ID, after, limit, wait, request);
    }
}
