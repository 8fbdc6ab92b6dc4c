package dev.rollcall.meeting;

import dev.rollcall.access.Caller;
import dev.rollcall.lifecycle.Event;
import dev.rollcall.lifecycle.Source;
import dev.rollcall.lifecycle.Status;
import dev.rollcall.meeting.MeetingApi.History;
import dev.rollcall.meeting.MeetingApi.Meeting;
import dev.rollcall.meeting.MeetingApi.Meetings;
import dev.rollcall.meeting.MeetingApi.RunningBots;
import dev.rollcall.meeting.MeetingApi.Stopped;
import dev.rollcall.platform.Problem;
import dev.rollcall.transition.TransitionRecord;
import dev.rollcall.transition.Transitions;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
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

/**
 * Bots for users: send one into a meeting, see what it does, stop it. What writes is not cancelled when its client goes
 * away: the effects of a commit would be lost until they are repaired.
 */
@Path("/")
@RolesAllowed("user")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Bots and meetings")
class MeetingResource {

    private final Caller caller;
    private final Reservation reservation;
    private final MeetingQueries meetings;
    private final Transitions transitions;
    private final boolean simulation;

    MeetingResource(
            Caller caller,
            Reservation reservation,
            MeetingQueries meetings,
            Transitions transitions,
            @ConfigProperty(name = "rollcall.simulation.enabled", defaultValue = "false") boolean simulation) {
        this.caller = caller;
        this.reservation = reservation;
        this.meetings = meetings;
        this.transitions = transitions;
        this.simulation = simulation;
    }

    @POST
    @Path("/bots")
    @Cancellable(false)
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(201)
    @Operation(summary = "Send a bot into a meeting")
    @APIResponseSchema(
            value = Meeting.class,
            responseCode = "201",
            responseDescription = "The slot is taken; the launch is under way")
    @APIResponse(responseCode = "409", description = "The meeting has a bot already; meeting_id tells which")
    @APIResponse(responseCode = "422", description = "The order is not valid; errors names every wrong field")
    @APIResponse(responseCode = "429", description = "All slots of the user's limit are taken")
    public Uni<Meeting> send(BotRequest request) {
        long userId = caller.userId();
        BotOrder order = BotRequestValidation.check(request, simulation).orThrow();
        return reservation.reserve(userId, order).chain(id -> meeting(userId, id));
    }

    @GET
    @Path("/bots/status")
    @Operation(summary = "The bots that are in a meeting, on their way to one, or leaving")
    public Uni<RunningBots> running() {
        return meetings.running(caller.userId());
    }

    @DELETE
    @Path("/bots/{platform}/{native_meeting_id}")
    @Cancellable(false)
    @ResponseStatus(202)
    @Operation(summary = "Make the bot leave; stopping a stopped one is success")
    @APIResponseSchema(
            value = Stopped.class,
            responseCode = "202",
            responseDescription = "It leaves, or has left already")
    @APIResponse(responseCode = "404", description = "The user never had a bot in this meeting")
    public Uni<Stopped> stop(@RestPath("platform") String platform, @RestPath("native_meeting_id") String nativeId) {
        MeetingKey key = MeetingKey.of(platform, nativeId);
        return meetings.find(caller.userId(), key)
                .map(found -> found.orElseThrow(() -> Problem.of(404, "No meeting found to stop.")))
                .chain(id -> transitions.apply(id, new Event.StopRequested(Source.USER)))
                .map(record -> stopped(record.orElseThrow(MeetingResource::notFound), key));
    }

    private static Stopped stopped(TransitionRecord record, MeetingKey key) {
        Status before = record.before().state().status();
        String message =
                before.terminal() ? "Meeting already completed." : "Stop request accepted and is being processed.";
        return new Stopped(message, record.to().word(), record.meetingId(), key.nativeId());
    }

    @GET
    @Path("/meetings")
    @Operation(summary = "All meetings, the newest first")
    @APIResponseSchema(Meetings.class)
    @APIResponse(responseCode = "422", description = "A filter is not valid")
    public Uni<Meetings> list(
            @RestQuery String status,
            @RestQuery String platform,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "100", defaultValue = "50"))
                    @RestQuery
                    String limit,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "0", defaultValue = "0")) @RestQuery
                    String offset) {
        return meetings.list(caller.userId(), MeetingFilter.of(status, platform, limit, offset));
    }

    @GET
    @Path("/meetings/{id}")
    @Operation(summary = "One meeting")
    @APIResponseSchema(Meeting.class)
    @APIResponse(responseCode = "404", description = "The user has no such meeting")
    public Uni<Meeting> byId(@RestPath long id) {
        return meeting(caller.userId(), id);
    }

    private Uni<Meeting> meeting(long userId, long id) {
        return meetings.byId(userId, id).map(found -> found.orElseThrow(MeetingResource::notFound));
    }

    @GET
    @Path("/meetings/{id}/history")
    @Operation(summary = "What happened to a meeting, who caused it and why")
    @APIResponseSchema(History.class)
    @APIResponse(responseCode = "404", description = "The user has no such meeting")
    public Uni<History> history(@RestPath long id) {
        return meetings.history(caller.userId(), id).map(found -> found.orElseThrow(MeetingResource::notFound));
    }

    private static Problem notFound() {
        return Problem.of(404, "Meeting not found");
    }
}
