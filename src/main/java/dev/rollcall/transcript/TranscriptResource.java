package dev.rollcall.transcript;

import dev.rollcall.access.Caller;
import dev.rollcall.meeting.MeetingKey;
import dev.rollcall.platform.FieldErrors;
import dev.rollcall.platform.Problem;
import dev.rollcall.transcript.TranscriptApi.Found;
import dev.rollcall.transcript.TranscriptApi.Transcript;
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
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** What was said in a user's meetings. */
@Path("/transcripts")
@RolesAllowed("user")
@Tag(name = "Transcripts")
class TranscriptResource {

    private final Caller caller;
    private final TranscriptQueries transcripts;
    private final TranscriptSearch search;
    private final TranscriptWriter writer;

    TranscriptResource(Caller caller, TranscriptQueries transcripts, TranscriptSearch search, TranscriptWriter writer) {
        this.caller = caller;
        this.transcripts = transcripts;
        this.search = search;
        this.writer = writer;
    }

    @GET
    @Path("/{platform}/{native_meeting_id}")
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN, "application/x-subrip", "text/vtt", MediaType.WILDCARD
    })
    @Operation(
            summary = "The transcript of a meeting: of the newest one of that id, or of meeting_id",
            description = "As JSON, plain text, SubRip or WebVTT, by format or by Accept. While the meeting goes on it"
                    + " ends with what was said last; what is not completed may still change.")
    @APIResponseSchema(Transcript.class)
    @APIResponse(responseCode = "404", description = "The user has no such meeting")
    @APIResponse(responseCode = "406", description = "There is no such form of it")
    @APIResponse(responseCode = "422", description = "A parameter is not valid")
    public Uni<Void> transcript(
            @RestPath("platform") String platform,
            @RestPath("native_meeting_id") String nativeId,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER)) @RestQuery("meeting_id") String meetingId,
            @Parameter(description = "json, text, srt or vtt; counts more than Accept") @RestQuery String format,
            @Context HttpHeaders headers,
            @Context RoutingContext request) {
        MeetingKey key = MeetingKey.of(platform, nativeId);
        TranscriptFormat wanted = TranscriptFormat.of(format, headers.getAcceptableMediaTypes());
        return transcripts
                .meeting(caller.userId(), key, id(meetingId))
                .map(found -> found.orElseThrow(() -> notFound(key)))
                .chain(head -> writer.answer(request, head, wanted));
    }

    private static Long id(String meetingId) {
        FieldErrors errors = new FieldErrors();
        long id = errors.wholeNumber("meeting_id", meetingId, 1, Long.MAX_VALUE, 0);
        errors.throwIfAny();
        return id == 0 ? null : id;
    }

    private static Problem notFound(MeetingKey key) {
        return Problem.of(
                404, "Meeting not found for platform " + key.platform().wire() + " and ID " + key.nativeId());
    }

    @GET
    @Path("/search")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Who said it, and when: words in all transcripts of the user, the newest first",
            description = "Words as they were said, in any case, all of them; \"quoted\" words stand side by side, or"
                    + " is a choice, and a minus takes what holds the word out.")
    @APIResponseSchema(Found.class)
    @APIResponse(responseCode = "422", description = "A parameter is not valid")
    public Uni<Found> search(
            @Parameter(required = true, schema = @Schema(maxLength = TranscriptSearch.LONGEST)) @RestQuery String q,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "100", defaultValue = "20"))
                    @RestQuery
                    String limit,
            @Parameter(description = "`next_cursor` of the page before") @RestQuery String cursor) {
        return search.find(caller.userId(), q, limit, cursor);
    }
}
