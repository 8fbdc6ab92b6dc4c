package dev.rollcall.meeting;

import dev.rollcall.access.Caller;
import dev.rollcall.meeting.MeetingApi.BotRow;
import dev.rollcall.meeting.MeetingApi.BotRows;
import dev.rollcall.meeting.MeetingApi.Participants;
import dev.rollcall.meeting.MeetingApi.RunningBots;
import dev.rollcall.platform.ConditionalRead;
import dev.rollcall.platform.LongPoll;
import dev.rollcall.platform.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
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
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** A user's bots, the running ones and those that were. */
@Path("/") // shares its paths with other resources, and the longest prefix alone would win
@RolesAllowed("user")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Bots and meetings")
class BotListResource {

    private final Caller caller;
    private final BotQueries bots;
    private final MeetingQueries meetings;
    private final ConditionalRead conditional;

    BotListResource(Caller caller, BotQueries bots, MeetingQueries meetings, ConditionalRead conditional) {
        this.caller = caller;
        this.bots = bots;
        this.meetings = meetings;
        this.conditional = conditional;
    }

    @GET
    @Path("/bots/status")
    @Operation(
            summary = "The bots that are in a meeting, on their way to one, or leaving",
            description = "With If-None-Match and wait, the answer comes when something has changed.")
    @APIResponseSchema(RunningBots.class)
    @APIResponse(responseCode = "304", description = "Nothing has changed")
    public Uni<RestResponse<byte[]>> running(
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String known,
            @Parameter(description = LongPoll.WAIT) @RestQuery String wait,
            @Context RoutingContext request) {
        long userId = caller.userId();
        return conditional.answer(userId, known, LongPoll.begin(wait, request), () -> bots.running(userId));
    }

    @GET
    @Path("/bots")
    @Operation(summary = "All meetings as a table, the newest first")
    @APIResponseSchema(BotRows.class)
    @APIResponse(responseCode = "422", description = "A filter is not valid")
    public Uni<BotRows> list(
            @Parameter(description = "Part of the native meeting id or the name") @RestQuery String search,
            @RestQuery String status,
            @RestQuery String platform,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "100", defaultValue = "50"))
                    @RestQuery
                    String limit,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "0", defaultValue = "0")) @RestQuery
                    String offset,
            @Parameter(description = "`data` for all that is stored of each meeting, and not only a summary") @RestQuery
                    String include) {
        MeetingFilter filter = MeetingFilter.nearest(search, status, platform, limit, offset);
        return "data".equals(include) ? whole(filter) : bots.summaries(caller.userId(), filter);
    }

    private Uni<BotRows> whole(MeetingFilter filter) {
        return meetings.list(caller.userId(), filter)
                .map(page ->
                        new BotRows(page.meetings().stream().map(BotRow::of).toList(), page.hasMore()));
    }

    @GET
    @Path("/bots/id/{meeting_id}")
    @Operation(summary = "One meeting, without its link")
    @APIResponseSchema(BotRow.class)
    @APIResponse(responseCode = "404", description = "The user has no such meeting")
    public Uni<BotRow> byId(@RestPath("meeting_id") long id) {
        return meetings.byId(caller.userId(), id)
                .map(found -> found.map(BotRow::of).orElseThrow(() -> Problem.of(404, "Meeting not found")));
    }

    @GET
    @Path("/bots/{platform}/{native_meeting_id}/participants")
    @Operation(
            summary = "Who was in the newest meeting of this id",
            description = "Those whom PATCH /meetings or an older service noted; else the speakers of its transcript.")
    @APIResponseSchema(Participants.class)
    @APIResponse(responseCode = "404", description = "The user has no such meeting")
    public Uni<Participants> participants(
            @RestPath("platform") String platform, @RestPath("native_meeting_id") String nativeId) {
        MeetingKey key = MeetingKey.of(platform, nativeId);
        return bots.participants(caller.userId(), key)
                .map(found -> found.orElseThrow(() -> Problem.of(
                        404, "Meeting not found for platform " + key.platform().wire() + " and ID " + key.nativeId())));
    }
}
