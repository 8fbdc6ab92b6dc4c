package dev.rollcall.event;

import dev.rollcall.access.Caller;
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

/** The feed of a user, page by page: for whoever keeps a record of its own and wants to miss nothing. */
@Path("/events")
@RolesAllowed("user")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Events")
class FeedResource {

    private final Caller caller;
    private final FeedAnswers answers;

    FeedResource(Caller caller, FeedAnswers answers) {
        this.caller = caller;
        this.answers = answers;
    }

    @GET
    @Operation(
            summary = "What happened to all meetings of the user, in order and without a gap",
            description = "Ask again with after = next of the last answer. GET /events/stream sends the same as"
                    + " server-sent events.")
    @APIResponseSchema(Page.class)
    @APIResponse(responseCode = "410", description = "The events after this place are not kept any more")
    @APIResponse(responseCode = "422", description = "A parameter is not valid")
    public Uni<Page> events(
            @Parameter(
                            description = "The place up to which everything is known; `latest` for only what comes"
                                    + " next; without it, from the oldest event that is kept")
                    @RestQuery
                    String after,
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
        return answers.page(caller.userId(), after, limit, wait, request);
    }
}
