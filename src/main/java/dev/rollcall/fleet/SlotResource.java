package dev.rollcall.fleet;

import dev.rollcall.access.Caller;
import dev.rollcall.fleet.FleetApi.FleetSlots;
import dev.rollcall.fleet.FleetApi.Slots;
import dev.rollcall.fleet.FleetApi.UserSlots;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem;
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
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** How many slots are taken: of all, of one user, one's own. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
class SlotResource {

    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 1000;

    private final SlotQueries slots;
    private final Caller caller;

    SlotResource(SlotQueries slots, Caller caller) {
        this.slots = slots;
        this.caller = caller;
    }

    @GET
    @Path("/admin/slots")
    @RolesAllowed("admin")
    @Tag(name = "Administration")
    @Operation(summary = "Slots in use: all, by status, and by the users who have bots, the most first")
    @APIResponseSchema(FleetSlots.class)
    @APIResponse(responseCode = "422", description = "limit or offset is not valid")
    public Uni<FleetSlots> all(
            @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "1000",
                                            defaultValue = "100"))
                    @RestQuery
                    String limit,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "0", defaultValue = "0")) @RestQuery
                    String offset) {
        FieldErrors errors = new FieldErrors();
        int size = (int) errors.wholeNumber("limit", limit, 1, LARGEST_PAGE, USUAL_PAGE);
        int first = (int) errors.wholeNumber("offset", offset, 0, Integer.MAX_VALUE, 0);
        errors.throwIfAny();
        return slots.all(size, first);
    }

    @GET
    @Path("/admin/users/{id}/slots")
    @RolesAllowed("admin")
    @Tag(name = "Administration")
    @Operation(summary = "Slots in use by one user")
    @APIResponseSchema(UserSlots.class)
    @APIResponse(responseCode = "404", description = "There is no such user")
    public Uni<UserSlots> ofUser(@RestPath long id) {
        return slots.of(id).map(found -> found.orElseThrow(SlotResource::noUser));
    }

    @GET
    @Path("/user/slots")
    @RolesAllowed("user")
    @Tag(name = "User settings")
    @Operation(summary = "Your own slots: how many bots you have, and may have")
    @APIResponseSchema(Slots.class)
    public Uni<Slots> own() {
        return slots.of(caller.userId())
                .map(found -> found.orElseThrow(SlotResource::noUser))
                .map(user -> new Slots(user.used(), user.limit(), user.stopping()));
    }

    static Problem noUser() {
        return Problem.of(404, "User not found");
    }
}
