package dev.rollcall.pipeline;

import dev.rollcall.access.Caller;
import dev.rollcall.pipeline.PipelineApi.PipelineResult;
import dev.rollcall.platform.ConditionalRead;
import dev.rollcall.platform.LongPoll;
import dev.rollcall.platform.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** What was made of a meeting. */
@Path("/") // shares its paths with other resources, and the longest prefix alone would win
@RolesAllowed("user")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Tasks")
class TasksResource {

    private final Caller caller;
    private final PipelineResults results;
    private final ConditionalRead conditional;
    private final Pool pool;

    TasksResource(Caller caller, PipelineResults results, ConditionalRead conditional, Pool pool) {
        this.caller = caller;
        this.results = results;
        this.conditional = conditional;
        this.pool = pool;
    }

    @GET
    @Path("/meetings/{id}/tasks")
    @Operation(
            summary = "Summary and tasks of a meeting, and how far the work on them is",
            description = "With If-None-Match and wait, the answer comes when something has changed.")
    @APIResponseSchema(PipelineResult.class)
    @APIResponse(responseCode = "304", description = "Nothing has changed")
    @APIResponse(responseCode = "404", description = "The user has no such meeting, or nobody asked for its tasks")
    public Uni<RestResponse<byte[]>> of(
            @RestPath long id,
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String known,
            @Parameter(description = LongPoll.WAIT) @RestQuery String wait,
            @Context RoutingContext request) {
        long userId = caller.userId();
        return conditional.answer(userId, known, LongPoll.begin(wait, request), () -> result(userId, id));
    }

    private Uni<PipelineResult> result(long userId, long meetingId) {
        return pool.preparedQuery("select from meetings where id = $1 and user_id = $2")
                .execute(Tuple.of(meetingId, userId))
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.of(404, "Meeting not found");
                    }
                })
                .chain(() -> results.of(meetingId))
                .map(found -> found.orElseThrow(() -> Problem.of(404, "Nobody asked for the tasks of this meeting.")));
    }
}
