package dev.rollcall.meeting;

import dev.rollcall.access.Caller;
import dev.rollcall.meeting.MeetingApi.History;
import dev.rollcall.meeting.MeetingApi.Meeting;
import dev.rollcall.meeting.MeetingApi.Meetings;
import dev.rollcall.meeting.MeetingApi.Stopped;
import dev.rollcall.platform.ConditionalRead;
import dev.rollcall.platform.LongPoll;
import dev.rollcall.platform.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * Bots for users: send one into a meeting, see what it does, stop it. Lists of bots are {@link BotListResource}'s. What
 * writes is not cancelled when its client goes away: the effects of a commit would be lost until they are repaired.
 */
@Path("/")
@RolesAllowed("user")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Bots and meetings")
class MeetingResource {

    private final Caller caller;
    private final BotSending sending;
    private final MeetingStops stops;
    private final MeetingQueries meetings;
    private final ConditionalRead conditional;

    MeetingResource(
            Caller caller,
            BotSending sending,
            MeetingStops stops,
            MeetingQueries meetings,
            ConditionalRead conditional) {
        this.caller = caller;
        this.sending = sending;
        this.stops = stops;
        this.meetings = meetings;
        this.conditional = conditional;
    }

    @POST
    @Path("/bots")
    @Cancellable(false)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Send a bot into a meeting")
    @APIResponseSchema(
            value = Meeting.class,
            responseCode = "201",
            responseDescription = "The slot is taken; the launch is under way")
    @APIResponse(
            responseCode = "409",
            description =
                    "The meeting has a bot already (meeting_id tells which), was stopped and is not continued, or a"
                            + " request with this Idempotency-Key is still under way")
    @APIResponse(
            responseCode = "422",
            description = "The order is not valid (errors names every wrong field), or another one came under this"
                    + " Idempotency-Key")
    @APIResponse(responseCode = "429", description = "All slots of the user's limit are taken")
    public Uni<RestResponse<Meeting>> send(
            BotRequest request,
            @Parameter(
                            name = IdempotencyKey.HEADER,
                            description = "The same request under the same key is answered as before for 24 hours, and"
                                    + " sends no second bot",
                            schema = @Schema(maxLength = 255))
                    @RestHeader(IdempotencyKey.HEADER)
                    String key) {
        return sending.send(caller.userId(), request, key).map(MeetingResource::created);
    }

    private static RestResponse<Meeting> created(BotOrders.Taken taken) {
        ResponseBuilder<Meeting> answer = ResponseBuilder.create(RestResponse.Status.CREATED, taken.meeting());
        return taken.before() ? answer.header("Idempotent-Replayed", true).build() : answer.build();
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
        return stops.stop(caller.userId(), MeetingKey.of(platform, nativeId));
    }

    @GET
    @Path("/meetings")
    @Operation(summary = "All meetings, the newest first")
    @APIResponseSchema(Meetings.class)
    @APIResponse(responseCode = "422", description = "A filter is not valid")
    public Uni<Meetings> list(
            @RestQuery String search,
            @RestQuery String status,
            @RestQuery String platform,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "100", defaultValue = "50"))
                    @RestQuery
                    String limit,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "0", defaultValue = "0")) @RestQuery
                    String offset) {
        return meetings.list(caller.userId(), MeetingFilter.of(search, status, platform, limit, offset));
    }

    @GET
    @Path("/meetings/{id}")
    @Operation(
            summary = "One meeting",
            description = "With If-None-Match and wait, the answer comes when something has changed.")
    @APIResponseSchema(Meeting.class)
    @APIResponse(responseCode = "304", description = "Nothing has changed")
    @APIResponse(responseCode = "404", description = "The user has no such meeting")
    public Uni<RestResponse<byte[]>> byId(
            @RestPath long id,
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String known,
            @Parameter(description = LongPoll.WAIT) @RestQuery String wait,
            @Context RoutingContext request) {
        long userId = caller.userId();
        return conditional.answer(
                userId,
                known,
                LongPoll.begin(wait, request),
                () -> meetings.byId(userId, id).map(found -> found.orElseThrow(MeetingResource::notFound)));
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
