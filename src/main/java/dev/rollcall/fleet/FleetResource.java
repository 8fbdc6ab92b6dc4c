package dev.rollcall.fleet;

import dev.rollcall.fleet.FleetApi.FleetBots;
import dev.rollcall.fleet.FleetApi.StoppedBots;
import dev.rollcall.meeting.MeetingApi.Stopped;
import dev.rollcall.platform.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
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

/** Everybody's bots for admins: see what each does, stop one, one user's, or all. */
@Path("/")
@RolesAllowed("admin")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
class FleetResource {

    private final FleetQueries queries;
    private final SlotQueries slots;
    private final FleetStops stops;

    FleetResource(FleetQueries queries, SlotQueries slots, FleetStops stops) {
        this.queries = queries;
        this.slots = slots;
        this.stops = stops;
    }

    @GET
    @Path("/admin/bots")
    @Operation(
            summary = "The bots that live, whoever was heard of longest ago first",
            description = "A bot that never sent a heartbeat counts from its creation. counts and total are of all bots"
                    + " that the filters match, not of the page alone.")
    @APIResponseSchema(FleetBots.class)
    @APIResponse(responseCode = "422", description = "A filter is not valid; errors names every one")
    public Uni<FleetBots> list(
            @RestQuery String status,
            @RestQuery String platform,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER)) @RestQuery("user_id") String userId,
            @Parameter(description = "In upper or lower case") @RestQuery String email,
            @Parameter(
                            description = "Seconds without a sign of life, at least",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "0"))
                    @RestQuery("silent_for")
                    String silentFor,
            @Parameter(schema = @Schema(type = SchemaType.BOOLEAN)) @RestQuery("needs_help") String needsHelp,
            @Parameter(description = "The next_cursor of the page before") @RestQuery String cursor,
            @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "500",
                                            defaultValue = "100"))
                    @RestQuery
                    String limit) {
        return queries.bots(FleetFilter.of(
                new FleetFilter.Asked(status, platform, userId, email, silentFor, needsHelp, cursor, limit)));
    }

    @DELETE
    @Cancellable(false)
    @Path("/admin/bots/{meeting_id}")
    @ResponseStatus(202)
    @Operation(summary = "Make anybody's bot leave; stopping a stopped one is success")
    @APIResponseSchema(value = Stopped.class, responseCode = "202", responseDescription = "It leaves, or has left")
    @APIResponse(responseCode = "404", description = "There is no such meeting")
    public Uni<Stopped> stop(@RestPath("meeting_id") long meetingId) {
        return stops.stop(meetingId)
                .map(record -> record.orElseThrow(() -> Problem.of(404, "Meeting not found")))
                .map(record -> Stopped.of(record, List.of()));
    }

    @DELETE
    @Cancellable(false)
    @Path("/admin/users/{id}/bots")
    @ResponseStatus(202)
    @Operation(
            summary = "Make all bots of a user leave",
            description = "It answers after five seconds at the latest; while remaining is not 0, ask again.")
    @APIResponseSchema(value = StoppedBots.class, responseCode = "202", responseDescription = "What was told to leave")
    @APIResponse(responseCode = "404", description = "There is no such user")
    public Uni<StoppedBots> stopAllOf(@RestPath long id) {
        return slots.of(id)
                .invoke(user -> user.orElseThrow(SlotResource::noUser))
                .chain(() -> stops.stopAll(id));
    }

    @DELETE
    @Cancellable(false)
    @Path("/admin/bots")
    @ResponseStatus(202)
    @Operation(
            summary = "Make every bot of every user leave; with confirm=all",
            description = "Drain the fleet before, or users send new ones meanwhile. It answers after five seconds at"
                    + " the latest; while remaining is not 0, ask again.")
    @APIResponseSchema(value = StoppedBots.class, responseCode = "202", responseDescription = "What was told to leave")
    @APIResponse(responseCode = "422", description = "confirm=all is missing")
    public Uni<StoppedBots> stopAll(@RestQuery String confirm) {
        if (!"all".equals(confirm)) {
            throw Problem.invalid("confirm", "confirm must be all: this stops every bot of every user.");
        }
        return stops.stopAll(null);
    }
}
