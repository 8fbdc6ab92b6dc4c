package dev.rollcall.standing;

import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem;
import dev.rollcall.standing.StandingApi.History;
import dev.rollcall.standing.StandingApi.StandingBot;
import dev.rollcall.standing.StandingApi.StandingBots;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
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
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Admins keep the list of standing bots, and see how each is connected. */
@Path("/")
@RolesAllowed("admin")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Standing bots")
class StandingResource {

    private static final int USUAL_PAGE = 50;
    private static final int LARGEST_PAGE = 500;

    private final StandingOrders orders;
    private final StandingQueries queries;

    StandingResource(StandingOrders orders, StandingQueries queries) {
        this.orders = orders;
        this.queries = queries;
    }

    @POST
    @Cancellable(false)
    @Path("/standing-bots")
    @ResponseStatus(201)
    @Operation(summary = "Make a standing bot; while it is active, it is connected from now on")
    @APIResponseSchema(value = StandingBot.class, responseCode = "201")
    @APIResponse(responseCode = "409", description = "There is one of this connector, category and name")
    @APIResponse(responseCode = "422", description = "A field is not valid; errors names every one")
    public Uni<StandingBot> create(NewStandingBot wanted) {
        return orders.create(given(wanted));
    }

    @GET
    @Path("/standing-bots")
    @Operation(summary = "Standing bots by connector, category and name")
    @APIResponseSchema(StandingBots.class)
    @APIResponse(responseCode = "422", description = "A filter is not valid; errors names every one")
    public Uni<StandingBots> list(
            @RestQuery String connector,
            @Parameter(description = "A name such as AUTH_FAILED, or its number") @RestQuery String status,
            @Parameter(
                            description = "true: active and not CONNECTED; false: the others",
                            schema = @Schema(type = SchemaType.BOOLEAN))
                    @RestQuery
                    String unhealthy,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "200", defaultValue = "50"))
                    @RestQuery
                    String limit,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "0", defaultValue = "0")) @RestQuery
                    String offset) {
        return queries.page(StandingFilter.of(connector, status, unhealthy, limit, offset));
    }

    @GET
    @Path("/standing-bots/{id}")
    @Operation(summary = "One standing bot: its status, what was found, when it is tried again, who keeps it")
    @APIResponseSchema(StandingBot.class)
    @APIResponse(responseCode = "404", description = "There is no such bot")
    public Uni<StandingBot> get(@RestPath long id) {
        return queries.byId(id);
    }

    @PATCH
    @Cancellable(false)
    @Path("/standing-bots/{id}")
    @Operation(
            summary = "Change what is given; the bot connects anew with it at once",
            description = "Credentials and settings are replaced as a whole. New credentials need no restart.")
    @APIResponseSchema(StandingBot.class)
    @APIResponse(responseCode = "404", description = "There is no such bot")
    @APIResponse(responseCode = "422", description = "A field is not valid; errors names every one")
    public Uni<StandingBot> change(@RestPath long id, NewStandingBot change) {
        return orders.change(id, given(change));
    }

    /** The same as PATCH: what is not given stays, since credentials cannot be read back. */
    @PUT
    @Cancellable(false)
    @Path("/standing-bots/{id}")
    @Operation(hidden = true)
    public Uni<StandingBot> replace(@RestPath long id, NewStandingBot change) {
        return change(id, change);
    }

    @DELETE
    @Cancellable(false)
    @Path("/standing-bots/{id}")
    @Operation(summary = "Close the connection, and forget the bot, its credentials and its history")
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "404", description = "There is no such bot")
    public Uni<Void> delete(@RestPath long id) {
        return orders.delete(id);
    }

    @GET
    @Path("/standing-bots/{id}/history")
    @Operation(summary = "Every change of its status, the newest first")
    @APIResponseSchema(History.class)
    @APIResponse(responseCode = "404", description = "There is no such bot")
    public Uni<History> history(
            @RestPath long id,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500", defaultValue = "50"))
                    @RestQuery
                    String limit,
            @Parameter(description = "`next` of the page before", schema = @Schema(type = SchemaType.INTEGER))
                    @RestQuery
                    String before) {
        var errors = new FieldErrors();
        int size = (int) errors.wholeNumber("limit", limit, 1, LARGEST_PAGE, USUAL_PAGE);
        long place = errors.wholeNumber("before", before, 1, Long.MAX_VALUE, 0);
        errors.throwIfAny();
        return queries.history(id, size, place == 0 ? null : place);
    }

    private static NewStandingBot given(NewStandingBot body) {
        if (body == null) {
            throw Problem.of(422, "A body is required.");
        }
        return body;
    }
}
