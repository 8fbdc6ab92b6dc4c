package dev.rollcall.pipeline;

import dev.rollcall.access.Caller;
import dev.rollcall.event.FeedNudges;
import dev.rollcall.pipeline.CreateTasks.Accepted;
import dev.rollcall.pipeline.PipelineApi.PipelineResult;
import dev.rollcall.platform.Problem;
import dev.rollcall.platform.Rows;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/** A bot service has a recording or its words, and asks for summary and tasks. */
@Path("/")
@Tag(name = "Tasks")
class CreateTasksResource {

    private final Caller caller;
    private final SecurityIdentity identity;
    private final BotIds bots;
    private final JobRequests requests;
    private final PipelineResults results;
    private final JobRunner runner;
    private final FeedNudges feed;
    private final Transcription transcription;
    private final AudioConfig audio;
    private final Pool pool;

    CreateTasksResource(
            Caller caller,
            SecurityIdentity identity,
            BotIds bots,
            JobRequests requests,
            PipelineResults results,
            JobRunner runner,
            FeedNudges feed,
            Transcription transcription,
            AudioConfig audio,
            Pool pool) {
        this.caller = caller;
        this.identity = identity;
        this.bots = bots;
        this.requests = requests;
        this.results = results;
        this.runner = runner;
        this.feed = feed;
        this.transcription = transcription;
        this.audio = audio;
        this.pool = pool;
    }

    @POST
    @Path("/api/v1/create-tasks-from-audio")
    @Cancellable(false)
    @RolesAllowed({"user", "admin"})
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Make summary and tasks of a meeting's recording, or of its words",
            description = "The answer comes at once; how far it is, the status of the bot tells. The same request again"
                    + " starts nothing anew, unless the work ended in error.")
    @APIResponseSchema(value = Accepted.class, responseCode = "202", responseDescription = "It is worked on")
    @APIResponse(responseCode = "200", description = "The same was asked for before, and is done")
    @APIResponse(responseCode = "403", description = "user_id is another user than the one who asks")
    @APIResponse(responseCode = "404", description = "The user has no such bot")
    @APIResponse(responseCode = "409", description = "Other words of this meeting are being worked on")
    @APIResponse(responseCode = "410", description = "What was said in this meeting was deleted")
    @APIResponse(responseCode = "422", description = "The request is not valid; errors names every wrong field")
    public Uni<RestResponse<Accepted>> create(CreateTasks wanted) {
        if (wanted == null) {
            throw Problem.of(422, "A JSON object with user_id and bot_id is needed.");
        }
        wanted.check(audio.rules(), transcription.isThere());
        Long asking = identity.hasRole("admin") ? null : caller.userId();
        return user(asking, wanted.user())
                .chain(userId -> meeting(userId, wanted.bot())
                        .chain(meetingId -> begin(userId, meetingId, wanted.input()))
                        .map(result -> answer(wanted, result)));
    }

    /** The user who is meant. Users may mean themselves only; for admins an external_id comes before a number. */
    private Uni<Long> user(Long asking, String named) {
        return pool.preparedQuery("""
                        select id
                        from users
                        where (external_id = $1 or id::text = $1) and ($2::bigint is null or id = $2)
                        order by external_id is not distinct from $1 desc
                        limit 1
                        """)
                .execute(Tuple.of(named, asking))
                .map(rows -> Rows.first(rows, row -> row.getLong("id"))
                        .orElseThrow(() -> asking == null
                                ? Problem.of(404, "User not found")
                                : Problem.of(403, "user_id is not the user of this key.")));
    }

    private Uni<Long> meeting(long userId, String botId) {
        return bots.meetingOf(botId)
                .chain(found -> pool.preparedQuery("select id from meetings where id = $1 and user_id = $2")
                        .execute(Tuple.of(found.orElse(0L), userId)))
                .map(rows -> Rows.first(rows, (Row row) -> row.getLong("id"))
                        .orElseThrow(() -> Problem.of(404, "Bot not found")));
    }

    private Uni<PipelineResult> begin(long userId, long meetingId, Input input) {
        return requests.byRequest(meetingId, input)
                .call(begun -> begun
                        ? feed.tell(userId).call(runner::look)
                        : Uni.createFrom().voidItem())
                .chain(() -> results.of(meetingId))
                .map(found -> found.orElseThrow(() -> Problem.of(404, "Bot not found")));
    }

    private static RestResponse<Accepted> answer(CreateTasks wanted, PipelineResult result) {
        boolean done = result.step() == PipelineStatus.DONE;
        var accepted = new Accepted(
                wanted.bot(),
                result.status(),
                wanted.user(),
                result.sessionId(),
                result.errorMessage(),
                done ? "Tasks were created from this meeting before" : "Tasks are being created from this meeting",
                done ? result.data() : null);
        return RestResponse.status(done ? RestResponse.Status.OK : RestResponse.Status.ACCEPTED, accepted);
    }
}
