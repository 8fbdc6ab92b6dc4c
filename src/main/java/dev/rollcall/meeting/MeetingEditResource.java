package dev.rollcall.meeting;

import dev.rollcall.access.Caller;
import dev.rollcall.meeting.MeetingApi.Meeting;
import dev.rollcall.meeting.MeetingApi.Redacted;
import dev.rollcall.platform.Printable;
import dev.rollcall.platform.Problem;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;

/** What people write about a meeting, and that it is forgotten. */
@Path("/") // shares its paths with other resources, and the longest prefix alone would win
@RolesAllowed("user")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Bots and meetings")
class MeetingEditResource {

    private static final Logger LOG = Logger.getLogger(MeetingEditResource.class);

    /**
     * The newest meeting of this id, or the one with a bot. The meeting is named again outside of the look for it, since
     * it may have been redacted while this waited for its row.
     */
    private static final String EDIT = """
            update meetings m
            set data = m.data || $4::jsonb, revision = m.revision + 1, updated_at = clock_timestamp()
            where m.id = (
                    select n.id
                    from meetings n
                    where n.user_id = $1 and n.platform = $2 and n.platform_specific_id = $3
                    order by n.status in ('requested', 'joining', 'awaiting_admission', 'active') desc, n.id desc
                    limit 1)
              and m.user_id = $1
              and m.platform_specific_id = $3
            returning m.id
            """;

    private final Caller caller;
    private final Pool pool;
    private final MeetingQueries meetings;
    private final Redaction redaction;
    private final List<AfterRedaction> others;

    MeetingEditResource(
            Caller caller, Pool pool, MeetingQueries meetings, Redaction redaction, @All List<AfterRedaction> others) {
        this.caller = caller;
        this.pool = pool;
        this.meetings = meetings;
        this.redaction = redaction;
        this.others = others;
    }

    @PATCH
    @Path("/meetings/{platform}/{native_meeting_id}")
    @Cancellable(false)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Set a meeting's name, participants, languages or notes")
    @APIResponseSchema(Meeting.class)
    @APIResponse(responseCode = "404", description = "The user has no such meeting")
    @APIResponse(responseCode = "422", description = "The change is not valid; errors names every wrong field")
    public Uni<Meeting> edit(
            @RestPath("platform") String platform, @RestPath("native_meeting_id") String nativeId, MeetingEdit edit) {
        long userId = caller.userId();
        MeetingKey key = MeetingKey.of(platform, nativeId);
        JsonObject changes = edit.changes();
        return pool.preparedQuery(EDIT)
                .execute(Tuple.of(userId, key.platform().wire(), key.nativeId(), changes))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw notFound();
                    }
                    return rows.iterator().next().getLong("id");
                })
                .chain(id -> meetings.byId(userId, id))
                .map(found -> found.orElseThrow(MeetingEditResource::notFound));
    }

    @DELETE
    @Path("/meetings/{platform}/{native_meeting_id}")
    @Cancellable(false)
    @Operation(summary = "Delete what was said and noted in a meeting that is over; doing it again is success")
    @APIResponseSchema(value = Redacted.class, responseDescription = "Only when it took place and how it ended is left")
    @APIResponse(responseCode = "404", description = "The user has no such meeting")
    @APIResponse(responseCode = "409", description = "The meeting is not over")
    public Uni<Redacted> redact(@RestPath("platform") String platform, @RestPath("native_meeting_id") String nativeId) {
        MeetingKey key = MeetingKey.of(platform, nativeId);
        return redaction
                .redact(caller.userId(), key)
                .call(() -> forgetElsewhere(key))
                .map(outcome -> redacted(outcome, key));
    }

    private Uni<Void> forgetElsewhere(MeetingKey key) {
        return Multi.createFrom()
                .iterable(others)
                .onItem()
                .transformToUniAndConcatenate(other -> other.forget(key)
                        .onFailure()
                        .invoke(failure -> LOG.warnf("redaction=incomplete error=%s", Printable.of(failure.toString())))
                        .onFailure()
                        .recoverWithNull())
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static Redacted redacted(Redaction.Outcome outcome, MeetingKey key) {
        String meeting = "Meeting " + key.platform().wire() + "/" + key.nativeId();
        return new Redacted(
                switch (outcome) {
                    case REDACTED -> meeting + " transcripts deleted and data anonymized";
                    case REDACTED_BEFORE -> meeting + " transcripts already deleted and data anonymized";
                });
    }

    private static Problem notFound() {
        return Problem.of(404, "Meeting not found");
    }
}
