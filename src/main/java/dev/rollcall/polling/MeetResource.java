package dev.rollcall.polling;

import dev.rollcall.access.Caller;
import dev.rollcall.platform.ConditionalRead;
import dev.rollcall.platform.LongPoll;
import dev.rollcall.polling.PollingApi.BotStatus;
import dev.rollcall.polling.PollingApi.Trigger;
import dev.rollcall.polling.PollingApi.Triggered;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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
import org.jboss.resteasy.reactive.server.Cancellable;

/** Bots for frontends that poll: one call to send a bot, and one to ask how far it is (docs/polling.md). */
@Path("/")
@RolesAllowed("user")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Polling")
class MeetResource {

    private final Caller caller;
    private final Triggers triggers;
    private final Faces faces;
    private final ConditionalRead conditional;

    MeetResource(Caller caller, Triggers triggers, Faces faces, ConditionalRead conditional) {
        this.caller = caller;
        this.triggers = triggers;
        this.faces = faces;
        this.conditional = conditional;
    }

    @POST
    @Path("/api/v1/meet/trigger")
    @Cancellable(false)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Send a bot into a meeting, by its link",
            description = "As POST /bots, whose other fields it takes as well.")
    @APIResponseSchema(value = Triggered.class, responseCode = "200", responseDescription = "The bot is on its way")
    @APIResponse(responseCode = "409", description = "The meeting has a bot already (meeting_id tells which)")
    @APIResponse(responseCode = "422", description = "The order is not valid (errors names every wrong field)")
    @APIResponse(responseCode = "429", description = "All slots of the user's limit are taken")
    public Uni<Triggered> trigger(
            Trigger trigger,
            @Parameter(
                            name = "Idempotency-Key",
                            description = "The same request under the same key is answered with the same bot for 24"
                                    + " hours, and sends no second one")
                    @RestHeader("Idempotency-Key")
                    String key) {
        return triggers.trigger(caller.userId(), trigger, key);
    }

    @GET
    @Path("/api/v1/meet/status/{bot_id}")
    @Operation(
            summary = "How far a bot is, and what came of it",
            description = "With If-None-Match and wait, the answer comes when something has changed.")
    @APIResponseSchema(BotStatus.class)
    @APIResponse(responseCode = "304", description = "Nothing has changed")
    @APIResponse(responseCode = "403", description = "The bot is another user's")
    @APIResponse(
            responseCode = "404",
            description = "There is no such bot, or it was done, or had failed, more than a day ago")
    public Uni<RestResponse<byte[]>> status(
            @RestPath("bot_id") String botId,
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String known,
            @Parameter(description = LongPoll.WAIT) @RestQuery String wait,
            @Context RoutingContext request) {
        long userId = caller.userId();
        return conditional.answer(userId, known, LongPoll.begin(wait, request), () -> faces.status(userId, botId));
    }
}
