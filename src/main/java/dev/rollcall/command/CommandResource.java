package dev.rollcall.command;

import dev.rollcall.access.Caller;
import dev.rollcall.command.Reconfigurations.BotSettings;
import dev.rollcall.meeting.MeetingKey;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Commands to a bot that is in a meeting. */
@Path("/")
@RolesAllowed("user")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Bots and meetings")
class CommandResource {

    private final Caller caller;
    private final Reconfigurations reconfigurations;

    CommandResource(Caller caller, Reconfigurations reconfigurations) {
        this.caller = caller;
        this.reconfigurations = reconfigurations;
    }

    @PUT
    @Path("/bots/{platform}/{native_meeting_id}/config")
    @Cancellable(false) // the command would be written, and its publication lost until it is repaired
    @ResponseStatus(202)
    @Operation(summary = "Change the language or the task of a bot that is in the meeting")
    @APIResponseSchema(
            value = AcceptedCommand.class,
            responseCode = "202",
            responseDescription = "The command is on its way to the bot")
    @APIResponse(responseCode = "404", description = "The user has no bot in this meeting")
    @APIResponse(responseCode = "409", description = "The meeting is not active")
    @APIResponse(responseCode = "422", description = "Neither a known language nor a known task")
    public Uni<AcceptedCommand> reconfigure(
            @RestPath("platform") String platform,
            @RestPath("native_meeting_id") String nativeId,
            BotSettings settings) {
        return reconfigurations.ask(caller.userId(), MeetingKey.of(platform, nativeId), settings);
    }
}
